//! The whole path: from a link on the console to a gift over the counter.

use std::sync::Arc;

use bot::tap::Start;
use chrono::TimeDelta;
use domain::coupon::CouponState;
use stories::{Stage, by_webhook, on_both_engines, scan};

on_both_engines![from_the_console_to_the_till];
by_webhook![from_the_console_to_the_till];

#[expect(clippy::too_many_lines, reason = "it is one story, from its beginning to its end")]
async fn from_the_console_to_the_till(stage: Arc<Stage>) {
    let (owner, clerk, anna) = (stage.person("Olga"), stage.person("Budi"), stage.person("Anna"));
    let loyalty = stage.loyalty();

    let claim = loyalty.claim_token().await.expect("a link");
    owner.starts(&Start::Claim(claim).payload()).await;
    owner.taps("English").await;
    owner.says("Corner Café").await;
    owner.taps("Europe/Berlin").await;
    owner.taps("EUR").await;
    owner.taps("1 point per €1").await;
    owner.taps("50").await;
    owner.taps("Open the club").await;
    assert!(
        owner
            .looks()
            .html
            .starts_with("🎉 <b>The club of Corner Café is open!</b>")
    );
    let (shop, _) = loyalty.shops_of(owner.user()).await.expect("an answer").remove(0);

    owner.taps("Make the first gift").await;
    owner.says("Coffee").await;
    owner.taps("Skip").await;
    owner.says("30").await;
    owner.taps("Without a picture").await;
    owner.taps("As many as wanted").await;
    owner.taps("No limit").await;
    owner.taps("From now on").await;
    owner.taps("No end").await;
    owner.taps("30 days").await;
    owner.taps("Save").await;
    assert!(owner.looks().html.starts_with("✅ <b>Coffee</b> is in the gift area."));

    let room = stage.supergroup("Corner Café friends", &owner);
    room.takes_the_bot(&owner, Some(&Start::Shop(shop).payload())).await;
    owner.hears("✅ Your group <b>Corner Café friends</b> now belongs to the club of Corner Café. Newcomers are welcomed from here on.");
    room.reads(
        "Hello! I keep the members' club of <b>Corner Café</b>. Collect points with every purchase and swap them for gifts.",
    );

    owner.says("/staff").await;
    owner.taps("Invite somebody").await;
    owner.taps("Clerk").await;
    let heard = owner.reads();
    let link = heard
        .iter()
        .flat_map(|seen| seen.html.split_whitespace())
        .find(|word| word.contains("start="))
        .expect("a link")
        .to_owned();
    clerk.opens(&link).await;
    clerk
        .hears("✅ Welcome to the team of <b>Corner Café</b>! Your role: clerk. /menu has everything for the counter.");
    clerk.joins(&room).await;
    anna.joins(&room).await;
    stage.clock.advance(TimeDelta::seconds(10));
    stage.post().await;
    stage.everybody_looks();

    anna.taps_in(&room, "Become a member").await;
    anna.taps("Agree and join").await;
    assert!(anna.looks().html.starts_with("🎉 <b>Welcome to Corner Café, Anna!</b>"));
    let asked = anna.says_in(&room, "a coffee, please").await;
    clerk.replies_in(&room, asked, "/sell 12.50").await;
    clerk.is_whispered(
        &room,
        "✅ <b>Anna</b> paid <b>€12.50</b> and earned 12 points.\nBalance: 62 points",
    );
    stage.post().await;
    assert!(
        anna.looks()
            .html
            .starts_with("🧾 Thank you! Your purchase of <b>€12.50</b>")
    );

    anna.says("/gifts").await;
    anna.taps("Coffee").await;
    anna.taps("Redeem for 30 points").await;
    anna.taps("Yes, redeem").await;
    let shown = anna.looks().photo.expect("the coupon is a picture");
    clerk.opens(&scan(&shown)).await;
    clerk.taps("Take it").await;
    assert!(
        clerk
            .looks()
            .html
            .starts_with("✅ <b>Coffee</b> for Anna: taken. Hand it over!")
    );

    stage.post().await;
    assert!(
        anna.looks()
            .html
            .starts_with("🎁 Enjoy! Your coupon for <b>Coffee</b> was used at Corner Café")
    );
    let member = loyalty
        .member_by_user(shop, anna.user())
        .await
        .expect("an answer")
        .expect("a member");
    assert_eq!(member.points.get(), 32);
    let wallet = loyalty.wallet(shop, member.id, 0, 10).await.expect("an answer");
    assert_eq!(
        wallet.coupons.iter().map(|coupon| coupon.state).collect::<Vec<_>>(),
        [CouponState::Used]
    );
    stage.clock.advance(TimeDelta::minutes(10));
    stage.works().await;
    assert_eq!(
        room.stands().len(),
        1,
        "the welcome has removed itself, the greeting stays"
    );
}
