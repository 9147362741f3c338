//! Every act judges the role of whoever acts for itself, in the transaction that does it (S1): whatever buttons
//! and screens asked before, a role may have changed since.

use domain::earn_rule::EarnRule;
use domain::order::Item;
use domain::product::Category;
use domain::role::Role;
use domain::{CategoryId, Delta, MemberId, Money, OrderId, UserId};
use loyalty::{
    Adjust, Adjusted, CancelBy, CancelOrder, CategorySaved, Decided, Decision, GiftSaved, HandedOver, How, NotAllowed,
    OfferSaved, OrderCancelled, OrderPaid, ProductSaved, Refund, Refunded, RuleSaved, Sell, Sold, TierEdit, TiersSaved,
    UseCoupon, Used,
};
use stories::{TestShop, on_both_engines};

use crate::orders::{everybody_is_told, has_ordered, sells};

on_both_engines![
    s1_every_act_at_the_till_judges_the_role_for_itself,
    s1_every_act_on_what_is_sold_and_given_judges_the_role_for_itself,
    s1_every_act_of_managers_judges_the_role_for_itself,
];

/// Whether each act at the till refuses somebody who may not do it.
async fn at_the_till(shop: &TestShop, by: UserId, member: MemberId, order: OrderId) -> [(&'static str, bool); 8] {
    let (settled, loyalty) = (shop.shop().await, shop.loyalty());
    let amount = Item::Amount(Money::new(1_000).unwrap());
    let coupon = shop.coupon(&shop.anna).await.id;
    let sold = loyalty
        .sell(&Sell::amount(&settled, by, member, &amount, "s1:sale"))
        .await;
    let used = UseCoupon {
        shop: &settled,
        clerk: by,
        coupon,
        shown_by: None,
    };
    let used = loyalty.use_coupon(&used).await;
    let undo = Refund {
        shop: &settled,
        by,
        order,
        how: How::Undo,
    };
    let undone = loyalty.refund(&undo).await;
    let paid = loyalty.pay_order_at_till(&settled, by, order).await;
    let handed = loyalty.hand_over(&settled, by, order).await;
    let cancel = CancelOrder {
        shop: &settled,
        order,
        by: CancelBy::Staff { user: by, reason: "" },
    };
    let cancelled = loyalty.cancel_order(&cancel).await;
    let adjust = Adjust {
        shop: &settled,
        by,
        member,
        amount: Delta::new(10),
        note: "A gift",
        cause: "s1:adjust",
    };
    let adjusted = loyalty.adjust(&adjust).await;
    let marked = loyalty.mark_leader(&settled, by, member, true).await;
    [
        ("sell", sold.unwrap() == Sold::NotAllowed),
        ("use_coupon", used.unwrap() == Used::NotAllowed),
        ("refund", undone.unwrap() == Refunded::NotAllowed),
        ("pay_order_at_till", paid.unwrap() == OrderPaid::NotAllowed),
        ("hand_over", handed.unwrap() == HandedOver::NotAllowed),
        ("cancel_order", cancelled.unwrap() == OrderCancelled::NotAllowed),
        ("adjust", adjusted.unwrap() == Adjusted::NotAllowed),
        ("mark_leader", marked.unwrap() == Err(NotAllowed)),
    ]
}

async fn s1_every_act_at_the_till_judges_the_role_for_itself(shop: TestShop) {
    let ben = shop.member_called("Ben").await;
    let mug = sells(&shop, "Mug", 1_000, |_| ()).await;
    shop.has_redeemed(&shop.anna, shop.coffee).await;
    let order = has_ordered(&shop, &shop.anna, mug).await;
    let member = shop.file(&shop.anna).await.id;
    let before = shop.kept(&shop.anna).await;

    let refused = at_the_till(&shop, ben.user(), member, order).await;

    assert_eq!(let_through(refused), [""; 0]);
    assert_eq!(shop.kept(&shop.anna).await, before);
    everybody_is_told(&shop).await;
}

/// The acts that let somebody through who may not do them.
fn let_through<const N: usize>(acts: [(&'static str, bool); N]) -> Vec<&'static str> {
    let through = acts.into_iter().filter(|(_, refused)| !refused);
    through.map(|(act, _)| act).collect()
}

async fn s1_every_act_on_what_is_sold_and_given_judges_the_role_for_itself(shop: TestShop) {
    let (settled, loyalty) = (shop.shop().await, shop.loyalty());
    let by = shop.employs("Citra", Role::Clerk).await.user();
    let mug = sells(&shop, "Mug", 1_000, |_| ()).await;
    let product = loyalty.product(shop.id, mug).await.unwrap().unwrap();
    let gift = shop.gift(shop.coffee).await;
    let offer = shop.has_a_distant_offer().await;
    let new_offer = domain::offer::Offer {
        id: loyalty.new_offer_id(),
        ..shop.offer(offer).await
    };
    let category = Category {
        id: CategoryId(mug.0),
        title: "Cups".into(),
        photo: None,
        active: true,
    };

    let added = loyalty.add_product(&settled, by, &product).await;
    let changed = loyalty
        .change_product(&settled, by, mug, |mug| mug.active = false)
        .await;
    let saved = loyalty.add_category(&settled, by, &category).await;
    let given = loyalty.add_gift(&settled, by, &gift).await;
    let regiven = loyalty
        .change_gift(&settled, by, gift.id, |gift| gift.active = false)
        .await;
    let offered = loyalty.add_offer(&settled, by, &new_offer).await;
    let reoffered = loyalty
        .change_offer(&settled, by, offer, |offer| offer.active = false)
        .await;

    let through = let_through([
        ("add_product", added.unwrap() == ProductSaved::NotAllowed),
        ("change_product", changed.unwrap() == ProductSaved::NotAllowed),
        ("save_category", saved.unwrap() == CategorySaved::NotAllowed),
        ("add_gift", given.unwrap() == GiftSaved::NotAllowed),
        ("change_gift", regiven.unwrap() == GiftSaved::NotAllowed),
        ("add_offer", offered.unwrap() == OfferSaved::NotAllowed),
        ("change_offer", reoffered.unwrap() == OfferSaved::NotAllowed),
    ]);
    assert_eq!(through, [""; 0]);
    everybody_is_told(&shop).await;
}

async fn s1_every_act_of_managers_judges_the_role_for_itself(shop: TestShop) {
    let (settled, loyalty) = (shop.shop().await, shop.loyalty());
    let by = shop.employs("Citra", Role::Clerk).await.user();
    let sale = shop.sells(&shop.anna, 1_000).await;
    let asked = Adjust {
        shop: &settled,
        by: shop.clerk.user(),
        member: sale.member,
        amount: Delta::new(400),
        note: "A gift",
        cause: "s1:asked",
    };
    let asked = loyalty.adjust(&asked).await.unwrap();
    assert!(matches!(asked, Adjusted::Waiting { .. }), "{asked:?}");
    let mut tx = loyalty.db.read().await.unwrap();
    let request = storage::adjustments::find_by_cause(&mut tx, shop.id, "s1:asked").await;
    let request = request.unwrap().unwrap().id;
    drop(tx);
    let rule = EarnRule {
        id: loyalty.new_rule_id(),
        title: "Double".into(),
        times: 200,
        tier: None,
        category: None,
        from: None,
        until: None,
        weekdays: None,
        active: true,
    };
    let rules = loyalty.ladder(shop.id).await.unwrap().rules;
    let shorter = TierEdit::Rules(domain::tier::TierRules { grace_days: 1, ..rules });
    let undo = Refund {
        shop: &settled,
        by,
        order: sale.id,
        how: How::Undo,
    };
    let titles = ["A", "B", "C", "D"].map(str::to_owned);

    let undone = loyalty.refund(&undo).await;
    let decided = loyalty
        .decide_adjustment(&settled, by, request, Decision::Approve)
        .await;
    let edited = loyalty.edit_tiers(&settled, by, &shorter).await;
    let taken = loyalty.take_usual_tiers(&settled, by, titles).await;
    let saved = loyalty.save_rule(&settled, by, &rule).await;

    let through = let_through([
        ("refund", undone.unwrap() == Refunded::NotAllowed),
        ("decide_adjustment", decided.unwrap() == Decided::NotAllowed),
        ("edit_tiers", edited.unwrap() == TiersSaved::NotAllowed),
        ("take_usual_tiers", taken.unwrap() == TiersSaved::NotAllowed),
        ("save_rule", saved.unwrap() == RuleSaved::NotAllowed),
    ]);
    assert_eq!(through, [""; 0]);
    everybody_is_told(&shop).await;
}
