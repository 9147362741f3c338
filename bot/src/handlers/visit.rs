//! One update from one person: who they are, where they stand, and how they are answered.

use chrono::{DateTime, Utc};
use domain::shop::Shop;
use domain::{Lang, UserId};
use storage::groups::Group;
use storage::people::{Membership, Visitor};

use crate::club::Club;
use crate::telegram::{Address, Ephemeral, Message, Picture, Trouble};

/// Where an update comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    Private,
    Group { group: Group, topic: Option<i32> },
}

/// What is answered: a message, or a tap on a button under one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    Message { id: i32 },
    Tap { id: String, under: Option<Under> },
}

/// The message that a tapped button stands under.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Under {
    pub message: i32,
    pub has_picture: bool,
    /// Sent so recently that Telegram still lets it be changed and deleted.
    pub ephemeral: bool,
}

/// One update from one person.
pub struct Visit<'a> {
    pub club: &'a Club,
    pub visitor: Visitor,
    pub place: Place,
    pub chat: i64,
    pub asked: Asked,
    /// When the update arrived. What it asks for and has been done since may be an earlier attempt's work,
    /// whose answer nobody heard.
    pub arrived_at: DateTime<Utc>,
}

impl Visit<'_> {
    #[must_use]
    pub fn lang(&self) -> Lang {
        self.visitor.lang
    }

    #[must_use]
    pub fn user(&self) -> UserId {
        self.visitor.id
    }

    /// The shop they stand in, and their membership in it.
    #[must_use]
    pub fn member(&self) -> Option<(&Shop, &Membership)> {
        Some((self.visitor.shop.as_ref()?, self.visitor.member.as_ref()?))
    }

    #[must_use]
    pub fn is_private(&self) -> bool {
        self.place == Place::Private
    }

    /// The message that is answered, if it is one.
    #[must_use]
    pub fn message(&self) -> Option<i32> {
        match self.asked {
            Asked::Message { id } => Some(id),
            Asked::Tap { .. } => None,
        }
    }

    /// Whether this message was the last answer to a question already, in an attempt that ended before it was
    /// told so. It does not answer the next question as well.
    #[must_use]
    pub fn repeats(&self, answered: Option<i32>) -> bool {
        answered.is_some() && self.message() == answered
    }

    fn address(&self) -> Address {
        let topic = match &self.place {
            Place::Private => None,
            Place::Group { topic, .. } => *topic,
        };
        Address { chat: self.chat, topic }
    }

    // Every screen passes through here. What a request holds is kept on the heap, so that the tree of
    // handlers above stays small enough for a thread's stack.

    /// Sends a message to where they are. In a group everybody reads it.
    pub async fn say(&self, message: &Message) -> Result<i32, Trouble> {
        Box::pin(self.club.telegram.send(self.address(), message)).await
    }

    /// Shows a screen in the private chat: in place of the one whose button was tapped where that
    /// can be, else as a new message.
    pub async fn show(&self, message: &Message) -> Result<(), Trouble> {
        let Asked::Tap { under: Some(under), .. } = &self.asked else {
            return self.say(message).await.map(drop);
        };
        // A text can become a picture, but a picture cannot become a text.
        if (under.has_picture && message.picture.is_none()) || under.ephemeral {
            return self.say(message).await.map(drop);
        }
        match Box::pin(self.club.telegram.edit(self.chat, under.message, message)).await {
            Err(Trouble::Refused(_)) => self.say(message).await.map(drop),
            result => result,
        }
    }

    /// The same under a picture, if there is one. One that Telegram does not have any more is left out.
    pub async fn show_pictured(&self, photo: Option<&str>, message: &Message) -> Result<(), Trouble> {
        let Some(photo) = photo else {
            return self.show(message).await;
        };
        let pictured = message.clone().picture(Picture::FileId(photo.to_owned()));
        match self.show(&pictured).await {
            Err(Trouble::Refused(_)) => self.show(message).await,
            shown => shown,
        }
    }

    /// Changes the message whose button was tapped: its words, under a picture too, and its buttons.
    /// One that is gone meanwhile, or too old to change, is followed by a new one.
    pub async fn replace(&self, message: &Message) -> Result<(), Trouble> {
        let changed = match &self.asked {
            Asked::Tap { under: Some(under), .. } if under.ephemeral => return self.say(message).await.map(drop),
            Asked::Tap { under: Some(under), .. } if under.has_picture && message.picture.is_none() => {
                Box::pin(self.club.telegram.edit_caption(self.chat, under.message, message)).await
            }
            Asked::Tap { under: Some(under), .. } => {
                Box::pin(self.club.telegram.edit(self.chat, under.message, message)).await
            }
            _ => return self.say(message).await.map(drop),
        };
        match changed {
            Err(Trouble::Refused(_)) => self.say(message).await.map(drop),
            changed => changed,
        }
    }

    /// Says something that only they see and that does not stay: over the chat for a tap, a message
    /// for a command.
    pub async fn hint(&self, text: &str) -> Result<(), Trouble> {
        match &self.asked {
            Asked::Tap { id, .. } => Box::pin(self.club.telegram.answer_tap(id, Some(text), true)).await,
            Asked::Message { .. } => self.quietly(&Message::text(say::escape(text))).await,
        }
    }

    /// Answers in a group so that only they see it: a message for them alone where Telegram gives
    /// one, else over the button that was tapped. `Refused` when neither can be.
    ///
    /// In the private chat it is a message like any other.
    pub async fn quietly(&self, message: &Message) -> Result<(), Trouble> {
        if self.is_private() {
            return self.say(message).await.map(drop);
        }
        let tap = match &self.asked {
            Asked::Tap { id, .. } => Some(id.clone()),
            Asked::Message { .. } => None,
        };
        let reader = Ephemeral {
            user: self.user().0,
            tap,
        };
        self.say(&message.clone().only_for(reader)).await.map(drop)
    }

    /// Lets the tapped button stop spinning. Taps on buttons that answer by a message say nothing more.
    pub async fn tap_seen(&self) -> Result<(), Trouble> {
        match &self.asked {
            Asked::Tap { id, .. } => Box::pin(self.club.telegram.answer_tap(id, None, false)).await,
            Asked::Message { .. } => Ok(()),
        }
    }
}
