//! People, and what they do and hear.

use std::sync::Arc;
use std::time::Duration;

use domain::UserId;
use playground::{CallbackAnswer, ChatId, Group, Inline, InlineAnswer, MessageId, Payment, Person, Seen, Tap};

use crate::rooms::Room;
use crate::stage::Stage;

/// For a list that is on its way.
const PATIENCE: Duration = Duration::from_secs(20);

/// Somebody with an account, and their private chat with the bot.
///
/// Whoever does something has seen what stood there before. What comes afterwards the story has to look at.
#[derive(Clone)]
pub struct Someone {
    pub person: Person,
    stage: Arc<Stage>,
}

/// A press of a button.
#[derive(Clone)]
pub struct Tapped {
    tap: Tap,
    number: usize,
    stage: Arc<Stage>,
}

impl Someone {
    pub(crate) fn new(person: Person, stage: Arc<Stage>) -> Self {
        Self { person, stage }
    }

    #[must_use]
    pub fn user(&self) -> UserId {
        UserId(self.person.id())
    }

    /// Writes in the private chat.
    pub async fn says(&self, text: &str) -> MessageId {
        drop(self.reads());
        self.stage.act(|| self.person.says(&self.stage.bot, text)).await
    }

    /// Opens a link: of the bot's, or into a group.
    pub async fn opens(&self, link: &str) {
        drop(self.reads());
        self.stage
            .act(|| self.person.opens(link).unwrap_or_else(|error| panic!("{error}")))
            .await;
    }

    /// Opens the bot with something behind `/start`.
    pub async fn starts(&self, payload: &str) {
        self.opens(&self.stage.bot.start_link(payload)).await;
    }

    /// Taps the newest button with this label in the private chat.
    pub async fn taps(&self, label: &str) -> Tapped {
        drop(self.reads());
        let tap = self.stage.act(|| self.press(label)).await;
        self.note(tap)
    }

    /// Taps the same button twice before the bot can answer.
    pub async fn taps_twice(&self, label: &str) -> (Tapped, Tapped) {
        drop(self.reads());
        let (first, second) = self.stage.act(|| (self.press(label), self.press(label))).await;
        (self.note(first), self.note(second))
    }

    /// The same press as a phone sends it again after a lost connection.
    pub async fn taps_again(&self, tapped: &Tapped) -> Tapped {
        drop(self.reads());
        let tap = self
            .stage
            .act(|| {
                self.person
                    .taps_again(&tapped.tap)
                    .unwrap_or_else(|error| panic!("{error}"))
            })
            .await;
        self.note(tap)
    }

    /// Taps a button of one message.
    pub async fn taps_on(&self, message: MessageId, label: &str) -> Tapped {
        drop(self.reads());
        let press = || {
            self.person
                .taps_on(&self.stage.bot, message, label)
                .unwrap_or_else(|error| panic!("{error}"))
        };
        let tap = self.stage.act(press).await;
        self.note(tap)
    }

    /// Sends what no button stands for, under the newest message, as a forged app can.
    pub async fn forges(&self, data: &str) -> Tapped {
        drop(self.reads());
        let under = self
            .person
            .last(&self.stage.bot)
            .map_or_else(|| 1.into(), |seen| seen.message_id);
        let tap = self
            .stage
            .act(|| {
                self.person
                    .sends_tap(&self.stage.bot, under, data)
                    .unwrap_or_else(|error| panic!("{error}"))
            })
            .await;
        self.note(tap)
    }

    /// Sends a picture.
    pub async fn sends_photo(&self, bytes: &[u8], caption: &str) -> MessageId {
        drop(self.reads());
        self.stage
            .act(|| self.person.sends_photo(&self.stage.bot, bytes, caption))
            .await
    }

    /// Pays an invoice in the private chat. Comes back when the bot has said its word.
    pub async fn pays(&self, invoice: MessageId) -> Payment {
        drop(self.reads());
        self.stage.act(|| self.send_off(invoice)).await
    }

    /// Pays an invoice twice before the bot can answer, as with two phones.
    pub async fn pays_twice(&self, invoice: MessageId) -> (Payment, Payment) {
        drop(self.reads());
        self.stage
            .act(|| (self.send_off(invoice), self.send_off(invoice)))
            .await
    }

    /// Pays an invoice that was posted in a group.
    pub async fn pays_in(&self, room: &Room, invoice: MessageId) -> Payment {
        self.looks_round(room);
        let pay = || {
            self.person
                .pays(&room.group, invoice)
                .unwrap_or_else(|error| panic!("{}: {error}", self.person.name()))
        };
        self.stage.act(pay).await
    }

    /// Pays the invoice behind a link.
    pub async fn pays_by(&self, link: &str) -> Payment {
        drop(self.reads());
        let pay = || self.person.pays_by(link).unwrap_or_else(|error| panic!("{error}"));
        self.stage.act(pay).await
    }

    /// Sends a file.
    pub async fn sends_document(&self, name: &str, bytes: &[u8]) -> MessageId {
        drop(self.reads());
        let send = || {
            self.person
                .sends_document(&self.stage.bot, name, "application/octet-stream", bytes, "")
        };
        self.stage.act(send).await
    }

    /// Shares their own phone number.
    pub async fn shares_phone(&self) -> MessageId {
        drop(self.reads());
        self.stage.act(|| self.person.shares_contact(&self.stage.bot)).await
    }

    pub async fn shares_phone_of(&self, other: &Self) -> MessageId {
        drop(self.reads());
        self.stage
            .act(|| self.person.shares_contact_of(&self.stage.bot, &other.person))
            .await
    }

    pub async fn blocks_the_bot(&self) {
        self.stage.act(|| self.person.blocks(&self.stage.bot)).await;
    }

    /// Writes in a group.
    pub async fn says_in(&self, room: &Room, text: &str) -> MessageId {
        self.looks_round(room);
        self.stage.act(|| self.person.says(&room.group, text)).await
    }

    /// Types behind the bot's name in a chat, and waits for the list. `chat`: the bot's own, or a group.
    pub async fn types(&self, chat: impl Into<ChatId>, words: &str) -> (Inline, InlineAnswer) {
        let chat = chat.into();
        let type_it = || {
            self.person
                .types_inline(chat, &self.stage.bot, words)
                .unwrap_or_else(|error| panic!("{error}"))
        };
        let list = self.stage.act(type_it).await;
        let answer = answer_to(&list).await;
        (list, answer)
    }

    /// Scrolls to the end of a list.
    pub async fn scrolls(&self, list: &Inline) -> (Inline, InlineAnswer) {
        let scroll = || self.person.scrolls(list).unwrap_or_else(|error| panic!("{error}"));
        let list = self.stage.act(scroll).await;
        let answer = answer_to(&list).await;
        (list, answer)
    }

    /// Sends one of a list.
    pub async fn chooses(&self, list: &Inline, title: &str) -> MessageId {
        drop(self.reads());
        let choose = || {
            self.person
                .chooses(list, title)
                .unwrap_or_else(|error| panic!("{error}"))
        };
        self.stage.act(choose).await
    }

    /// Writes in a group as an answer to a message there.
    pub async fn replies_in(&self, room: &Room, to: MessageId, text: &str) -> MessageId {
        self.looks_round(room);
        self.stage.act(|| self.person.replies(&room.group, to, text)).await
    }

    /// Taps the newest button with this label in a group.
    pub async fn taps_in(&self, room: &Room, label: &str) -> Tapped {
        self.looks_round(room);
        let press = || {
            self.person
                .taps(&room.group, label)
                .unwrap_or_else(|error| panic!("{}: {error}", self.person.name()))
        };
        let tap = self.stage.act(press).await;
        self.note(tap)
    }

    /// Sends what no button stands for, under the newest post of a group.
    pub async fn forges_in(&self, room: &Room, data: &str) -> Tapped {
        self.looks_round(room);
        let under = self
            .person
            .last(&room.group)
            .map_or_else(|| 1.into(), |seen| seen.message_id);
        let tap = self
            .stage
            .act(|| {
                self.person
                    .sends_tap(&room.group, under, data)
                    .unwrap_or_else(|error| panic!("{error}"))
            })
            .await;
        self.note(tap)
    }

    pub async fn joins(&self, room: &Room) {
        self.stage.act(|| self.person.joins(&room.group)).await;
    }

    pub async fn leaves(&self, room: &Room) {
        self.stage.act(|| self.person.leaves(&room.group)).await;
    }

    /// The one thing that came since they last looked.
    #[track_caller]
    pub fn looks(&self) -> Seen {
        let mut fresh = self.reads();
        let Some(last) = fresh.pop() else {
            panic!("{} hears nothing", self.person.name());
        };
        assert!(
            fresh.is_empty(),
            "{} hears more than one thing: {:#?}",
            self.person.name(),
            words(&fresh)
        );
        last
    }

    /// The one thing that came reads so: its text with its markup.
    #[track_caller]
    pub fn hears(&self, html: &str) {
        assert_eq!(words(&self.reads()), [html], "{}", self.person.name());
    }

    /// What came reads so, in this order.
    #[track_caller]
    pub fn hears_all(&self, html: &[&str]) {
        assert_eq!(words(&self.reads()), html, "{}", self.person.name());
    }

    #[track_caller]
    pub fn hears_nothing(&self) {
        assert_eq!(words(&self.reads()), Vec::<String>::new(), "{}", self.person.name());
    }

    /// What only they see in the group reads so.
    #[track_caller]
    pub fn is_whispered(&self, room: &Room, html: &str) {
        assert_eq!(words(&self.whispers(&room.group)), [html], "{}", self.person.name());
    }

    /// The one thing that only they see in the group, with its markup.
    #[track_caller]
    #[must_use]
    pub fn whispered(&self, room: &Room) -> String {
        let mut fresh = self.whispers(&room.group);
        assert_eq!(fresh.len(), 1, "{}: {:#?}", self.person.name(), words(&fresh));
        fresh.remove(0).html
    }

    #[track_caller]
    pub fn is_whispered_nothing(&self, room: &Room) {
        assert_eq!(
            words(&self.whispers(&room.group)),
            Vec::<String>::new(),
            "{}",
            self.person.name()
        );
    }

    /// Whether a button of the newest message in the private chat reads so.
    #[must_use]
    pub fn shows(&self, label: &str) -> bool {
        let last = self.person.last(&self.stage.bot);
        last.is_some_and(|seen| seen.buttons.iter().flatten().any(|button| button.text == label))
    }

    /// Looks at everything that came in the private chat, and says what it was.
    pub fn reads(&self) -> Vec<Seen> {
        self.unread()
    }

    pub(crate) fn unread(&self) -> Vec<Seen> {
        self.person.unread(&self.stage.bot)
    }

    /// What came for them alone in a group since they last looked.
    pub(crate) fn whispers(&self, group: &Group) -> Vec<Seen> {
        let mut fresh = self.person.unread(group);
        fresh.retain(|seen| seen.ephemeral);
        fresh
    }

    fn looks_round(&self, room: &Room) {
        drop(self.whispers(&room.group));
    }

    #[track_caller]
    fn press(&self, label: &str) -> Tap {
        match self.person.taps(&self.stage.bot, label) {
            Ok(tap) => tap,
            Err(error) => panic!("{}: {error}", self.person.name()),
        }
    }

    #[track_caller]
    fn send_off(&self, invoice: MessageId) -> Payment {
        match self.person.pays(&self.stage.bot, invoice) {
            Ok(payment) => payment,
            Err(error) => panic!("{}: {error}", self.person.name()),
        }
    }

    fn note(&self, tap: Tap) -> Tapped {
        let mut taps = self.stage.taps.lock().unwrap();
        taps.push((tap.clone(), false));
        Tapped {
            tap,
            number: taps.len() - 1,
            stage: self.stage.clone(),
        }
    }
}

impl Tapped {
    /// What the tap was answered with over the chat.
    #[must_use]
    pub fn answer(&self) -> Option<CallbackAnswer> {
        if let Some((_, looked)) = self.stage.taps.lock().unwrap().get_mut(self.number) {
            *looked = true;
        }
        self.tap.answer()
    }

    /// The tap was answered with an alert that reads so.
    #[track_caller]
    pub fn alerts(&self, text: &str) {
        let answer = self.answer().unwrap_or_default();
        assert_eq!((answer.text.as_deref(), answer.show_alert), (Some(text), true));
    }

    /// What pressing the button did on the phone itself.
    #[must_use]
    pub fn kind(&self) -> &playground::TapKind {
        self.tap.kind()
    }
}

fn words(seen: &[Seen]) -> Vec<String> {
    seen.iter().map(|seen| seen.html.clone()).collect()
}

async fn answer_to(list: &Inline) -> InlineAnswer {
    list.answered(PATIENCE).await.unwrap_or_else(|error| panic!("{error}"))
}
