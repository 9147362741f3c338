//! What members and staff keep on a file beside its fields: wishes, photos of things, relatives; and a file that follows
//! its member to another account.

use bot::tap::Tap;
use chrono::TimeDelta;
use domain::question::Asking;
use domain::role::Role;
use domain::{Points, TagId};
use loyalty::{MOST_WISHES, MoveLet, WishMade};
use stories::{Someone, TestShop, on_both_engines};

use crate::orders::{sells, stock};
use crate::people::code_in;

on_both_engines![
    a_wish_is_put_on_the_list_and_taken_off,
    a_wish_that_is_sold_out_says_so_and_one_that_is_not_sold_goes,
    wishes_have_an_end,
    photos_of_a_members_things_are_kept_shown_and_removed,
    s5_a_photo_is_for_staff_and_for_this_shop_alone,
    d1_b8_relatives_are_asked_for_last_and_only_of_those_who_told_of_themselves,
    d4_staff_let_whoever_lost_their_account_take_the_file_along,
    d4_s1_only_those_who_may_let_a_file_go_and_never_their_own,
];

const NEW_ACCOUNT: &str = "📱 New account";

/// What is asked of somebody after something nice.
async fn asked(shop: &TestShop, who: &Someone) -> Vec<String> {
    who.says("/checkin").await;
    shop.passes(TimeDelta::seconds(5)).await;
    shop.stage.post().await;
    let heard = who.reads().into_iter().map(|seen| seen.html);
    heard.filter(|html| html.starts_with("💬")).collect()
}

async fn a_wish_is_put_on_the_list_and_taken_off(shop: TestShop) {
    let anna = &shop.anna;
    sells(&shop, "House blend", 900, |_| ()).await;
    anna.says("/wishes").await;
    assert!(anna.looks().html.starts_with("💭 Your wish list is empty."));

    anna.says("/shop").await;
    anna.taps("House blend · €9").await;
    let tapped = anna.taps("Put on my wish list").await;
    drop(tapped.answer());
    let after = anna.looks();
    anna.says("/wishes").await;
    anna.hears("💭 <b>Your wish list</b>\n• House blend, €9");
    shop.clerk.says("/find anna").await;
    let file = shop.clerk.looks().html;

    assert!(after.button("Off my wish list").is_some(), "{after:?}");
    assert!(file.contains("💭 House blend"), "{file}");
    anna.says("/wishes").await;
    anna.taps("House blend").await;
    drop(anna.taps("Off my wish list").await.answer());
    anna.looks();
    anna.says("/wishes").await;
    assert!(anna.looks().html.starts_with("💭 Your wish list is empty."));
    shop.stage.everybody_looks();
}

async fn a_wish_that_is_sold_out_says_so_and_one_that_is_not_sold_goes(shop: TestShop) {
    let (anna, owner) = (&shop.anna, shop.owner.user());
    let member = shop.file(anna).await.id;
    let mug = sells(&shop, "Mug", 1_000, |mug| mug.stock = Some(0)).await;
    let apron = sells(&shop, "Apron", 2_000, |_| ()).await;
    let (loyalty, settled) = (shop.loyalty(), shop.shop().await);
    for product in [mug, apron] {
        let made = loyalty.wish(shop.id, anna.user(), product, true).await.unwrap();
        assert_eq!(made, WishMade::Done);
    }

    loyalty
        .change_product(&settled, owner, apron, |apron| apron.active = false)
        .await
        .unwrap();

    anna.says("/wishes").await;
    anna.hears("💭 <b>Your wish list</b>\n• Mug, €10 (sold out for now)");
    let again = loyalty.wish(shop.id, anna.user(), apron, true).await.unwrap();
    assert_eq!(again, WishMade::Gone);
    let (wishes, more) = loyalty.wishes(shop.id, member, 0, 5).await.unwrap();
    assert_eq!((wishes.len(), more), (1, false));
    assert_eq!(stock(&shop, mug).await, Some(0));
}

async fn wishes_have_an_end(shop: TestShop) {
    let (anna, loyalty) = (&shop.anna, shop.loyalty());
    let mut things = Vec::new();
    for n in 0..=MOST_WISHES {
        things.push(sells(&shop, &format!("Thing {n:02}"), 900, |_| ()).await);
    }
    let (last, rest) = things.split_last().unwrap();
    for product in rest {
        let made = loyalty.wish(shop.id, anna.user(), *product, true).await.unwrap();
        assert_eq!(made, WishMade::Done);
    }

    let tap = Tap::WishFor {
        product: *last,
        wished: 1,
    };
    let full = anna.forges(&tap.data()).await;
    let twice = loyalty.wish(shop.id, anna.user(), rest[0], true).await.unwrap();

    full.alerts("50 wishes are as many as fit. Take one off in /wishes first.");
    assert_eq!(twice, WishMade::Done, "what is there already needs no room");
    shop.stage.everybody_looks();
}

async fn photos_of_a_members_things_are_kept_shown_and_removed(shop: TestShop) {
    let clerk = &shop.clerk;
    let (boots, cut) = (stories::picture(), stories::picture());
    clerk.says("/find anna").await;
    clerk.taps("Photos").await;
    clerk.hears("📷 No photos of <b>Anna</b>'s things yet: boots to be mended, a cut they liked.");
    clerk.taps("Add a photo").await;
    clerk.sends_photo(&boots, "Brown boots, new heels").await;
    clerk.hears("✅ The photo is on <b>Anna</b>'s file.");
    clerk.taps("Back").await;
    let shown = clerk.looks();
    clerk.taps("Add a photo").await;
    clerk.sends_photo(&cut, "").await;
    clerk.taps("Back").await;
    let newest = clerk.looks().html;

    assert!(
        shown.html.starts_with("📷 <b>Anna</b>, photo 1 of 1") && shown.html.contains("Brown boots, new heels"),
        "{shown:?}"
    );
    assert_eq!(shown.photo.as_deref(), Some(boots.as_slice()));
    assert!(newest.starts_with("📷 <b>Anna</b>, photo 1 of 2"), "{newest}");
    clerk.taps("Remove this photo").await;
    assert!(clerk.looks().html.contains("Brown boots, new heels"));
    let deeds = shop.deeds(clerk).await;
    assert_eq!(deeds.iter().filter(|deed| *deed == "photo.add").count(), 2);
    assert_eq!(deeds.iter().filter(|deed| *deed == "photo.remove").count(), 1);
    shop.stage.everybody_looks();
}

async fn s5_a_photo_is_for_staff_and_for_this_shop_alone(shop: TestShop) {
    let (anna, clerk) = (&shop.anna, &shop.clerk);
    let member = shop.file(anna).await.id;
    clerk.says("/find anna").await;
    clerk.taps("Photos").await;
    clerk.taps("Add a photo").await;
    clerk.sends_photo(&stories::picture(), "Brown boots").await;
    clerk.looks();
    let (photo, _) = shop
        .loyalty()
        .photo(shop.id, clerk.user(), member, 0)
        .await
        .unwrap()
        .unwrap();
    let photo = photo.expect("it is kept").id;
    let other = shop.another("Warung", chrono_tz::Asia::Jakarta).await;

    for (who, tap) in [
        (anna, Tap::MemberPhotos { member, place: 0 }),
        (anna, Tap::DropPhoto { photo }),
        (&other.clerk, Tap::MemberPhotos { member, place: 0 }),
        (&other.clerk, Tap::DropPhoto { photo }),
    ] {
        drop(who.forges(&tap.data()).await.answer());
        let seen = who.reads();
        assert!(
            seen.iter()
                .all(|seen| seen.photo.is_none() && !seen.html.contains("Brown")),
            "{seen:?}"
        );
    }

    clerk.says("/find anna").await;
    clerk.taps("Photos").await;
    assert!(clerk.looks().html.contains("Brown boots"));
    shop.stage.everybody_looks();
    other.stage.everybody_looks();
}

async fn d1_b8_relatives_are_asked_for_last_and_only_of_those_who_told_of_themselves(shop: TestShop) {
    let anna = &shop.anna;
    let asking = Asking {
        asks: true,
        every_days: 7,
        points: Points::ZERO,
    };
    let owner = shop.owner.user();
    let set = shop.loyalty().set_asking(shop.id, owner, &asking).await;
    set.unwrap().expect("the owner may");

    // The birthday comes first; as long as it is open, nothing is asked about others.
    let first = asked(&shop, anna).await;
    shop.passes(TimeDelta::days(8)).await;
    let while_open = asked(&shop, anna).await;
    anna.says("/me").await;
    anna.taps("Birthday").await;
    anna.says("14 March").await;
    anna.looks();
    shop.passes(TimeDelta::days(8)).await;
    let family = asked(&shop, anna).await;

    assert!(
        matches!(first.as_slice(), [one] if one.contains("When is your birthday?")),
        "{first:?}"
    );
    assert_eq!(while_open, Vec::<String>::new());
    assert!(
        matches!(family.as_slice(), [one] if one.contains("Do you sometimes buy for your family?")
            && one.contains("nobody writes to them")),
        "{family:?}"
    );
    anna.taps("Don't ask again").await;
    anna.hears("Understood, I won't ask that again.");
    shop.passes(TimeDelta::days(40)).await;
    assert_eq!(asked(&shop, anna).await, Vec::<String>::new());
    shop.stage.post_everything().await;
    shop.stage.everybody_looks();
}

async fn d4_staff_let_whoever_lost_their_account_take_the_file_along(shop: TestShop) {
    let (anna, new) = (&shop.anna, shop.stage.person("Annette"));
    let manager = shop.employs("Mia", Role::Manager).await;
    shop.gives(anna, 30).await;
    let coupon = shop.has_redeemed(anna, shop.coffee).await;
    let before = shop.file(anna).await;
    shop.stage.everybody_looks();

    manager.says("/find anna").await;
    manager.taps(NEW_ACCOUNT).await;
    let told = manager.looks();
    let (code, link) = code_in(&told);
    new.opens(&link).await;
    let welcome = new.looks().html;
    shop.stage.post_everything().await;

    assert!(
        told.html.starts_with("<b>Anna (No. 1001) has a new account?</b>")
            && told.html.contains("sure who you're talking to"),
        "{told:?}"
    );
    assert!(
        welcome.starts_with("🎉 Welcome, Annette! Your file is here now"),
        "{welcome}"
    );
    anna.hears(
        "📱 Your file at Corner Café has moved to another account. If that wasn't you, tell the shop right away.",
    );
    let after = shop.file(&new).await;
    assert_eq!(
        (after.id, after.points, &after.card),
        (before.id, before.points, &before.card)
    );
    assert_eq!(shop.coupon(&new).await.id, coupon.id);
    assert!(shop.find(anna).await.is_none());
    let deeds = shop.deeds(&manager).await;
    assert!(deeds.contains(&"member.let_move".to_owned()), "{deeds:?}");
    // It was good for once.
    let late = shop.stage.person("Late");
    late.opens(&shop.link()).await;
    late.says(&format!("/move {code}")).await;
    late.hears("This code isn't known, or its time is over. Make a new one on the other account: /privacy");
    shop.stage.everybody_looks();
}

async fn d4_s1_only_those_who_may_let_a_file_go_and_never_their_own(shop: TestShop) {
    let (anna, clerk, loyalty) = (&shop.anna, &shop.clerk, shop.loyalty());
    let member = shop.file(anna).await.id;
    let manager = shop.employs("Mia", Role::Manager).await;
    shop.makes_a_member_of(&manager).await;
    let own = shop.file(&manager).await.id;
    let settled = shop.shop().await;
    shop.stage.everybody_looks();
    clerk.says("/find anna").await;
    let seen = clerk.looks();

    let by_clerk = loyalty.let_move(&settled, clerk.user(), member).await.unwrap();
    let forged = clerk.forges(&Tap::LetMove { member }.data()).await;
    let by_customer = loyalty.let_move(&settled, anna.user(), member).await.unwrap();
    let for_own = loyalty.let_move(&settled, manager.user(), own).await.unwrap();
    let nobody = domain::MemberId(TagId(shop.id.0).0);
    let for_nobody = loyalty.let_move(&settled, manager.user(), nobody).await.unwrap();

    assert!(seen.button(NEW_ACCOUNT).is_none(), "{seen:?}");
    forged.alerts("That takes at least the role of manager. Ask somebody who has it.");
    assert_eq!(by_clerk, MoveLet::NotAllowed);
    assert_eq!(by_customer, MoveLet::NotAllowed);
    assert_eq!(for_own, MoveLet::Own);
    assert_eq!(for_nobody, MoveLet::Nobody);
    shop.stage.everybody_looks();
}
