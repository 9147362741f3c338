//! Ephemeral messages: group messages that one member sees.

use chrono::TimeDelta;

use super::{Act, Answer, Refusal};
use crate::world::{Ephemeral, Key, MessageId, Sender};

/// A bot without a title answers within this, or not at all.
const ANSWER_WITHIN: TimeDelta = TimeDelta::seconds(15);

impl Act<'_> {
    /// For whose eyes the message about to be posted is, if not for everyone's.
    pub fn ephemeral_for(&self, key: Key) -> Result<Option<Ephemeral>, Refusal> {
        let Some(asked) = self.value("ephemeral_message_parameters") else {
            return Ok(None);
        };
        let Key::Group(group) = key else {
            return Err(Refusal::fault(
                "ephemeral messages can be sent only to groups and supergroups",
            ));
        };
        let person = asked["receiver_user_id"].as_i64().unwrap_or_default();
        if !self.world.people.contains_key(&person) || !self.world.ties(group, person).is_in {
            return Err(Refusal::circumstance("USER_NOT_PARTICIPANT"));
        }
        let tapped = match asked["callback_query_id"].as_str() {
            Some(id) => Some(self.tapped(key, person, id)?),
            None => None,
        };
        let commanded = self
            .value("reply_parameters")
            .and_then(|reply| reply["ephemeral_message_id"].as_i64());
        if let Some(id) = commanded {
            self.check_command(key, person, id)?;
        }
        if tapped.is_none() && commanded.is_none() && !self.ties(group).is_admin() {
            return Err(Refusal::fault("MESSAGE_NOT_COMMAND"));
        }
        let replaces = match (asked["replace_callback_query_message"] == true, tapped) {
            (true, Some(message)) if message.is_ephemeral() => {
                return Err(Refusal::fault("an ephemeral message can't be replaced, only edited"));
            }
            (true, Some(message)) => Some(message.get()),
            (true, None) => return Err(Refusal::fault("there is no callback query message to replace")),
            (false, _) => None,
        };
        Ok(Some(Ephemeral {
            person,
            bot: self.bot,
            replaces,
        }))
    }

    fn tapped(&self, key: Key, person: i64, id: &str) -> Result<MessageId, Refusal> {
        let tap = self
            .world
            .taps
            .get(id)
            .filter(|tap| tap.bot == self.bot && tap.person == person && tap.key == key);
        let Some(tap) = tap else {
            return Err(Refusal::fault("QUERY_ID_INVALID"));
        };
        if self.world.now() - tap.at >= ANSWER_WITHIN {
            return Err(Refusal::query_too_old());
        }
        Ok(tap.message)
    }

    fn check_command(&self, key: Key, person: i64, id: i64) -> Result<(), Refusal> {
        let command = self.world.message(key, MessageId::ephemeral(id));
        let command = command.filter(|message| message.sender == Sender::User(person));
        let Some(command) = command else {
            return Err(Refusal::circumstance("message to be replied not found"));
        };
        if self.world.unix() - command.date >= ANSWER_WITHIN.num_seconds() {
            return Err(Refusal::circumstance("MESSAGE_ID_INVALID"));
        }
        Ok(())
    }

    pub fn edit_ephemeral_text(&mut self) -> Answer {
        let (key, id) = self.own_ephemeral()?;
        let revision = self.revised_text(key, id)?;
        self.check_modified(key, id, &revision)?;
        self.apply(key, id, revision);
        Ok(true.into())
    }

    pub fn edit_ephemeral_caption(&mut self) -> Answer {
        let (key, id) = self.own_ephemeral()?;
        let revision = self.revised_caption(key, id)?;
        self.check_modified(key, id, &revision)?;
        self.apply(key, id, revision);
        Ok(true.into())
    }

    pub fn edit_ephemeral_media(&mut self) -> Answer {
        let (key, id) = self.own_ephemeral()?;
        let revision = self.revised_media(key, id)?;
        self.check_modified(key, id, &revision)?;
        self.apply(key, id, revision);
        Ok(true.into())
    }

    pub fn edit_ephemeral_markup(&mut self) -> Answer {
        let (key, id) = self.own_ephemeral()?;
        let revision = self.revised_markup(key, id)?;
        self.check_modified(key, id, &revision)?;
        self.apply(key, id, revision);
        Ok(true.into())
    }

    pub fn delete_ephemeral(&mut self) -> Answer {
        let (key, id) = self.ephemeral_between()?;
        self.world.remove(key, id);
        Ok(true.into())
    }

    fn own_ephemeral(&self) -> Result<(Key, MessageId), Refusal> {
        let (key, id) = self.ephemeral_between()?;
        match self.world.message(key, id) {
            Some(message) if message.sender == Sender::Bot(self.bot) => Ok((key, id)),
            _ => Err(Refusal::fault("message can't be edited")),
        }
    }

    /// An ephemeral message that went between this bot and the named person.
    fn ephemeral_between(&self) -> Result<(Key, MessageId), Refusal> {
        let key = Key::Group(self.group_id()?);
        let person = self.number("receiver_user_id");
        let id = MessageId::ephemeral(self.number("ephemeral_message_id"));
        let ephemeral = self.world.message(key, id).and_then(|message| message.ephemeral);
        match ephemeral {
            Some(ephemeral) if ephemeral.bot == self.bot && ephemeral.person == person => Ok((key, id)),
            _ => Err(Refusal::circumstance("message to edit not found")),
        }
    }
}
