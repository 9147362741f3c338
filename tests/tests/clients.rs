//! The playground's truth: bots on two client libraries that others wrote parse everything it says, strictly.
//!
//! Both bots do the same, so one story is told with each of them, by polling and by webhook.

#![expect(clippy::unwrap_used, reason = "a step that fails is a story that fails")]

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use chrono::DateTime;
use playground::{
    Bot, Call, ChatId, Fault, Group, NewPerson, Options, PaymentEnd, Person, Playground, Rights, Seen, Tap,
};
use serde_json::{Value, json};
use stories::clients::{Client, Library, Updates};
use stories::picture;

/// How long an answer may take on a machine that has much else to do; the first one waits for the bot's start.
const SOON: Duration = Duration::from_secs(30);

#[tokio::test]
async fn aiogram_parses_everything_by_polling() {
    tell(Library::Aiogram, Updates::Polling).await;
}

#[tokio::test]
async fn aiogram_parses_everything_by_webhook() {
    tell(Library::Aiogram, Updates::Webhook).await;
}

#[tokio::test]
async fn grammy_parses_everything_by_polling() {
    tell(Library::Grammy, Updates::Polling).await;
}

#[tokio::test]
async fn grammy_parses_everything_by_webhook() {
    tell(Library::Grammy, Updates::Webhook).await;
}

/// The bots do not look away: what is not as the Bot API says fails them.
#[tokio::test]
async fn aiogram_complains_of_what_is_untrue() {
    let [strange, text, fraction, lacking] = untrue();
    let aiogram = Library::Aiogram;
    complains(aiogram, Updates::Polling, &[(strange, "which has no mood")]).await;
    let others = [
        (text, r#""message_id": "7""#),
        (fraction, "input_value=7.5"),
        (lacking, "Field required"),
    ];
    complains(aiogram, Updates::Webhook, &others).await;
}

#[tokio::test]
async fn grammy_complains_of_what_is_untrue() {
    let [strange, text, fraction, lacking] = untrue();
    let grammy = Library::Grammy;
    complains(grammy, Updates::Polling, &[(strange, "which has no mood")]).await;
    complains(grammy, Updates::Webhook, &[(text, r#"message_id is "7""#)]).await;
    complains(grammy, Updates::Polling, &[(fraction, "message_id is 7.5")]).await;
    complains(grammy, Updates::Webhook, &[(lacking, "without date")]).await;
}

/// Messages that Telegram never sends: with a field too many, with a text and a fraction for a number, without a date.
/// Each is in a chat of its own, so that none waits for another.
fn untrue() -> [Value; 4] {
    let message = |chat: i64, untrue: fn(&mut Value)| {
        let chat = json!({ "id": chat, "type": "private", "first_name": "Anna" });
        let mut message = json!({ "message_id": 7, "date": 1_800_000_000, "chat": chat, "text": "Hello" });
        untrue(&mut message);
        json!({ "message": message })
    };
    [
        message(1, |message| message["chat"]["mood"] = "sunny".into()),
        message(2, |message| message["message_id"] = "7".into()),
        message(3, |message| message["message_id"] = 7.5.into()),
        message(4, |message| drop(message.as_object_mut().unwrap().remove("date"))),
    ]
}

async fn complains(library: Library, updates: Updates, untrue: &[(Value, &str)]) {
    let scene = Scene::new().await;
    for (update, _) in untrue {
        scene.playground.deliver_raw(&scene.bot, &update.to_string()).unwrap();
    }

    let mut client = Client::starts(library, updates, &scene.playground, &scene.bot);

    for (_, complaint) in untrue {
        client.complains_of(complaint, SOON).await;
    }
}

async fn tell(library: Library, updates: Updates) {
    let scene = Scene::new().await;
    let mut client = Client::starts(library, updates, &scene.playground, &scene.bot);

    tokio::select! {
        () = scene.is_played(updates) => {}
        () = client.lives_on() => {}
    }

    client.ends_content().await;
    assert_eq!(
        scene.playground.breaches(),
        ["sendMessage: chat not found (400)"],
        "the one that the bot was asked for"
    );
}

/// A playground with a bot and four people, and a clock that is moved by hand.
struct Scene {
    playground: Playground,
    bot: Bot,
    anna: Person,
    ben: Person,
    olga: Person,
    mallory: Person,
    club: Group,
    seconds: Arc<AtomicI64>,
}

impl Scene {
    async fn new() -> Self {
        let seconds = Arc::new(AtomicI64::new(1_800_000_000));
        let reads = Arc::clone(&seconds);
        let now = Arc::new(move || DateTime::from_timestamp(reads.load(Ordering::SeqCst), 0).unwrap());
        let playground = Playground::start(Options::new(now)).await.unwrap();
        let bot = playground.add_bot("Club", "club_bot");
        let person = |name: &str, language: &str| {
            playground.add_person(NewPerson {
                first_name: name.to_owned(),
                username: Some(name.to_lowercase()),
                language_code: Some(language.to_owned()),
                bio: Some("Likes coffee".to_owned()),
                birthdate: Some((29, 2, None)),
                ..NewPerson::default()
            })
        };
        let (anna, ben, olga) = (person("Anna", "en"), person("Ben", "zh-hans"), person("Olga", "id"));
        let mallory = person("Mallory", "en");
        let club = playground.add_supergroup("Corner Cup", &olga);
        Self {
            playground,
            bot,
            anna,
            ben,
            olga,
            mallory,
            club,
            seconds,
        }
    }

    async fn is_played(&self, updates: Updates) {
        self.somebody_writes_and_taps().await;
        self.files_go_up_and_down().await;
        self.a_bot_looks_at_itself(updates).await;
        self.somebody_pays().await;
        self.refusals_arrive_as_they_are().await;
        self.a_club_is_run().await;
        self.people_come_and_go().await;
        self.what_one_member_sees().await;
        self.a_group_grows().await;
        if updates == Updates::Webhook {
            self.a_stranger_is_turned_away().await;
        }
        self.playground.all_taken().await;
    }

    /// So much time passes that no limit is near.
    fn later(&self) {
        self.seconds.fetch_add(120, Ordering::SeqCst);
    }

    async fn sees(&self, person: &Person, chat: impl Into<ChatId>, words: &str) -> Seen {
        person
            .waits_for(chat, |seen| seen.words() == words, SOON)
            .await
            .unwrap_or_else(|error| panic!("{words:?}: {error}"))
    }

    /// Somebody writes something, and in the same chat something is answered.
    async fn hears(&self, person: &Person, chat: impl Into<ChatId>, said: &str, words: &str) -> Seen {
        let chat = chat.into();
        person.says(chat, said);
        self.sees(person, chat, words).await
    }

    async fn taps(&self, person: &Person, chat: impl Into<ChatId>, label: &str) -> (Option<String>, bool) {
        let tap: Tap = person.taps(chat, label).unwrap();
        let answer = tap.answered(SOON).await.unwrap();
        (answer.text, answer.show_alert)
    }

    async fn until(&self, what: &str, is_so: impl Fn() -> bool) {
        let wait = async {
            while !is_so() {
                self.playground.changed().await;
            }
        };
        tokio::time::timeout(SOON, wait)
            .await
            .unwrap_or_else(|_| panic!("it did not come to this: {what}"));
    }

    async fn somebody_writes_and_taps(&self) {
        let (anna, bot) = (&self.anna, &self.bot);

        anna.opens(&bot.start_link("from-afar")).unwrap();
        let hello = self.sees(anna, bot, "Hello, Anna from-afar s x 1 < 2 q").await;
        assert!(hello.html.contains("<b>Hello</b>, <i>Anna</i>"), "{}", hello.html);
        assert!(hello.html.contains("<code>1 &lt; 2</code>"), "{}", hello.html);
        let styles: Vec<_> = hello.buttons.iter().flatten().map(|b| b.style.as_deref()).collect();
        assert_eq!(
            styles,
            [Some("danger"), Some("success"), Some("primary"), None, None, None]
        );

        assert_eq!(self.taps(anna, bot, "Alert").await, (Some("Careful".to_owned()), true));
        assert_eq!(self.taps(anna, bot, "Toast").await, (Some("Done".to_owned()), false));
        assert_eq!(self.taps(anna, bot, "Edit").await, (None, false));
        let changed = self.sees(anna, bot, "Changed").await;
        assert_eq!(
            (changed.html.as_str(), changed.labels()),
            ("<u>Changed</u>", vec!["Delete"])
        );
        self.taps(anna, bot, "Delete").await;
        // The message that was tapped is gone, and the bot is told so.
        let late = anna.sends_tap(bot, changed.message_id, "toast").unwrap();
        assert_eq!(late.answered(SOON).await.unwrap().text.as_deref(), Some("Done"));
        assert!(anna.sees(bot).iter().all(|seen| seen.text != "Changed"));

        self.hears(anna, bot, "/keys", "Who are you?").await;
        anna.taps(bot, "My number").unwrap();
        self.sees(anna, bot, "Number of Anna").await;
        assert!(anna.taps(bot, "My number").is_err(), "the keyboard is gone");
        anna.sends_location(bot, 1.25, 103.75);
        self.sees(anna, bot, "At 1.25").await;

        let question = self.hears(anna, bot, "/ask", "Your name?").await;
        let reply = anna.replies(bot, question.message_id, "Änne");
        let answer = self.sees(anna, bot, "You are Änne").await;
        assert_eq!(answer.reply_to, Some(reply));
        anna.edits(bot, reply, "Anne").unwrap();
        self.sees(anna, bot, "Now it says Anne").await;

        self.hears(anna, bot, "/clean", "Clean").await;
        assert!(
            anna.sees(bot)
                .iter()
                .all(|seen| seen.text != "one" && seen.text != "two")
        );
        self.later();
    }

    async fn files_go_up_and_down(&self) {
        let (anna, bot) = (&self.anna, &self.bot);
        let picture = picture();

        anna.sends_photo(bot, &picture, "Look");
        let back = self.sees(anna, bot, &format!("{} bytes", picture.len())).await;
        assert_eq!(back.photo.as_deref(), Some(picture.as_slice()));
        let again = self.sees(anna, bot, "once more").await;
        assert_eq!(again.photo, back.photo);

        anna.sends_document(bot, "名.csv", "text/csv", b"a,b\n1,2\n", "");
        let back = self.sees(anna, bot, "8 bytes").await;
        assert_eq!(back.document, Some(("名.csv".to_owned(), b"a,b\n1,2\n".to_vec())));

        anna.says(bot, "/album");
        self.sees(anna, bot, "Uno").await;
        self.sees(anna, bot, "Two").await;

        let original = anna.says(bot, "/copy");
        let copies = || anna.sees(bot).iter().filter(|seen| seen.text == "/copy").count();
        self.until("a copy and a forwarded message", || copies() == 3).await;
        assert!(anna.sees(bot).iter().any(|seen| seen.message_id == original));
        self.later();
    }

    async fn a_bot_looks_at_itself(&self, updates: Updates) {
        self.anna.shows_photo(&picture()).unwrap();
        let profile = format!("Club, Poin Anda, commands, invites, {updates}, Anna @anna, 1 photo");
        self.hears(&self.anna, &self.bot, "/profile", &profile).await;
        assert_eq!(
            self.bot.commands("all_private_chats", "id"),
            [json!({ "command": "start", "description": "Poin Anda" })]
        );
        assert_eq!(self.bot.commands("all_private_chats", "zh"), Vec::<Value>::new());
    }

    async fn somebody_pays(&self) {
        let (anna, mallory, bot) = (&self.anna, &self.mallory, &self.bot);
        let invoice = async |person: &Person, command: &str, title: &str| {
            person.says(bot, command);
            let is_it = |seen: &Seen| seen.invoice.as_ref().is_some_and(|invoice| invoice.title == title);
            person.waits_for(bot, is_it, SOON).await.unwrap()
        };

        let cake = invoice(anna, "/cake", "Cake").await;
        assert_eq!(cake.labels(), ["Pay 5 Stars", "Another"]);
        let end = anna.pays(bot, cake.message_id).unwrap().ended(SOON).await.unwrap();
        assert!(matches!(end, PaymentEnd::Paid { .. }), "{end:?}");
        self.sees(anna, bot, "Paid 5 XTR for cake").await;
        anna.says(bot, "/link");
        let is_link = |seen: &Seen| seen.text.starts_with("https://t.me/$");
        let link = anna.waits_for(bot, is_link, SOON).await.unwrap().text;
        anna.pays_by(&link).unwrap().ended(SOON).await.unwrap();
        let receipts = || {
            let paid = anna.sees(bot).into_iter().filter(|seen| seen.text.starts_with("Paid"));
            paid.count()
        };
        self.until("a second payment", || receipts() == 2).await;

        let boots = invoice(anna, "/boots", "Boots").await;
        anna.pays(bot, boots.message_id).unwrap();
        self.sees(anna, bot, "Paid 9000 USD for boots by Anna").await;
        let boots = invoice(mallory, "/boots", "Boots").await;
        let end = mallory.pays(bot, boots.message_id).unwrap().ended(SOON).await;
        assert_eq!(end, Ok(PaymentEnd::Refused("Not to you".to_owned())));

        self.hears(anna, bot, "/refund", "Given back: 5 XTR for cake").await;
        self.hears(anna, bot, "/refund", "Bad Request: CHARGE_ALREADY_REFUNDED")
            .await;
        self.hears(anna, bot, "/stars", "5: 5 from Anna, 5 from Anna, 5 to Anna")
            .await;
        self.later();
    }

    async fn refusals_arrive_as_they_are(&self) {
        let (anna, ben, bot) = (&self.anna, &self.ben, &self.bot);
        let write = |id: i64| format!("/write {id}");

        self.hears(anna, bot, "/write 7", "400, Bad Request: chat not found")
            .await;

        ben.opens(&bot.start_link("")).unwrap();
        self.sees(ben, bot, "Hello, Ben  s x 1 < 2 q").await;
        ben.blocks(bot);
        self.hears(
            anna,
            bot,
            &write(ben.id()),
            "403, Forbidden: bot was blocked by the user",
        )
        .await;
        ben.unblocks(bot);

        self.playground
            .fail_next("sendMessage", Fault::TooManyRequests { retry_after: 7 });
        self.hears(anna, bot, &write(ben.id()), "429, wait 7").await;
        self.later();
        self.playground.fail_next("sendMessage", Fault::ServerError);
        self.hears(anna, bot, &write(ben.id()), "502, Bad Gateway").await;
        self.playground.fail_next("sendMessage", Fault::CutBefore);
        self.hears(anna, bot, &write(ben.id()), "no answer").await;
        self.hears(anna, bot, &write(ben.id()), "written").await;
        self.sees(ben, bot, "Hello").await;
        self.later();
    }

    async fn a_club_is_run(&self) {
        let (olga, ben, bot, club) = (&self.olga, &self.ben, &self.bot, &self.club);

        olga.adds_bot(bot, club, Rights::all(), None);
        self.sees(olga, club, "Thank you, Olga").await;
        assert_eq!(bot.commands(&format!("chat:{}", club.id()), "").len(), 1);
        let for_olga = format!("chat_member:{}:{}", club.id(), olga.id());
        assert_eq!(bot.commands(&for_olga, "").len(), 1);

        club.set_forum(true);
        olga.says(club, "/topic Bakes");
        self.until("a topic of that name", || {
            club.topics().iter().any(|(_, name)| name == "Bakes!")
        })
        .await;
        let here = self.sees(olga, club, "In here").await;
        assert_eq!(here.topic, club.topics().last().map(|(id, _)| *id));

        self.hears(olga, club, "/pin", "On top: Pinned").await;
        self.until("nothing is pinned", || club.pinned().is_none()).await;
        self.hears(olga, club, "/who", "Corner Cup: 2 members, 2 run it, you are creator")
            .await;
        self.hears(olga, club, "/name Coffee Club", "Coffee Club, A place, photos")
            .await;
        assert_eq!(club.title(), "Coffee Club");

        ben.joins(club);
        self.sees(olga, club, "Welcome, Ben, by the door").await;
        self.until("Ben's tag", || ben.tag(club).as_deref() == Some("new"))
            .await;
        let command = format!("/promote {}", ben.id());
        self.hears(olga, club, &command, "administrator Clerk, member again, tagged new")
            .await;
        let command = format!("/order {}", ben.id());
        self.hears(olga, club, &command, "restricted, kicked, left").await;
        assert!(!club.has(ben));
        self.later();
    }

    async fn people_come_and_go(&self) {
        let (olga, anna, ben, bot, club) = (&self.olga, &self.anna, &self.ben, &self.bot, &self.club);

        olga.says(club, "/links");
        let made = |seen: &Seen| seen.text.starts_with("Spring, Summer, revoked: ");
        let links = olga.waits_for(club, made, SOON).await.unwrap();
        let (_, link) = links.text.rsplit_once(' ').unwrap();
        ben.opens(link).unwrap();
        self.sees(olga, club, "Welcome, Ben, by Friends").await;

        club.set_join_by_request(true);
        anna.asks_to_join(club);
        self.sees(anna, bot, "Coffee Club lets you in").await;
        self.sees(olga, club, "Welcome, Anna, by the door").await;
        assert!(club.has(anna));

        self.mallory.asks_to_join(club);
        let declines = |call: &Call| call.method == "declineChatJoinRequest";
        self.until("she is turned away", || self.playground.calls().iter().any(declines))
            .await;
        assert!(!club.approve(&self.mallory), "there is nothing left to approve");

        let welcome = olga.last(club).unwrap();
        olga.is_anonymous_in(club, true);
        olga.replies(club, welcome.message_id, "/topic Cakes");
        self.until("a topic by nobody", || {
            club.topics().iter().any(|(_, name)| name == "Cakes!")
        })
        .await;
        olga.is_anonymous_in(club, false);
        ben.replies(club, welcome.message_id, "Thank you");
        ben.leaves(club);
        self.playground.all_taken().await;
        self.later();
    }

    async fn what_one_member_sees(&self) {
        let (olga, anna, club) = (&self.olga, &self.anna, &self.club);

        let mine = self.hears(anna, club, "/mine", "You have 250 points").await;
        assert!(mine.ephemeral && mine.html.contains("<b>250</b>"));
        self.taps(anna, club, "More").await;
        assert_eq!(self.sees(anna, club, "More").await.html, "<i>More</i>");
        assert_eq!(self.taps(anna, club, "Away").await, (Some("Gone".to_owned()), false));
        assert!(anna.sees(club).iter().all(|seen| seen.text != "More"));

        anna.says(club, "/show");
        let is_done = |seen: &Seen| seen.words() == "Another" && seen.labels() == ["Away"];
        let shown = anna.waits_for(club, is_done, SOON).await.unwrap();
        assert!(shown.ephemeral && shown.photo.is_some());
        self.taps(anna, club, "Away").await;

        self.hears(olga, club, "/club", "The club").await;
        self.taps(anna, club, "For me").await;
        assert!(self.sees(anna, club, "Only you").await.ephemeral);
        assert!(anna.sees(club).iter().all(|seen| seen.text != "The club"));
        assert!(olga.sees(club).iter().all(|seen| seen.text != "Only you"));
        assert!(olga.sees(club).iter().any(|seen| seen.text == "The club"));
        self.later();
    }

    async fn a_group_grows(&self) {
        let (olga, anna, bot) = (&self.olga, &self.anna, &self.bot);
        let corner = self.playground.add_group("Corner", olga);
        olga.adds_bot(bot, &corner, Rights::all(), None);
        self.sees(olga, &corner, "Thank you, Olga").await;
        let (before, after) = (corner.id(), corner.upgrade());

        let moved = format!("400, moved to {after}");
        self.hears(anna, bot, &format!("/write {before}"), &moved).await;
        self.hears(olga, &corner, "/who", "Corner: 2 members, 2 run it, you are creator")
            .await;
        olga.says(&corner, "/leave");
        self.until("the bot is gone", || !corner.has(bot)).await;
    }

    /// Who does not know the secret of a webhook does not get in.
    async fn a_stranger_is_turned_away(&self) {
        let calls = self.playground.calls();
        let set = calls.iter().find(|call| call.method == "setWebhook").unwrap();
        let url = set.params["url"].as_str().unwrap();
        let knocks = reqwest::Client::new()
            .post(url)
            .header("X-Telegram-Bot-Api-Secret-Token", "guessed")
            .json(&json!({ "update_id": 1 }));
        assert_eq!(knocks.send().await.unwrap().status(), 401);
    }
}
