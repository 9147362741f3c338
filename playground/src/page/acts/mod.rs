//! What people do on the page.

mod groups;
mod inline;
mod links;
mod newcomers;
mod outside;
mod payments;
mod talk;
mod upload;

use serde::Deserialize;
use serde_json::{Value, json};

use super::Refused;
use crate::shared::Shared;

pub(super) use upload::upload;

/// What an act answers beyond its having gone well.
type Done = Result<Value, Refused>;

#[derive(Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub(super) enum Act {
    Say(talk::Say),
    Tap(talk::Tap),
    Key(talk::Press),
    Pay(payments::Pay),
    Inline(inline::Type),
    Choose(inline::Choose),
    Contact(talk::Contact),
    Locate(talk::Locate),
    Edit(talk::Edit),
    Delete(talk::Delete),
    Read(talk::Read),

    Open(links::Open),
    Scan(links::Scan),

    Join(groups::Own),
    Leave(groups::Own),
    Ask(groups::Own),
    Upgrade(groups::Own),
    Admit(groups::Other),
    Refuse(groups::Other),
    Remove(groups::Other),
    Promote(groups::Other),
    Demote(groups::Other),
    Add(groups::Other),
    Anonymous(groups::Switch),
    Forum(groups::Switch),
    Block(groups::Bot),
    Unblock(groups::Bot),

    Person(newcomers::NewPerson),
    Group(newcomers::NewGroup),

    Fault(outside::Trouble),
    Clock(outside::Clock),
    Bot(outside::ToBot),
    Shop(outside::Shop),
    ForgetBreaches,
}

pub(super) async fn act(shared: &Shared, act: Act) -> Done {
    let done = match act {
        Act::Say(ask) => talk::say(shared, &ask),
        Act::Tap(ask) => talk::tap(shared, &ask),
        Act::Key(ask) => talk::key(shared, &ask),
        Act::Pay(ask) => payments::pay(shared, &ask).await,
        Act::Inline(ask) => inline::types(shared, &ask).await,
        Act::Choose(ask) => inline::choose(shared, &ask),
        Act::Contact(ask) => talk::contact(shared, &ask),
        Act::Locate(ask) => talk::locate(shared, &ask),
        Act::Edit(ask) => talk::edit(shared, &ask),
        Act::Delete(ask) => talk::delete(shared, &ask),
        Act::Read(ask) => talk::read(shared, &ask),

        Act::Open(ask) => links::follow(shared, &ask),
        Act::Scan(ask) => links::scan(shared, &ask).await,

        Act::Join(ask) => groups::join(shared, &ask),
        Act::Leave(ask) => groups::leave(shared, &ask),
        Act::Ask(ask) => groups::ask(shared, &ask),
        Act::Upgrade(ask) => groups::upgrade(shared, &ask),
        Act::Admit(ask) => groups::settle(shared, &ask, true),
        Act::Refuse(ask) => groups::settle(shared, &ask, false),
        Act::Remove(ask) => groups::remove(shared, &ask),
        Act::Promote(ask) => groups::promote(shared, &ask),
        Act::Demote(ask) => groups::demote(shared, &ask),
        Act::Add(ask) => groups::add(shared, &ask),
        Act::Anonymous(ask) => groups::anonymous(shared, &ask),
        Act::Forum(ask) => groups::forum(shared, &ask),
        Act::Block(ask) => groups::block(shared, &ask, true),
        Act::Unblock(ask) => groups::block(shared, &ask, false),

        Act::Person(ask) => newcomers::person(shared, &ask),
        Act::Group(ask) => newcomers::group(shared, &ask),

        Act::Fault(ask) => outside::trouble(shared, &ask),
        Act::Clock(ask) => outside::clock(shared, &ask).await,
        Act::Bot(ask) => outside::bot(shared, &ask).await,
        Act::Shop(ask) => outside::shop(shared, &ask).await,
        Act::ForgetBreaches => {
            let mut world = shared.lock();
            world.forget_breaches();
            world.touch();
            Ok(nothing_more())
        }
    };
    done.map(well)
}

/// The answer to an act that went well, with what else there is to say.
fn well(mut answer: Value) -> Value {
    answer["ok"] = true.into();
    answer
}

fn nothing_more() -> Value {
    json!({})
}
