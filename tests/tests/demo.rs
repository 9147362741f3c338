//! The demo as it is played: a tour, a program that can be killed, a clock that can be moved.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use bot::demo::shops::{BARBER, BOOTMAKER, COFFEE, DemoShop, Does, Part};
use bot::demo::{Showing, Wanted, begin};
use chrono::{DateTime, TimeDelta, Utc};
use domain::reason::Reason;
use domain::shop::Shop;
use domain::{MemberId, UserId};
use loyalty::{Loyalty, Statement};
use playground::{BotAct, ChatId, Host, Person, Seen};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Command;

/// What takes longer does not come.
const LONGEST: Duration = Duration::from_mins(4);
const EVERYTHING: i64 = 10_000;

async fn statement(acts: &Loyalty, shop: &Shop, member: MemberId) -> Statement {
    acts.statement(shop, member, 0, EVERYTHING).await.unwrap()
}

/// A shop that is being played, in a folder that goes, or in one that stays.
async fn shown(demo: &'static DemoShop, data: Option<&Path>) -> Showing {
    let wanted = Wanted {
        shop: Some(demo.key.to_owned()),
        data: data.map(Path::to_owned),
        ..Wanted::default()
    };
    let showing = begin(&wanted, "127.0.0.1:0").await.unwrap();
    showing.demo.play(showing.first).await.unwrap();
    showing
}

/// Somebody on the page.
struct OnPage<'s> {
    person: Person,
    showing: &'s Showing,
    private: ChatId,
}

impl<'s> OnPage<'s> {
    fn find(showing: &'s Showing, id: i64) -> Self {
        let bot = showing.demo.tour()[0].done_when.clone().unwrap().chat;
        Self {
            person: showing.telegram.person(id).unwrap(),
            showing,
            private: bot.into(),
        }
    }

    async fn sees(&self, chat: impl Into<ChatId>, has: &str) -> Seen {
        let shows = |seen: &Seen| seen.words().contains(has) || seen.labels().contains(&has);
        let seen = self.person.waits_for(chat, shows, LONGEST).await;
        seen.unwrap_or_else(|error| panic!("{has}: {error}; {:?}", self.showing.demo.error()))
    }

    async fn taps(&self, label: &str) {
        let shows = |seen: &Seen| seen.labels().contains(&label);
        let seen = self.person.waits_for(self.private, shows, LONGEST).await;
        seen.unwrap_or_else(|error| panic!("{label}: {error}; {:?}", self.showing.demo.error()));
        self.person.taps(self.private, label).unwrap();
    }

    fn says(&self, text: &str) {
        self.person.says(self.private, text);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_newcomer_gets_through_the_tour_of_each_shop() {
    let showing = shown(&BARBER, None).await;

    for demo in [&BARBER, &COFFEE, &BOOTMAKER] {
        if showing.demo.shop().as_deref() != Some(demo.key) {
            showing.demo.choose_shop(demo.key).await.unwrap();
            is_open(&showing, demo).await;
        }
        the_staff_has_a_room(&showing, demo);
        people_have_talked(&showing, demo).await;
        takes_the_tour(&showing, demo).await;
    }

    assert_eq!(showing.telegram.breaches(), Vec::<String>::new());
    showing.demo.end().await.unwrap();
}

/// Waits until a shop that was chosen is there.
async fn is_open(showing: &Showing, demo: &DemoShop) {
    is_free(showing).await;
    assert_eq!(showing.demo.error(), None);
    assert_eq!(showing.demo.shop().as_deref(), Some(demo.key));
}

/// Waits until the demo has done what it was asked.
async fn is_free(showing: &Showing) {
    let free = async {
        while showing.demo.busy().is_some() {
            // Asked now and then, too: what changes between a look and a wait is not waited for.
            drop(tokio::time::timeout(Duration::from_millis(100), showing.telegram.changed()).await);
        }
    };
    let in_time = tokio::time::timeout(LONGEST, free).await;
    assert!(in_time.is_ok(), "still busy: {:?}", showing.demo.busy());
}

/// Those who work here have a group with topics, and customers have not.
fn the_staff_has_a_room(showing: &Showing, demo: &DemoShop) {
    let customers = showing.demo.tour()[0].chat;
    let room = showing.telegram.group(customers - 1).unwrap();
    assert_eq!(room.title(), demo.staff_room.title);
    for actor in demo.cast {
        let person = showing.telegram.person(actor.id).unwrap();
        assert_eq!(room.has(&person), matches!(actor.part, Part::Staff), "{}", actor.first);
    }
    let topics = room.topics();
    assert!(topics.len() >= 2, "{topics:?}");
    let owner = showing.telegram.person(demo.tour.owner).unwrap();
    let talk = owner.sees(&room);
    for told in demo.staff_room.topics {
        let thread = topics
            .iter()
            .find(|(_, name)| told.name == Some(name))
            .map(|(thread, _)| *thread);
        assert_eq!(thread.is_some(), told.name.is_some());
        for (by, words) in told.talk {
            let said = |seen: &&Seen| seen.from_id == *by && seen.text == *words;
            let seen = talk.iter().find(said).unwrap_or_else(|| panic!("{words}: {talk:?}"));
            assert_eq!(seen.topic, thread, "{words}");
        }
    }
}

/// Nobody's first look is at an empty chat but the newcomer's.
async fn people_have_talked(showing: &Showing, demo: &DemoShop) {
    let group = showing.demo.tour()[0].chat;
    for part in demo.live {
        let person = OnPage::find(showing, part.by);
        match part.does {
            Does::Asks(_) => {
                person.sees(person.private, "").await;
            }
            Does::Opens(gift) => {
                let opened = |seen: &Seen| seen.words().contains(gift);
                person.person.waits_for(person.private, opened, LONGEST).await.unwrap();
            }
            Does::Orders { staff, .. } => {
                let staff = OnPage::find(showing, staff);
                let actor = demo.cast.iter().find(|actor| actor.id == staff.person.id()).unwrap();
                let lang = domain::Lang::for_tag(actor.language).unwrap();
                staff.sees(group, &say::till::undo_label(lang)).await;
            }
        }
    }
    let newcomer = OnPage::find(showing, demo.tour.customer);
    assert_eq!(newcomer.person.sees(newcomer.private), []);
}

/// Does what the steps say, as people read them.
async fn takes_the_tour(showing: &Showing, demo: &DemoShop) {
    let steps = showing.demo.tour();
    assert_eq!(steps.len(), 9);
    let [customer, clerk, owner] =
        [demo.tour.customer, demo.tour.clerk, demo.tour.owner].map(|id| OnPage::find(showing, id));
    let group = steps[0].chat;
    let done = async |step: usize| {
        let sight = steps[step].done_when.clone().unwrap();
        OnPage::find(showing, sight.person).sees(sight.chat, &sight.has).await
    };

    let quoted = in_quotes(&steps[0].text);
    customer.sees(group, quoted[0]).await;
    customer.person.taps(group, quoted[0]).unwrap();
    customer.taps(quoted[1]).await;
    done(0).await;

    let order = showing.telegram.messages(group);
    let order = order.iter().rfind(|seen| seen.from_id == demo.tour.customer).unwrap();
    clerk.person.replies(group, order.message_id, demo.tour.typed);
    done(1).await;

    customer.says("/gifts");
    for label in in_quotes(&steps[2].text) {
        customer.taps(label).await;
    }
    let coupon = done(2).await;

    clerk.person.scans(&coupon.photo.unwrap()).unwrap();
    clerk.taps(in_quotes(&steps[3].text)[0]).await;
    done(3).await;

    customer.says("/offers");
    for label in in_quotes(&steps[4].text) {
        customer.taps(label).await;
    }
    done(4).await;

    clerk.says(demo.tour.typed_later);
    for label in in_quotes(&steps[5].text) {
        clerk.taps(label).await;
    }
    done(5).await;

    customer.says("/me");
    for label in in_quotes(&steps[6].text) {
        customer.taps(label).await;
    }
    done(6).await;

    owner.says(&format!("/find {}", demo.tour.find));
    let file = done(7).await;
    assert!(file.words().contains(demo.tour.field.1), "{}", file.words());

    let later = showing.demo.now() + TimeDelta::days(demo.tour.days);
    showing.demo.move_clock(later).await.unwrap();
    customer.says(if demo.tour.spendable { "/points" } else { "/statement" });
    done(8).await;
}

fn in_quotes(text: &str) -> Vec<&str> {
    text.split('“')
        .skip(1)
        .filter_map(|rest| rest.split('”').next())
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kill_in_the_middle_of_things_loses_nothing() {
    let showing = shown(&BARBER, None).await;
    let clerk = OnPage::find(&showing, BARBER.tour.clerk);
    let bagus = customer(&BARBER, "Bagus");
    let (acts, shop) = showing.demo.acts().await.unwrap();
    let member = acts.member_by_user(shop.id, UserId(bagus)).await.unwrap().unwrap().id;
    let before = purchases(&statement(&acts, &shop, member).await);
    drop(acts);

    let group = showing.demo.tour()[0].chat;
    let order = OnPage::find(&showing, bagus)
        .person
        .says(group, "Potong dan cukur, Jok.");

    let sales = 8;
    for sale in 1..=sales {
        clerk.person.replies(group, order, &format!("/sell {sale}1000"));
        if sale % 3 == 0 {
            clerk.sees(group, "Bagus").await;
            showing.demo.act(BotAct::Kill).await.unwrap();
            assert!(!showing.demo.running());
            assert_eq!(showing.demo.can(), [BotAct::Start]);
            clerk.says(&format!("/find {sale}"));
            showing.demo.act(BotAct::Start).await.unwrap();
        }
    }
    showing.telegram.all_taken().await;
    clerk.sees(group, &format!("Rp{sales}1.000")).await;
    showing.demo.act(BotAct::Restart).await.unwrap();

    let (acts, shop) = showing.demo.acts().await.unwrap();
    assert_eq!(purchases(&statement(&acts, &shop, member).await), before + sales);
    assert_eq!(acts.check().await.unwrap().findings, []);
    drop(acts);
    assert!(showing.demo.folder().exists());
    showing.demo.end().await.unwrap();
    assert!(!showing.demo.folder().exists(), "the files are left behind");
}

/// The people of two shops never meet, whatever became of the first shop's program.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_shop_can_be_chosen_after_a_kill() {
    let showing = shown(&BARBER, None).await;
    showing.demo.act(BotAct::Kill).await.unwrap();

    showing.demo.choose_shop(COFFEE.key).await.unwrap();
    is_open(&showing, &COFFEE).await;

    let is_here = |demo: &DemoShop| showing.telegram.person(demo.tour.owner).is_some();
    assert!(is_here(&COFFEE) && !is_here(&BARBER));
    takes_the_tour(&showing, &COFFEE).await;

    showing.demo.act(BotAct::Kill).await.unwrap();
    showing.demo.choose_shop(COFFEE.key).await.unwrap();
    is_open(&showing, &COFFEE).await;
    let owner = OnPage::find(&showing, COFFEE.tour.owner);
    owner.says("/find kowal");
    owner.sees(owner.private, "Anna Kowalska").await;
    showing.demo.end().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shop_that_did_not_open_can_be_tried_again() {
    let folder = tempfile::tempdir().unwrap();
    let showing = shown(&BARBER, Some(folder.path())).await;
    let in_the_way = folder.path().join("making-coffee");
    std::fs::write(&in_the_way, "").unwrap();

    showing.demo.choose_shop(COFFEE.key).await.unwrap();
    is_free(&showing).await;

    let error = showing.demo.error().unwrap();
    assert!(error.contains("making-coffee"), "{error}");
    assert_eq!(showing.demo.shop().as_deref(), Some(COFFEE.key));
    assert!(!showing.demo.running());
    assert_eq!(showing.demo.can(), []);
    showing.demo.act(BotAct::Start).await.unwrap_err();
    assert_eq!(showing.demo.error(), Some(error));

    std::fs::remove_file(&in_the_way).unwrap();
    showing.demo.choose_shop(COFFEE.key).await.unwrap();
    is_open(&showing, &COFFEE).await;
    assert!(showing.telegram.person(BARBER.tour.owner).is_none());
    takes_the_tour(&showing, &COFFEE).await;
    showing.demo.end().await.unwrap();
}

/// Begins something, and goes away as a page does that is loaded again.
async fn is_asked<T>(asked: impl Future<Output = T>) {
    let mut asked = Box::pin(asked);
    assert!(futures::poll!(&mut asked).is_pending(), "it was done at once");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_page_asked_for_is_done_when_the_page_is_gone() {
    let showing = shown(&BARBER, None).await;
    let clerk = OnPage::find(&showing, BARBER.tour.clerk);
    let later = showing.demo.now() + TimeDelta::days(40);

    is_asked(showing.demo.move_clock(later)).await;
    let refused = showing.demo.act(BotAct::Kill).await.unwrap_err();
    assert!(refused.0.starts_with("One moment"), "{refused}");
    showing.demo.move_clock(later + TimeDelta::days(1)).await.unwrap_err();
    is_free(&showing).await;
    assert!(showing.demo.now() >= later && showing.demo.now() < later + TimeDelta::days(1));

    is_asked(showing.demo.act(BotAct::Restart)).await;
    is_free(&showing).await;
    assert!(showing.demo.running());
    clerk.says("/find bagus");
    clerk.sees(clerk.private, "Bagus").await;
    let (acts, _) = showing.demo.acts().await.unwrap();
    assert_eq!(acts.check().await.unwrap().findings, []);
    drop(acts);
    showing.demo.end().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_demo_ends_while_a_year_is_being_made() {
    let folder = tempfile::tempdir().unwrap();
    let wanted = Wanted {
        data: Some(folder.path().to_owned()),
        ..Wanted::default()
    };
    let showing = begin(&wanted, "127.0.0.1:0").await.unwrap();
    let opening = tokio::spawn({
        let demo = showing.demo.clone();
        async move { demo.play(&BOOTMAKER).await }
    });
    let making = folder.path().join("making-bootmaker");
    while !making.exists() {
        assert!(!opening.is_finished());
        tokio::task::yield_now().await;
    }

    showing.demo.end().await.unwrap();

    assert!(
        making.exists() && !folder.path().join("bootmaker").exists(),
        "the year was waited for"
    );
    let ended = opening.await.unwrap().unwrap_err();
    assert_eq!(ended.to_string(), "The demo is being ended.");
    assert_eq!(showing.demo.error(), None);
    showing.demo.choose_shop(COFFEE.key).await.unwrap_err();
}

/// Ctrl-C at any moment: nothing is left behind, and nobody sees a panic.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_program_ends_when_it_is_asked_to() {
    for (shop, moment, times) in [
        ("bootmaker", "Regulars is at", 1),
        ("bootmaker", "Regulars is at", 2),
        ("barber", "is open", 1),
        ("barber", "is open", 2),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let mut program = Command::new(env!("CARGO_BIN_EXE_regulars-in-a-story"))
            .args(["--listen", "127.0.0.1:0", "demo", "--shop", shop])
            .env("TMPDIR", folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(program.stdout.take().unwrap()).lines();
        while !lines.next_line().await.unwrap().unwrap().contains(moment) {}

        for _ in 0..times {
            let interrupt = format!("kill -INT {}", program.id().unwrap());
            let sent = Command::new("sh").args(["-c", &interrupt]).status().await.unwrap();
            assert!(sent.success());
        }

        let ended = tokio::time::timeout(LONGEST, program.wait_with_output()).await;
        let ended = ended.unwrap().unwrap();
        let log = String::from_utf8_lossy(&ended.stderr);
        assert!(ended.status.success(), "{shop}, {times}: {}: {log}", ended.status);
        assert!(!log.contains("panic"), "{shop}, {times}: {log}");
        if times == 1 {
            assert_eq!(log, "", "{shop}");
        }
        assert_eq!(folder.path().read_dir().unwrap().count(), 0, "{shop}, {times}");
    }
}

fn purchases(statement: &Statement) -> usize {
    let bought = |reason: &Reason| matches!(reason, Reason::Purchase { .. });
    statement.entries.iter().filter(|entry| bought(&entry.reason)).count()
}

fn customer(demo: &DemoShop, first: &str) -> i64 {
    let is_wanted =
        |actor: &&bot::demo::shops::Actor| actor.first.starts_with(first) && matches!(actor.part, Part::Member { .. });
    demo.cast.iter().find(is_wanted).unwrap().id
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn when_the_clock_is_moved_by_months_every_night_comes_in_its_turn() {
    let showing = shown(&BARBER, None).await;
    let (acts, shop) = showing.demo.acts().await.unwrap();
    let later = showing.demo.now() + TimeDelta::days(75);
    let mut ends = BTreeSet::new();
    let people = BARBER.cast.iter().map(|actor| actor.id);
    for id in people.chain(BARBER.crowd..BARBER.crowd + 40) {
        let Some(member) = acts.member_by_user(shop.id, UserId(id)).await.unwrap() else {
            continue;
        };
        let lots = statement(&acts, &shop, member.id).await.lots;
        let within = lots.iter().filter_map(|lot| lot.expires_at).filter(|end| *end < later);
        ends.extend(within.map(|end| (end, member.id)));
    }
    let nights: BTreeSet<DateTime<Utc>> = ends.iter().map(|(end, _)| *end).collect();
    assert!(nights.len() > 3, "{ends:?}");

    showing.demo.move_clock(later).await.unwrap();

    for (end, member) in ends {
        let entries = statement(&acts, &shop, member).await.entries;
        let expired = entries
            .iter()
            .any(|entry| entry.reason == Reason::Expired && (entry.at - end).abs() < TimeDelta::minutes(2));
        assert!(expired, "nothing expired at {end}: {entries:#?}");
    }
    assert_eq!(acts.check().await.unwrap().findings, []);
    drop(acts);
    showing.demo.end().await.unwrap();
}

async fn shop_of(showing: &Showing) -> Shop {
    showing.demo.acts().await.unwrap().1
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_folder_that_stays_is_taken_up_again() {
    let folder = tempfile::tempdir().unwrap();
    let bagus = customer(&BARBER, "Bagus");
    let mut told = Vec::new();

    for visit in 1..=2 {
        let showing = shown(&BARBER, Some(folder.path())).await;
        let clerk = OnPage::find(&showing, BARBER.tour.clerk);
        clerk.says("/sell 21000 @bagus_klimis");
        let (total, currency) = (domain::Money::new(2_100_000).unwrap(), shop_of(&showing).await.currency);
        clerk
            .taps(&say::checkout::record_label(domain::Lang::Id, total, currency))
            .await;
        clerk
            .sees(clerk.private, &say::till::undo_label(domain::Lang::Id))
            .await;
        showing
            .demo
            .move_clock(showing.demo.now() + TimeDelta::days(1))
            .await
            .unwrap();
        let (acts, shop) = showing.demo.acts().await.unwrap();
        let member = acts.member_by_user(shop.id, UserId(bagus)).await.unwrap().unwrap().id;
        told.push((
            member,
            purchases(&statement(&acts, &shop, member).await),
            showing.demo.now(),
        ));
        assert_eq!(acts.check().await.unwrap().findings, [], "visit {visit}");
        if visit == 2 {
            let (gifts, _) = acts.all_gifts(shop.id, 0, EVERYTHING).await.unwrap();
            let known = |id: &String| showing.telegram.has_file(id);
            assert!(
                gifts.iter().all(|gift| gift.photo.as_ref().is_some_and(known)),
                "{gifts:?}"
            );
        }
        assert_eq!(showing.telegram.breaches(), Vec::<String>::new());
        drop(acts);
        showing.demo.end().await.unwrap();
        assert!(showing.demo.folder().exists());
        showing.telegram.stop();
    }

    let [(first, sales, at), (again, later_sales, later)] = told.as_slice() else {
        panic!("{told:?}");
    };
    assert_eq!((first, sales + 1), (again, *later_sales));
    assert!(*later >= *at + TimeDelta::days(1), "a time came twice");
}
