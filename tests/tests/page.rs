//! The demo's page in a real browser, used as people use it.

mod playing;

use std::path::Path;
use std::sync::Arc;

use bot::demo::shops::{BARBER, COFFEE};
use chrono::TimeDelta;
use domain::{Clock, UserId, WallClock};
use playground::{NewPerson, Options, Playground};
use stories::browser::{Browser, Screen};
use stories::visit::{Visit, tell};

const BEN: i64 = 5_210_000_002;
const ANNA: i64 = 5_210_000_004;
const PRIYA: i64 = 5_210_000_005;
const PICTURE: &str = "Photo from Corner Coffee & Games. Enlarge.";

fn pictures() -> &'static Path {
    Path::new(env!("CARGO_TARGET_TMPDIR"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_newcomer_takes_the_tour() {
    tell("tour", pictures(), &COFFEE, Screen::DESKTOP, async |visit| {
        let (tour, anna, ben) = (visit.part("Tour"), visit.part("Anna Kowalska"), visit.part("Ben"));
        tour.sees("Step 1 of 9").await;
        tour.taps("Show me").await;
        anna.taps("Become a member").await;
        anna.taps("Agree and join").await;
        tour.taps("Next").await;

        tour.sees("Step 2 of 9").await;
        ben.chooses_for("A flat white and two croissants", "Reply").await;
        tour.taps("/sell 12.80").await;
        ben.sends().await;
        tour.taps("Next").await;

        tour.sees("Step 3 of 9").await;
        tour.taps("/gifts").await;
        anna.sends().await;
        anna.taps("Cinnamon bun · 45").await;
        anna.taps("Redeem for 45 points").await;
        anna.taps("Yes, redeem").await;
        tour.taps("Next").await;

        tour.sees("Step 4 of 9").await;
        anna.taps(PICTURE).await;
        visit.page().taps("Scan as Ben").await;
        ben.taps("Take it").await;
        tour.taps("Next").await;

        tour.sees("Step 5 of 9").await;
        tour.taps("Show me").await;
        anna.sends().await;
        anna.taps("£3 off your game night").await;
        anna.taps("Get it").await;
        tour.taps("Next").await;

        tour.sees("Step 6 of 9").await;
        tour.taps("/sell 24.50 @anna_k").await;
        ben.sends().await;
        ben.taps("🎟 £3 off your game night").await;
        ben.taps("⭐ 17 points: −£0.85").await;
        ben.taps("✅ Record £20.65").await;
        tour.taps("Next").await;

        tour.sees("Step 7 of 9").await;
        tour.taps("/me").await;
        anna.sends().await;
        anna.taps("Milk").await;
        anna.taps("Oat").await;
        tour.taps("Next").await;

        tour.sees("Step 8 of 9").await;
        tour.taps("/find kowal").await;
        visit.part("Olivia Hart").sends().await;
        visit.part("Olivia Hart").sees("Milk: Oat").await;
        tour.taps("Next").await;

        tour.sees("Step 9 of 9").await;
        visit.page().taps("Show the tools").await;
        moves_by(visit, 190).await;
        tour.taps("/statement").await;
        anna.sends().await;
        tour.sees("✓").await;
        tour.taps("Finish").await;
        visit.page().taps("Tour").await;
    })
    .await;
}

/// Moves the clock by so many days, in the panel for it.
async fn moves_by(visit: &Visit, days: i64) {
    let tools = visit.part("Tools");
    let to = visit.now() + TimeDelta::days(days);
    tools.enters("By days", &days.to_string()).await;
    visit.comes_to(to).await;
    tools.sees("It is now").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_the_group_to_a_gift() {
    tell("gift", pictures(), &COFFEE, Screen::DESKTOP, async |visit| {
        visit.shows(&[(ANNA, visit.group())]).await;
        let anna = visit.part("Anna Kowalska");

        anna.taps("Become a member").await;
        anna.taps("Agree and join").await;
        anna.sees("50 points").await;
        anna.says("/gifts").await;
        anna.taps("Cinnamon bun · 45").await;
        anna.taps("Redeem for 45 points").await;
        anna.taps("Yes, redeem").await;

        anna.offers("Copy code").await;
        anna.offers(PICTURE).await;
        anna.says("/points").await;
        anna.sees("5 points").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clerk_scans_a_card_and_records_a_sale() {
    tell("scan", pictures(), &COFFEE, Screen::DESKTOP, async |visit| {
        visit.has_talked(PRIYA);
        visit.has_talked(BEN);
        visit.shows(&[(PRIYA, visit.private()), (BEN, visit.private())]).await;
        let (priya, ben) = (visit.part("Priya Raman"), visit.part("Ben"));

        priya.says("/card").await;
        priya.taps(PICTURE).await;
        visit.page().taps("Scan as Ben").await;
        ben.sees("Priya Raman").await;
        ben.taps("Record a sale").await;
        ben.says("7.50").await;
        ben.taps("✅ Record £7.50").await;

        ben.offers("Undo").await;
        priya.sees("£7.50").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_coupon_that_nobody_used_expires_while_one_watches() {
    tell("clock", pictures(), &COFFEE, Screen::DESKTOP, async |visit| {
        visit.has_talked(PRIYA);
        visit.shows(&[(PRIYA, visit.private())]).await;
        let priya = visit.part("Priya Raman");
        priya.says("/coupons").await;
        priya.sees("Corner Coffee mug").await;

        visit.page().taps("Show the tools").await;
        moves_by(visit, 55).await;
        priya.says("/coupons").await;

        priya.sees("Corner Coffee mug, expired after").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kill_in_the_middle_of_redeeming_loses_nothing_and_doubles_nothing() {
    tell("kill", pictures(), &COFFEE, Screen::DESKTOP, async |visit| {
        visit.shows(&[(ANNA, visit.group())]).await;
        let (anna, tools) = (visit.part("Anna Kowalska"), visit.part("Tools"));
        anna.taps("Become a member").await;
        anna.taps("Agree and join").await;
        anna.sees("50 points").await;
        anna.says("/gifts").await;
        anna.taps("Cinnamon bun · 45").await;
        anna.taps("Redeem for 45 points").await;
        anna.offers("Yes, redeem").await;
        visit.page().taps("Show the tools").await;
        tools.taps("Trouble").await;
        tools.chooses("What goes wrong", "Slow").await;
        tools.chooses("How often", "Every call").await;
        tools.taps("Make trouble").await;
        tools.sees("100 of 100 calls").await;

        anna.taps("Yes, redeem").await;
        tools.taps("Kill").await;
        visit.page().offers("Bot is down").await;
        tools.taps("End all faults").await;
        tools.taps("Start").await;

        visit.page().offers_no("Bot is down").await;
        anna.offers("Copy code").await;
        visit.is_at_rest().await;
        let (acts, shop) = visit.demo.acts().await.unwrap();
        let member = acts.member_by_user(shop.id, UserId(ANNA)).await.unwrap().unwrap();
        assert_eq!(acts.wallet(shop.id, member.id, 0, 10).await.unwrap().coupons.len(), 1);
        drop(acts);
        anna.says("/points").await;
        anna.sees("5 points").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_people_side_by_side_see_what_is_theirs() {
    tell("two", pictures(), &COFFEE, Screen::DESKTOP, async |visit| {
        visit.shows(&[(PRIYA, visit.group()), (BEN, visit.group())]).await;
        let (priya, ben) = (visit.part("Priya Raman"), visit.part("Ben"));
        ben.sees("A flat white and two croissants").await;

        priya.says("Is the round table free?").await;
        ben.sees("Is the round table free?").await;
        ben.says("From seven on.").await;
        priya.sees("From seven on.").await;

        priya.says("/points").await;
        priya.sees("Only you can see this").await;
        priya.says("Thank you!").await;
        ben.sees("Thank you!").await;
        ben.misses("Only you can see this").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_shop_is_chosen_on_the_page() {
    tell("shops", pictures(), &COFFEE, Screen::DESKTOP, async |visit| {
        visit.shows(&[(ANNA, visit.group())]).await;
        visit.part("Anna Kowalska").sees("A flat white").await;
        visit.page().taps("Shop: Corner Coffee & Games…").await;
        visit.part("Shops").taps("Pangkas Rambut Sinar…").await;

        visit.part("Tour").sees("Dimas").await;
        visit.part("Tour").taps("Show me").await;
        visit.part("Dimas").sees("Baru pertama ke sini").await;
        visit.page().misses("Olivia Hart").await;

        visit.page().taps("Shop: Pangkas Rambut Sinar…").await;
        visit.part("Shops").taps("Corner Coffee & Games…").await;
        visit.part("Anna Kowalska").sees("A flat white").await;
        let panes = "return document.querySelectorAll('.pane').length";
        assert_eq!(visit.browser.tells(panes).await, 1, "as it was left");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_is_in_reach_on_a_phone() {
    tell("phone", pictures(), &COFFEE, Screen::PHONE, async |visit| {
        visit.has_talked(PRIYA);
        visit.shows(&[(ANNA, visit.group())]).await;
        visit.part("Anna Kowalska").sees("A flat white").await;
        fits(visit).await;
        visit.page().taps("Leave the tour").await;
        visit.page().taps("You are Anna Kowalska…").await;
        fits(visit).await;
        visit.part("Who are you?").taps("Priya Raman…").await;
        let priya = visit.part("Priya Raman");

        priya.says("/card").await;
        priya.offers(PICTURE).await;
        fits(visit).await;
        priya.taps("All chats…").await;
        fits(visit).await;
        visit.page().taps("Show the tools").await;
        visit.part("Tools").sees("+1 day").await;
        fits(visit).await;
    })
    .await;
}

/// Nothing reaches beyond the sides of the screen, and the page itself does not scroll.
async fn fits(visit: &Visit) {
    let script = "
        const wide = [...document.querySelectorAll('body *')].filter((node) => {
            const { left, right, width } = node.getBoundingClientRect();
            return width > 0 && node.checkVisibility({ visibilityProperty: true }) && (right > innerWidth + 1 || left < -1);
        });
        const page = document.scrollingElement;
        return [page.scrollWidth > innerWidth, page.scrollHeight > innerHeight + 1, wide.map((node) => node.outerHTML.slice(0, 200))];";
    let found = visit.browser.tells(script).await;
    assert_eq!(found, serde_json::json!([false, false, []]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_people_write_is_never_markup() {
    tell("markup", pictures(), &BARBER, Screen::DESKTOP, async |visit| {
        let markup = "<img src=x onerror=alert(1)><script>alert(2)</script><b>bold</b>";
        let name = "<img src=x onerror=alert(3)>";
        let mallory = visit.telegram.add_person(NewPerson {
            first_name: name.to_owned(),
            about: Some("<i>Somebody</i>".to_owned()),
            ..NewPerson::default()
        });
        mallory.joins(&visit.telegram.group(visit.group()).unwrap());
        let owner = BARBER.tour.owner;
        visit
            .shows(&[(mallory.id(), visit.group()), (owner, visit.group())])
            .await;

        visit.part(name).says(markup).await;

        visit.part("Hartono").sees(markup).await;
        visit.part("Hartono").sees(name).await;
        visit.part(name).sees(markup).await;
        let made = "return document.querySelectorAll('img[src=\"x\"], .messages b b, .messages script').length";
        assert_eq!(visit.browser.tells(made).await, 0);
    })
    .await;
}

/// What a page with everything in it would hold. A window of it holds far less.
const MANY_MESSAGES: usize = 10_000;
const MANY_PEOPLE: usize = 2_000;
const A_WINDOW: usize = 400;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_thousand_messages_and_two_thousand_people_stay_handy() {
    let telegram = Playground::start(Options::new(Arc::new(|| WallClock.now())))
        .await
        .unwrap();
    drop(telegram.add_bot("Silent", "silent_bot"));
    let people: Vec<_> = (1..=MANY_PEOPLE)
        .map(|n| {
            telegram.add_person(NewPerson {
                first_name: format!("Person {n:04}"),
                ..NewPerson::default()
            })
        })
        .collect();
    let group = telegram.add_supergroup("Everybody", &people[0]);
    group.has_long_had(&people);
    for n in 1..=MANY_MESSAGES {
        people[n % 40].says(&group, &format!("This is message {n:05}."));
    }
    let first = people[0].id();
    let url = format!("{}/#p={first}:{}", telegram.api_url(), group.id());
    let browser = Browser::opens(&url, Screen::DESKTOP).await;
    browser.watches(stays_handy(&browser), "much", pictures()).await;

    assert_eq!(browser.complaints().await, Vec::<String>::new());
    assert_eq!(telegram.breaches(), Vec::<String>::new());
    browser.closes().await;
    telegram.stop();
}

async fn stays_handy(browser: &Browser) {
    let pane = browser.part("Person 0001");
    let rail = browser.part("People");

    pane.sees("This is message 10000.").await;
    assert!(pane.counts(".message").await < A_WINDOW);
    assert!(rail.counts(".person").await < A_WINDOW);
    for _ in 0..8 {
        let oldest = "document.querySelector('.messages .message').dataset.id";
        let before = browser.tells(&format!("return {oldest}")).await;
        let up = format!("document.querySelector('.log').scrollTop = 0; return {oldest}");
        browser.tells(&up).await;
        browser.comes(&format!("{oldest} !== {before}")).await;
        assert!(pane.counts(".message").await < A_WINDOW);
    }
    pane.taps("Go to the newest message").await;
    pane.sees("This is message 10000.").await;
    assert!(pane.counts(".message").await < A_WINDOW);

    rail.fills("Search people", "2000").await;
    rail.taps("Person 2000…").await;
    let new = browser.part("Person 2000");
    new.taps("All chats…").await;
    new.taps("Everybody…").await;
    new.sees("This is message 10000.").await;
    new.says("Here I am.").await;
    new.sees("Here I am.").await;
}
