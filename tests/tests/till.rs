//! Purchases with a coupon and points, and what comes back of them.

use chrono::TimeDelta;
use domain::coupon::CouponState;
use domain::order::{Item, Line};
use domain::product::Product;
use domain::reckon::NotNow;
use domain::role::Role;
use domain::terms::{Only, Terms, Worth};
use domain::{CouponId, MemberId, Money, OrderId, Points, ProductId};
use futures::future::join_all;
use loyalty::{Back, How, Loyalty, ProductSaved, Refund, Refunded, Sell, Sold, Unsold};
use stories::{Someone, TestShop, on_both_engines};

on_both_engines![
    p8_a_coupon_and_points_come_off_before_points_are_earned,
    p3_a_sale_that_is_delivered_again_is_the_same_sale,
    p7_a_refund_in_five_steps_gives_back_what_one_would,
    p7_points_come_back_to_their_lots,
    p7_the_coupon_comes_back_when_all_is_refunded,
    s3_an_undone_sale_puts_stock_coupon_and_points_back,
    c2_fifty_tills_use_one_coupon_once,
    p2_sales_to_one_member_at_once_leave_the_books_right,
    c3_somebody_elses_coupon_is_refused,
    c4_everything_is_judged_again_when_it_counts,
    c6_stock_never_falls_below_zero,
    nobody_pays_another_sum_than_was_shown,
    points_pay_only_where_the_shop_says_so,
    c4_the_sum_is_shown_before_it_counts,
    an_amount_and_a_name_alone_are_recorded_at_once,
    a_word_that_is_nearly_a_name_is_asked_about,
    c4_a_coupon_that_does_not_count_says_why,
    a_scanned_money_coupon_leads_into_a_sale,
    a_coupon_stays_with_an_amount_that_could_be_two,
    p7_a_manager_refunds_a_part_by_the_file,
    s1_a_clerk_does_not_refund,
];

pub(crate) fn money(minor: i64) -> Money {
    Money::new(minor).unwrap()
}

pub(crate) fn points(n: i64) -> Points {
    Points::new(n).unwrap()
}

pub(crate) fn five_off() -> Terms {
    Terms::of(Worth::Amount { off: money(500) })
}

/// What is bought, and what is applied to it.
pub(crate) struct Bought<'a> {
    pub(crate) items: &'a [Item],
    pub(crate) coupon: Option<CouponId>,
    pub(crate) points: i64,
    pub(crate) cause: &'a str,
}

async fn buys(shop: &TestShop, who: &Someone, bought: &Bought<'_>) -> Sold {
    shop.clock.advance(TimeDelta::seconds(2));
    let standing = shop.shop().await;
    let ask = Sell {
        shop: &standing,
        clerk: shop.clerk.user(),
        member: shop.file(who).await.id,
        items: bought.items,
        coupon: bought.coupon,
        points: points(bought.points),
        agreed: None,
        note: "",
        cause: bought.cause,
    };
    let sold = shop.loyalty().sell(&ask).await.unwrap();
    shop.stage.post().await;
    sold
}

/// A sale in which nothing stands against it.
pub(crate) async fn has_bought(shop: &TestShop, who: &Someone, bought: &Bought<'_>) -> OrderId {
    match buys(shop, who, bought).await {
        Sold::Done { order, .. } => order.id,
        refused => panic!("{refused:?}"),
    }
}

pub(crate) async fn gives_back(shop: &TestShop, order: OrderId, how: How) -> Back {
    shop.clock.advance(TimeDelta::seconds(2));
    let standing = shop.shop().await;
    let ask = Refund {
        shop: &standing,
        by: shop.owner.user(),
        order,
        how,
    };
    let answer = shop.loyalty().refund(&ask).await.unwrap();
    shop.stage.post().await;
    match answer {
        Refunded::Done(back) => *back,
        refused => panic!("{refused:?}"),
    }
}

async fn sells_shoes(shop: &TestShop, stock: i64) -> ProductId {
    let product = Product {
        id: shop.loyalty().new_product_id(),
        category: None,
        title: "Shoes".into(),
        description: String::new(),
        price: money(12_800),
        member_price: None,
        stars: None,
        stock: Some(stock),
        members_only: false,
        photo: None,
        active: true,
    };
    let saved = shop
        .loyalty()
        .add_product(&shop.shop().await, shop.owner.user(), &product)
        .await
        .unwrap();
    assert!(matches!(saved, ProductSaved::Done(_)), "{saved:?}");
    product.id
}

async fn stock_of(shop: &TestShop, product: ProductId) -> Option<i64> {
    shop.loyalty().product(shop.id, product).await.unwrap().unwrap().stock
}

async fn p8_a_coupon_and_points_come_off_before_points_are_earned(shop: TestShop) {
    let anna = &shop.anna;
    shop.takes_points().await;
    shop.gives(anna, 250).await;
    let coupon = shop.has_coupon(anna, "Five off", five_off()).await;
    let items = [Item::Amount(money(12_800))];

    let order = has_bought(
        &shop,
        anna,
        &Bought {
            items: &items,
            coupon: Some(coupon),
            points: 200,
            cause: "story:1",
        },
    )
    .await;

    let order = shop.order(order).await;
    assert_eq!((order.goods, order.discount), (money(12_800), money(500)));
    assert_eq!((order.points_paid, order.points_worth), (points(200), money(1_000)));
    assert_eq!((order.total, order.earned), (money(11_300), points(113)));
    assert_eq!(shop.points(anna).await, 50 + 250 - 200 + 113);
    let used = shop.coupon(anna).await;
    assert_eq!((used.state, used.order), (CouponState::Used, Some(order.id)));
    anna.hears(
        "🧾 Thank you! Your purchase of <b>€113</b> at Corner Café earned you <b>113 points</b>.\n\
         €128 − €5 (Five off) − €10 (200 points) = €113\n\
         You have 213 points. What they can get: /gifts",
    );
}

async fn p3_a_sale_that_is_delivered_again_is_the_same_sale(shop: TestShop) {
    let anna = &shop.anna;
    shop.takes_points().await;
    shop.gives(anna, 250).await;
    let coupon = shop.has_coupon(anna, "Five off", five_off()).await;
    let items = [Item::Amount(money(12_800))];
    let bought = Bought {
        items: &items,
        coupon: Some(coupon),
        points: 200,
        cause: "story:1",
    };

    let first = has_bought(&shop, anna, &bought).await;
    let again = has_bought(&shop, anna, &bought).await;

    assert_eq!(first, again);
    assert_eq!(shop.points(anna).await, 213);
    assert_eq!(anna.reads().len(), 1, "Anna is told once");
}

async fn p7_a_refund_in_five_steps_gives_back_what_one_would(shop: TestShop) {
    let (anna, ben) = (&shop.anna, shop.member_called("Ben").await);
    shop.takes_points().await;
    let items = [Item::Amount(money(12_799))];
    let mut orders = Vec::new();
    for (who, cause) in [(anna, "story:1"), (&ben, "story:2")] {
        shop.gives(who, 250).await;
        let bought = Bought {
            items: &items,
            coupon: None,
            points: 201,
            cause,
        };
        orders.push(has_bought(&shop, who, &bought).await);
    }

    let mut money_back = 0;
    for so_far in [1, 777, 4_000, 9_999, 11_111] {
        let back = gives_back(&shop, orders[0], How::UpTo { so_far: money(so_far) }).await;
        money_back += back.split.money.minor();
    }
    let so_far = money(11_111);
    let at_once = gives_back(&shop, orders[1], How::UpTo { so_far }).await;

    assert_eq!(money_back, at_once.split.money.minor());
    assert_eq!(shop.kept(anna).await, shop.kept(&ben).await);
    let (one, other) = (shop.order(orders[0]).await, shop.order(orders[1]).await);
    assert_eq!((one.clawed, one.returned), (other.clawed, other.returned));
    for order in orders {
        gives_back(&shop, order, How::UpTo { so_far: money(12_799) }).await;
    }
    assert_eq!(shop.points(anna).await, 300);
    assert_eq!(shop.points(&ben).await, 300);
    drop((anna.reads(), ben.reads()));
}

async fn p7_points_come_back_to_their_lots(shop: TestShop) {
    let anna = &shop.anna;
    shop.takes_points().await;
    shop.gives(anna, 100).await;
    shop.passes(TimeDelta::days(30)).await;
    shop.gives(anna, 100).await;
    let before = shop.lots(anna).await;
    let items = [Item::Amount(money(1_000))];
    let bought = Bought {
        items: &items,
        coupon: None,
        points: 200,
        cause: "story:1",
    };
    let order = has_bought(&shop, anna, &bought).await;

    let half = gives_back(&shop, order, How::UpTo { so_far: money(500) }).await;
    assert_eq!((half.split.money, half.split.returned), (Money::ZERO, points(100)));
    gives_back(&shop, order, How::UpTo { so_far: money(1_000) }).await;

    assert_eq!(shop.lots(anna).await, before);
    drop(anna.reads());
}

async fn p7_the_coupon_comes_back_when_all_is_refunded(shop: TestShop) {
    let anna = &shop.anna;
    let coupon = shop.has_coupon(anna, "Five off", five_off()).await;
    let items = [Item::Amount(money(2_000))];
    let bought = Bought {
        items: &items,
        coupon: Some(coupon),
        points: 0,
        cause: "story:1",
    };
    let order = has_bought(&shop, anna, &bought).await;

    let part = gives_back(&shop, order, How::UpTo { so_far: money(1_499) }).await;
    assert_eq!((part.coupon, shop.coupon(anna).await.state), (None, CouponState::Used));
    drop(anna.reads());
    let whole = gives_back(&shop, order, How::UpTo { so_far: money(1_500) }).await;

    assert_eq!(whole.coupon.as_deref(), Some("Five off"));
    assert_eq!(shop.coupon(anna).await.state, CouponState::Issued);
    anna.hears(
        "↩️ €0.01 of your purchases at Corner Café was taken back, and 1 point with it.\n\
         🎟 Your coupon <b>Five off</b> can be used again.\n\
         You have 50 points. Every row is explained here: /statement",
    );
}

async fn s3_an_undone_sale_puts_stock_coupon_and_points_back(shop: TestShop) {
    let anna = &shop.anna;
    shop.takes_points().await;
    shop.gives(anna, 250).await;
    let shoes = sells_shoes(&shop, 3).await;
    let coupon = shop.has_coupon(anna, "Five off", five_off()).await;
    let items = [Item::Product {
        product: shoes,
        quantity: 2,
    }];
    let bought = Bought {
        items: &items,
        coupon: Some(coupon),
        points: 200,
        cause: "story:1",
    };
    let order = has_bought(&shop, anna, &bought).await;
    assert_eq!(stock_of(&shop, shoes).await, Some(1));

    let first = gives_back(&shop, order, How::Undo).await;
    let again = gives_back(&shop, order, How::Undo).await;

    assert_eq!((first.split.money, again.split.money), (money(24_100), Money::ZERO));
    assert_eq!(stock_of(&shop, shoes).await, Some(3));
    assert_eq!(shop.coupon(anna).await.state, CouponState::Issued);
    assert_eq!(shop.points(anna).await, 300);
    drop(anna.reads());
}

async fn c2_fifty_tills_use_one_coupon_once(shop: TestShop) {
    let anna = &shop.anna;
    let other = shop.employs("Citra", Role::Clerk).await;
    let coupon = shop.has_coupon(anna, "Five off", five_off()).await;
    let member = shop.file(anna).await.id;
    let (loyalty, standing) = (shop.loyalty(), shop.shop().await);

    let tills = (0..50).map(|till| {
        let (loyalty, standing): (Loyalty, _) = (loyalty.clone(), standing.clone());
        let clerk = if till % 2 == 0 { shop.clerk.user() } else { other.user() };
        tokio::spawn(async move {
            let (amount, cause) = (Item::Amount(money(2_000)), format!("story:{till}"));
            let ask = Sell {
                coupon: Some(coupon),
                ..Sell::amount(&standing, clerk, member, &amount, &cause)
            };
            loyalty.sell(&ask).await.unwrap()
        })
    });
    let answers: Vec<Sold> = join_all(tills)
        .await
        .into_iter()
        .map(|answer| answer.unwrap())
        .collect();

    let used = answers
        .iter()
        .filter(|answer| matches!(answer, Sold::Done { .. }))
        .count();
    let told = answers.iter().filter(|answer| learned_who(answer)).count();
    assert_eq!((used, told), (1, 49));
    shop.stage.post().await;
    drop(anna.reads());
}

async fn p2_sales_to_one_member_at_once_leave_the_books_right(shop: TestShop) {
    let anna = &shop.anna;
    shop.takes_points().await;
    shop.gives(anna, 250).await;
    let before = shop.points(anna).await;
    let member = shop.file(anna).await.id;
    let (loyalty, standing, clerk) = (shop.loyalty(), shop.shop().await, shop.clerk.user());

    let sales = (0..20).map(|sale| {
        let (loyalty, standing): (Loyalty, _) = (loyalty.clone(), standing.clone());
        tokio::spawn(async move {
            let (amount, cause) = (Item::Amount(money(1_000)), format!("story:{sale}"));
            let ask = Sell {
                points: points(40),
                ..Sell::amount(&standing, clerk, member, &amount, &cause)
            };
            loyalty.sell(&ask).await.unwrap()
        })
    });
    let answers = join_all(sales).await;

    let (mut paid, mut earned) = (0, 0);
    for answer in answers {
        match answer.unwrap() {
            Sold::Done { order, .. } => {
                paid += order.points_paid.get();
                earned += order.earned.get();
            }
            refused => panic!("{refused:?}"),
        }
    }
    assert!(paid > before, "{paid} of {before}");
    assert_eq!(shop.points(anna).await, before - paid + earned);
    shop.stage.post_everything().await;
    drop(anna.reads());
}

fn learned_who(answer: &Sold) -> bool {
    matches!(
        answer,
        Sold::Refused(Unsold::Coupon { why: NotNow::Taken, by: Some(_), coupon }) if coupon.closed_at.is_some()
    )
}

async fn c3_somebody_elses_coupon_is_refused(shop: TestShop) {
    let (anna, ben) = (&shop.anna, shop.member_called("Ben").await);
    let own = shop.has_coupon(anna, "Five off", five_off()).await;
    let to_share = Terms {
        transferable: true,
        ..five_off()
    };
    let shared = shop.has_coupon(anna, "For a friend", to_share).await;
    let items = [Item::Amount(money(2_000))];
    let bought = |coupon, cause| Bought {
        items: &items,
        coupon: Some(coupon),
        points: 0,
        cause,
    };

    let refused = buys(&shop, &ben, &bought(own, "story:1")).await;
    has_bought(&shop, &ben, &bought(shared, "story:2")).await;

    assert_eq!(why(&refused), Some(NotNow::OtherHolder), "{refused:?}");
    assert_eq!(anna.reads().len(), 1, "Anna is told that hers was used");
    drop(ben.reads());
}

fn why(answer: &Sold) -> Option<NotNow> {
    match answer {
        Sold::Refused(Unsold::Coupon { why, .. }) => Some(*why),
        _ => None,
    }
}

async fn c4_everything_is_judged_again_when_it_counts(shop: TestShop) {
    let anna = &shop.anna;
    let shoes = sells_shoes(&shop, 3).await;
    let terms = Terms {
        only: Only::Products(vec![shoes]),
        min_spend: Some(money(12_801)),
        ..five_off()
    };
    let coupon = shop.has_coupon(anna, "Five off shoes", terms).await;
    let with = |items| Bought {
        items,
        coupon: Some(coupon),
        points: 0,
        cause: "story:1",
    };
    let (amount, one) = ([Item::Amount(money(20_000))], [pairs(shoes, 1)]);

    let for_nothing = buys(&shop, anna, &with(&amount)).await;
    let below = buys(&shop, anna, &with(&one)).await;
    shop.passes(TimeDelta::days(31)).await;
    let over = buys(&shop, anna, &with(&[pairs(shoes, 2)])).await;

    assert_eq!(why(&for_nothing), Some(NotNow::NothingItCountsFor));
    assert_eq!(why(&below), Some(NotNow::MinSpend { missing: money(1) }));
    assert_eq!(why(&over), Some(NotNow::Over));
    assert_eq!(stock_of(&shop, shoes).await, Some(3));
    assert_eq!(shop.file(anna).await.points, points(50));
}

const fn pairs(product: ProductId, quantity: u32) -> Item {
    Item::Product { product, quantity }
}

async fn c6_stock_never_falls_below_zero(shop: TestShop) {
    let shoes = sells_shoes(&shop, 7).await;
    let laces = sells_shoes(&shop, 100).await;
    let mut members: Vec<MemberId> = vec![shop.file(&shop.anna).await.id];
    for name in ["Ben", "Citra", "Dewi"] {
        let member = shop.member_called(name).await;
        members.push(shop.file(&member).await.id);
    }
    let (loyalty, standing, clerk) = (shop.loyalty(), shop.shop().await, shop.clerk.user());

    let sales = (0..20_usize).map(|sale| {
        let (loyalty, standing): (Loyalty, _) = (loyalty.clone(), standing.clone());
        let member = members[sale % members.len()];
        tokio::spawn(async move {
            // In either order: whoever takes two things takes them in the same one.
            let mut items = vec![pairs(shoes, 1), pairs(laces, 1)];
            if sale % 2 == 0 {
                items.reverse();
            }
            let cause = format!("story:{sale}");
            let ask = Sell {
                items: &items,
                ..Sell::amount(&standing, clerk, member, &Item::Amount(Money::ZERO), &cause)
            };
            loyalty.sell(&ask).await.unwrap()
        })
    });
    let answers: Vec<Sold> = join_all(sales)
        .await
        .into_iter()
        .map(|answer| answer.unwrap())
        .collect();

    let sold = answers
        .iter()
        .filter(|answer| matches!(answer, Sold::Done { .. }))
        .count();
    let refused = answers
        .iter()
        .filter(|answer| matches!(answer, Sold::Refused(Unsold::SoldOut { left: 0, .. })));
    assert_eq!((sold, refused.count()), (7, 13));
    assert_eq!(stock_of(&shop, shoes).await, Some(0));
    assert_eq!(stock_of(&shop, laces).await, Some(93));
    // Whoever bought most has more letters than one moment takes.
    shop.stage.post_everything().await;
    shop.stage.everybody_looks();
}

async fn nobody_pays_another_sum_than_was_shown(shop: TestShop) {
    let shoes = sells_shoes(&shop, 3).await;
    let (standing, member) = (shop.shop().await, shop.file(&shop.anna).await.id);
    let items = [pairs(shoes, 1)];
    let nothing = Item::Amount(Money::ZERO);
    let ask = Sell {
        items: &items,
        agreed: Some(money(12_800)),
        ..Sell::amount(&standing, shop.clerk.user(), member, &nothing, "story:1")
    };
    let dearer = |product: &mut Product| product.price = money(12_900);
    let changed = shop
        .loyalty()
        .change_product(&standing, shop.owner.user(), shoes, dearer)
        .await
        .unwrap();
    assert!(matches!(changed, ProductSaved::Done(_)), "{changed:?}");

    let refused = shop.loyalty().sell(&ask).await.unwrap();
    let agreed = Some(money(12_900));
    let sold = shop.loyalty().sell(&Sell { agreed, ..ask }).await.unwrap();

    assert_eq!(refused, Sold::Changed);
    let Sold::Done { order, .. } = sold else {
        panic!("{sold:?}")
    };
    let lines = shop.loyalty().order_lines(shop.id, order.id).await.unwrap();
    let bought = Line {
        product: Some(shoes),
        category: None,
        title: "Shoes".into(),
        quantity: 1,
        everyday: money(12_900),
        price: money(12_900),
    };
    assert_eq!(lines, [bought]);
    shop.stage.post().await;
    drop(shop.anna.reads());
}

async fn points_pay_only_where_the_shop_says_so(shop: TestShop) {
    let items = [Item::Amount(money(1_000))];
    let bought = Bought {
        items: &items,
        coupon: None,
        points: 50,
        cause: "story:1",
    };

    let order = has_bought(&shop, &shop.anna, &bought).await;

    let order = shop.order(order).await;
    assert_eq!((order.points_paid, order.total), (Points::ZERO, money(1_000)));
    drop(shop.anna.reads());
}

async fn c4_the_sum_is_shown_before_it_counts(shop: TestShop) {
    let (anna, clerk) = (&shop.anna, &shop.clerk);
    shop.takes_points().await;
    shop.gives(anna, 250).await;
    shop.has_coupon(anna, "Five off", five_off()).await;

    clerk.says("/sell 128 anna").await;
    clerk.hears("🧾 <b>Anna</b>: <b>€128</b>, earns 128 points\n\nNothing is recorded yet.");
    clerk.taps("🎟 Five off").await;
    clerk.hears(
        "🧾 <b>Anna</b>: <b>€123</b>, earns 123 points\n€128 − €5 (Five off) = €123\n\nNothing is recorded yet.",
    );
    clerk.taps("⭐ 300 points: −€15").await;
    clerk.hears(
        "🧾 <b>Anna</b>: <b>€108</b>, earns 108 points\n€128 − €5 (Five off) − €15 (300 points) = €108\n\n\
         Nothing is recorded yet.",
    );
    clerk.taps("✖️ Without the coupon").await;
    clerk.hears(
        "🧾 <b>Anna</b>: <b>€113</b>, earns 113 points\n€128 − €15 (300 points) = €113\n\nNothing is recorded yet.",
    );
    assert_eq!(shop.points(anna).await, 300);
    let (_, second) = clerk.taps_twice("✅ Record €113").await;

    let receipt = "✅ <b>Anna</b> paid <b>€113</b> and earned 113 points.\nBalance: 113 points\n\
                   €128 − €15 (300 points) = €113";
    assert_eq!(
        clerk.reads().last().map(|seen| seen.html.clone()).as_deref(),
        Some(receipt)
    );
    drop(second);
    assert_eq!(shop.points(anna).await, 113);
    shop.stage.post().await;
    assert_eq!(anna.reads().len(), 1, "Anna is told once");
}

async fn an_amount_and_a_name_alone_are_recorded_at_once(shop: TestShop) {
    let (anna, clerk) = (&shop.anna, &shop.clerk);
    // A gift is handed over for itself, so it is no reason to ask.
    shop.has_redeemed(anna, shop.coffee).await;

    clerk.says("/sell 128 anna").await;

    clerk.hears("✅ <b>Anna</b> paid <b>€128</b> and earned 128 points.\nBalance: 148 points");
    shop.stage.post().await;
    drop(anna.reads());
}

async fn a_word_that_is_nearly_a_name_is_asked_about(shop: TestShop) {
    let (anna, clerk) = (&shop.anna, &shop.clerk);
    let shoes = sells_shoes(&shop, 3).await;

    clerk.says("/sell 120 #1001 shose").await;
    clerk.hears("“shose” isn't in the catalogue. Which is it?");
    clerk.taps("Shoes").await;

    clerk.hears("✅ <b>Anna</b> paid <b>€120</b> and earned 120 points.\nBalance: 170 points");
    assert_eq!(stock_of(&shop, shoes).await, Some(2));
    shop.stage.post().await;
    drop(anna.reads());
}

async fn c4_a_coupon_that_does_not_count_says_why(shop: TestShop) {
    let (anna, clerk) = (&shop.anna, &shop.clerk);
    let terms = Terms {
        min_spend: Some(money(3_000)),
        ..five_off()
    };
    let coupon = shop.has_coupon(anna, "Five off", terms).await;
    let code = shop.coupon(anna).await.code;

    clerk.says(&format!("/coupon {code}")).await;
    clerk.taps("🧾 Use it in a sale").await;
    clerk.says("29").await;

    clerk.hears(
        "<b>Five off</b> doesn't count yet: €1 more of what it is for.\n\n\
         🧾 <b>Anna</b>: <b>€29</b>, earns 29 points\n\nNothing is recorded yet.",
    );
    assert_eq!(shop.coupon(anna).await.id, coupon);
    assert_eq!(shop.coupon(anna).await.state, CouponState::Issued);
}

async fn a_scanned_money_coupon_leads_into_a_sale(shop: TestShop) {
    let (anna, clerk) = (&shop.anna, &shop.clerk);
    shop.has_coupon(anna, "Five off", five_off()).await;
    let code = shop.coupon(anna).await.code;

    clerk.says(&format!("/coupon {code}")).await;
    clerk.taps("🧾 Use it in a sale").await;
    clerk.hears("How much is Anna's purchase? <b>Five off</b> comes off it, and you see the sum before it counts.");
    clerk.says("30").await;
    clerk.taps("✅ Record €25").await;

    clerk.hears("✅ <b>Anna</b> paid <b>€25</b> and earned 25 points.\nBalance: 75 points\n€30 − €5 (Five off) = €25");
    assert_eq!(shop.coupon(anna).await.state, CouponState::Used);
    shop.stage.post().await;
    drop(anna.reads());
}

async fn a_coupon_stays_with_an_amount_that_could_be_two(shop: TestShop) {
    let (anna, clerk) = (&shop.anna, &shop.clerk);
    shop.has_coupon(anna, "Five off", five_off()).await;
    let code = shop.coupon(anna).await.code;

    clerk.says(&format!("/coupon {code}")).await;
    clerk.taps("🧾 Use it in a sale").await;
    clerk.says("1.250 boots").await;
    clerk.hears("\"1.250\" could be two amounts. Which one is it?");
    clerk.taps("€1,250").await;
    clerk.taps("✅ Record €1,245").await;

    assert_eq!(shop.coupon(anna).await.state, CouponState::Used);
    assert!(clerk.looks().html.contains("€1,250 − €5 (Five off) = €1,245"));
    shop.stage.post().await;
    drop(anna.reads());
}

async fn p7_a_manager_refunds_a_part_by_the_file(shop: TestShop) {
    let (anna, manager) = (&shop.anna, shop.employs("Maja", Role::Manager).await);
    let order = shop.sells(anna, 10_000).await;

    manager.says("/find anna").await;
    manager.taps("€100 · 23 Nov 2026").await;
    manager.hears("🧾 <b>€100</b> · Anna, 23 Nov 2026\nEarned 100 points");
    manager.taps("↩️ Refund").await;
    manager.hears("How much of Anna's purchase is refunded? €100 is left. Send the amount, or refund all of it.");
    manager.says("100.01").await;
    manager.hears("That is more than what is left: €100. Send a smaller amount.");
    manager.says("40").await;
    manager.hears("Refund Anna?\n• €40 back in money\n• 40 points taken back that it earned");
    assert_eq!(shop.order(order.id).await.refunded, Money::ZERO);
    manager.taps_twice("↩️ Yes, refund").await;

    let refunded = shop.order(order.id).await;
    assert_eq!((refunded.refunded, refunded.clawed), (money(4_000), points(40)));
    assert_eq!(shop.points(anna).await, 110);
    drop(manager.reads());
    shop.stage.post().await;
    assert_eq!(anna.reads().len(), 1, "Anna is told once");
}

async fn s1_a_clerk_does_not_refund(shop: TestShop) {
    let (anna, clerk) = (&shop.anna, &shop.clerk);
    let order = shop.sells(anna, 10_000).await;

    clerk.says("/refund").await;
    drop(clerk.reads());
    let forged = clerk
        .forges(
            &bot::tap::Tap::Refund {
                order: order.id,
                so_far: 10_000,
            }
            .data(),
        )
        .await;

    forged.alerts("That takes at least the role of manager. Ask somebody who has it.");
    assert_eq!(shop.order(order.id).await.refunded, Money::ZERO);
    assert_eq!(shop.points(anna).await, 150);
}
