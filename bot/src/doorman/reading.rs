//! What the door must know of an update: its number, and whose it is.
//!
//! Everything else stays text until a handler reads it. An update whose people cannot be read is
//! stored all the same, in the lane of nobody.

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;

use crate::lanes::Arrival;

/// An update without a readable number cannot be stored.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is not an update: {0}")]
pub struct NotAnUpdate(String);

#[derive(Deserialize)]
struct Numbered {
    update_id: i64,
}

#[derive(Deserialize)]
struct Id {
    id: i64,
}

/// What most kinds of update look like from the door.
#[derive(Deserialize)]
struct Event {
    chat: Option<Id>,
    from: Option<Id>,
    user: Option<Id>,
    sender_chat: Option<Id>,
    /// A tap names its chat here.
    message: Option<Box<Place>>,
}

#[derive(Deserialize)]
struct Place {
    chat: Id,
}

macro_rules! kinds {
    ($($kind:ident),+ $(,)?) => {
        #[derive(Deserialize)]
        struct Peek {
            $($kind: Option<Event>,)+
        }

        impl Peek {
            fn event(self) -> Option<Event> {
                None$(.or(self.$kind))+
            }
        }
    };
}

kinds![
    message,
    callback_query,
    chat_member,
    my_chat_member,
    chat_join_request,
    edited_message,
    channel_post,
    edited_channel_post,
    inline_query,
    chosen_inline_result,
    message_reaction,
    poll_answer,
    pre_checkout_query,
    shipping_query,
    purchased_paid_media,
];

/// Reads one update that arrived alone.
pub fn read(text: &str) -> Result<Arrival, NotAnUpdate> {
    // All of it has to be JSON, also what is not looked at: it is stored to be read again.
    serde_json::from_str::<IgnoredAny>(text).map_err(|error| NotAnUpdate(error.to_string()))?;
    read_json(text)
}

/// Reads one update of a batch that was read as JSON already.
pub fn read_raw(raw: &RawValue) -> Result<Arrival, NotAnUpdate> {
    read_json(raw.get())
}

fn read_json(text: &str) -> Result<Arrival, NotAnUpdate> {
    let Numbered { update_id } = serde_json::from_str(text).map_err(|error| NotAnUpdate(error.to_string()))?;
    let event = serde_json::from_str::<Peek>(text).ok().and_then(Peek::event);
    let (chat, user) = event.map_or((0, 0), whose);
    Ok(Arrival {
        id: update_id,
        chat,
        user,
        body: text.to_owned(),
    })
}

/// The chat and the person. Where there is no chat, the person's private one stands for it.
fn whose(event: Event) -> (i64, i64) {
    let user = event
        .from
        .or(event.user)
        .or(event.sender_chat)
        .map_or(0, |person| person.id);
    let chat = event
        .chat
        .or(event.message.map(|place| place.chat))
        .map_or(user, |chat| chat.id);
    (chat, user)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(text: &str) -> (i64, i64, i64) {
        let arrival = read(text).unwrap();
        assert_eq!(arrival.body, text);
        (arrival.id, arrival.chat, arrival.user)
    }

    #[test]
    fn an_update_is_the_chats_and_the_persons() {
        for (text, found) in [
            (
                r#"{"update_id":7,"message":{"message_id":1,"date":0,"chat":{"id":-5,"type":"group"},"from":{"id":9,"is_bot":false,"first_name":"A"},"text":"hi"}}"#,
                (7, -5, 9),
            ),
            (
                r#"{"update_id":7,"callback_query":{"id":"1","from":{"id":9},"message":{"chat":{"id":-5}},"chat_instance":"x","data":"d"}}"#,
                (7, -5, 9),
            ),
            (
                r#"{"update_id":7,"callback_query":{"id":"1","from":{"id":9},"inline_message_id":"x"}}"#,
                (7, 9, 9),
            ),
            (
                r#"{"update_id":7,"inline_query":{"id":"1","from":{"id":9},"query":"","offset":""}}"#,
                (7, 9, 9),
            ),
            (
                r#"{"update_id":7,"chat_member":{"chat":{"id":-5},"from":{"id":9},"date":0}}"#,
                (7, -5, 9),
            ),
            (
                r#"{"update_id":7,"channel_post":{"chat":{"id":-5},"sender_chat":{"id":-5}}}"#,
                (7, -5, -5),
            ),
            (
                r#"{"update_id":7,"message_reaction":{"chat":{"id":-5},"user":{"id":9}}}"#,
                (7, -5, 9),
            ),
            (r#"{"update_id":7,"subscription":{"user":{"id":9}}}"#, (7, 0, 0)),
            (
                r#"{"message":{"chat":{"id":4503599627370495}},"update_id":7}"#,
                (7, 4_503_599_627_370_495, 0),
            ),
        ] {
            assert_eq!(ids(text), found, "{text}");
        }
    }

    #[test]
    fn an_update_whose_people_cannot_be_read_is_nobodys() {
        for text in [
            r#"{"update_id":7}"#,
            r#"{"update_id":7,"message":5}"#,
            r#"{"update_id":7,"message":{"chat":{"id":"x"},"from":{"id":9}}}"#,
            r#"{"update_id":7,"message":{"chat":{"id":1e400}}}"#,
            r#"{"update_id":7,"message":{"chat":{"id":99999999999999999999}}}"#,
            r#"{"update_id":7,"message":{"chat":{"id":1}},"message":{"chat":{"id":2}}}"#,
            r#"{"update_id":7,"message":{"chat":{"id":1,"id":2}}}"#,
        ] {
            assert_eq!(ids(text), (7, 0, 0), "{text}");
        }
    }

    #[test]
    fn what_is_not_an_update_is_refused() {
        let deep = format!("{}{}", r#"{"update_id":7,"x":"#, "[".repeat(100_000));
        for text in [
            "",
            "null",
            "7",
            "[]",
            "{}",
            r#"{"update_id":"7"}"#,
            r#"{"update_id":7.5}"#,
            r#"{"update_id":7"#,
            r#"{"update_id":7} trailing"#,
            r#"{"update_id":7,"update_id":8}"#,
            "{\"update_id\":7,\"x\":\"\u{0}\"}",
            deep.as_str(),
        ] {
            assert!(read(text).is_err(), "{}", text.get(..40).unwrap_or(text));
        }
    }

    #[test]
    fn deep_nesting_does_no_harm() {
        let depth = 50_000;
        let text = format!(
            "{}{}{}}}",
            r#"{"update_id":7,"x":"#,
            "[".repeat(depth),
            "]".repeat(depth)
        );

        assert_eq!(ids(&text), (7, 0, 0));
    }
}
