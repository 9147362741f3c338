//! Opening a shop and changing it, in the owner's private chat: one question at a time, one message.

pub mod currencies;
mod draft;
mod questions;
pub mod settings;
pub mod zones;

use domain::role::{Right, Role};
use domain::setting::Topic;
use domain::shop::Shop;
use domain::typed_money;
use domain::{Currency, Lang, Money, Points, Token, name};
use loyalty::{ClaimTaken, Claimed, ShopKept};
use say::setup::Field;
use storage::StorageError;

pub use draft::{Draft, Setup, Step};

use self::questions::{KEEP, MINE, Scene, TYPE};
use super::customer::{back_to, join, menu, screen};
use super::dialog::Dialog;
use super::staff::typed;
use super::visit::{Asked, Visit};
use crate::club::Club;
use crate::menus;
use crate::tap::{Start, Tap, group_link};
use crate::telegram::{Button, Message, Style, Trouble};

/// The longest name of a shop, in characters. It has to fit on a card.
const LONGEST_NAME: usize = 64;

/// More than this is a typing error.
const MOST_WELCOME: i64 = 100_000;

/// What the console says on a start without any shop: the link with which an owner claims the bot (S2).
pub async fn console_link(club: &Club) -> Result<Option<String>, StorageError> {
    if !club.loyalty.is_empty().await? {
        return Ok(None);
    }
    let token = club.loyalty.claim_token().await?;
    Ok(Some(say::setup::claim_console(
        &Start::Claim(token).link(&club.me.username),
    )))
}

/// The console's link was opened.
pub async fn claim(visit: &Visit<'_>, token: &Token) -> anyhow::Result<()> {
    let lang = visit.lang();
    let text = match visit.club.loyalty.take_claim(token, visit.user()).await? {
        ClaimTaken::Theirs => {
            let (setup, above) = match going_on(visit).await? {
                Some(setup) => (setup, say::setup::resumed(lang)),
                None => (Setup::new(), say::setup::claimed(lang)),
            };
            return go_to(visit, setup, Some(above)).await;
        }
        ClaimTaken::Opened => return join::start(visit).await,
        ClaimTaken::Used => say::setup::claim_link_used(lang),
        ClaimTaken::Expired => say::setup::claim_link_expired(lang),
        ClaimTaken::Unknown => say::setup::claim_link_wrong(lang),
    };
    visit.say(&Message::text(text)).await?;
    Ok(())
}

/// Goes on with the set-up of somebody who holds a claim. Says whether there was one.
pub async fn resume(visit: &Visit<'_>) -> anyhow::Result<bool> {
    if !visit.club.loyalty.holds_claim(visit.user()).await? {
        return Ok(false);
    }
    let (setup, above) = match going_on(visit).await? {
        Some(setup) => (setup, Some(say::setup::resumed(visit.lang()))),
        None => (Setup::new(), None),
    };
    go_to(visit, setup, above).await?;
    Ok(true)
}

/// Whether a shop is being opened: that waits for its answers, whatever else is done meanwhile.
#[must_use]
pub fn is_opening(open: Option<&Dialog>) -> bool {
    matches!(open, Some(Dialog::Setup(setup)) if setup.shop.is_none())
}

/// The set-up of a new shop that is going on here.
async fn going_on(visit: &Visit<'_>) -> anyhow::Result<Option<Setup>> {
    Ok(match visit.open_dialog().await? {
        Some(Dialog::Setup(setup)) if setup.shop.is_none() => Some(setup),
        _ => None,
    })
}

/// What is settled about the shop, each thing with a button that changes it.
pub async fn change(visit: &Visit<'_>) -> anyhow::Result<()> {
    let Some(shop) = own_shop(visit).await? else {
        return Ok(());
    };
    visit.end_dialog().await?;
    visit.tap_seen().await?;
    visit.show(&overview(visit, shop, None)).await?;
    Ok(())
}

/// The shop of somebody who may change it. Others are told that they may not.
async fn own_shop<'a>(visit: &'a Visit<'_>) -> anyhow::Result<Option<&'a Shop>> {
    match (&visit.visitor.shop, visit.visitor.role) {
        (Some(shop), Some(role)) if role.may(Right::RunShop) => return Ok(Some(shop)),
        (Some(_), Some(_)) => {
            let refusal = say::staff::not_allowed(visit.lang(), Role::Owner);
            visit.hint(&say::alert(&refusal)).await?;
        }
        _ => {
            visit.tap_seen().await?;
            if !resume(visit).await? {
                menu::unknown_command(visit).await?;
            }
        }
    }
    Ok(None)
}

fn overview(visit: &Visit<'_>, shop: &Shop, above: Option<String>) -> Message {
    let lang = visit.lang();
    let text: Vec<String> = above.into_iter().chain([say::setup::overview(lang, shop)]).collect();
    let field = |field: &Field| {
        let answer = format!("{EDIT}.{}", step_of(*field).code());
        Button::tap(
            say::setup::field_label(lang, *field),
            Tap::SetupAnswer { answer }.data(),
        )
    };
    let mut rows: Vec<Vec<Button>> = Field::ALL
        .chunks(2)
        .map(|row| row.iter().map(field).collect())
        .collect();
    let topics = Topic::ALL.into_iter().map(|topic| {
        Button::tap(
            say::settings::topic_label(lang, topic),
            Tap::ShopSettings { topic }.data(),
        )
    });
    rows.extend(topics.map(|topic| vec![topic]));
    rows.push(vec![add_to_group(visit, shop)]);
    rows.push(back_to(visit, &Tap::Menu));
    screen(text.join("\n\n"), rows)
}

/// Begins the change of one thing: `edit.zone`.
const EDIT: &str = "edit";

const fn step_of(field: Field) -> Step {
    match field {
        Field::Language => Step::Language,
        Field::Name => Step::Name,
        Field::TimeZone => Step::TimeZone,
        Field::Currency => Step::Currency,
        Field::Rate => Step::Rate,
        Field::Welcome => Step::Welcome,
    }
}

fn add_to_group(visit: &Visit<'_>, shop: &Shop) -> Button {
    Button::link(
        say::setup::add_to_group_label(visit.lang()),
        group_link(&visit.club.me.username, shop.id),
    )
}

/// A button under a question.
pub async fn on_answer(visit: &Visit<'_>, answer: &str) -> anyhow::Result<()> {
    let Some((step, value)) = answer.split_once('.') else {
        return menu::old_button(visit).await;
    };
    if step == EDIT {
        return match (Step::of_code(value), own_shop(visit).await?) {
            (_, None) => Ok(()),
            (Some(step), Some(shop)) => go_to(visit, Setup::of_shop(shop.id, step, None), None).await,
            (None, Some(_)) => menu::old_button(visit).await,
        };
    }
    let Some(setup) = open_setup(visit).await? else {
        return Ok(());
    };
    // A button of another question, or tapped twice: the one that is open is shown.
    if setup.step.code() != step {
        return go_to(visit, setup, None).await;
    }
    if value == TYPE {
        return go_to(visit, setup.asking_for_words(), None).await;
    }
    match chosen(visit, setup.clone(), value) {
        Some(answered) => go_on(visit, answered).await,
        None => go_to(visit, setup, None).await,
    }
}

/// The set-up with the answer that a button stands for. `None`: it stands for none.
fn chosen(visit: &Visit<'_>, mut setup: Setup, value: &str) -> Option<Setup> {
    match setup.step {
        Step::Language => setup.draft.lang = Some(Lang::ALL.into_iter().find(|lang| lang.tag() == value)?),
        Step::Name => match value {
            KEEP => {
                let kept = setup
                    .draft
                    .name
                    .or_else(|| Some(visit.visitor.shop.as_ref()?.name.clone()));
                setup.draft.name = kept;
            }
            MINE => {
                let own = questions::own_name(&visit.visitor)?;
                setup.draft.name = Some(own.chars().take(LONGEST_NAME).collect());
            }
            _ => return None,
        },
        Step::TimeZone => setup.draft.time_zone = Some(value.parse::<chrono_tz::Tz>().ok()?.name().to_owned()),
        Step::Currency => return Some(setup.with_currency(value.parse().ok()?)),
        Step::Rate => setup.draft.per = Some(positive(value.parse().ok()?)?),
        Step::Welcome => setup.draft.welcome = Some(welcome(value.parse().ok()?)?),
        Step::Summary => return None,
    }
    Some(setup)
}

fn positive(minor: i64) -> Option<Money> {
    Money::new(minor).filter(|per| !per.is_zero())
}

fn welcome(points: i64) -> Option<Points> {
    Points::new(points).filter(|points| points.get() <= MOST_WELCOME)
}

/// Words in answer to the question that is open.
pub async fn on_words(visit: &Visit<'_>, setup: Setup, text: &str) -> anyhow::Result<()> {
    if is_of_another_shop(visit, &setup) {
        return change(visit).await;
    }
    let Asked::Message { id } = visit.asked else {
        return go_to(visit, setup, None).await;
    };
    // Handled before, up to the answer: it does not answer the next question as well.
    if setup.answered == Some(id) {
        return go_to(visit, setup, None).await;
    }
    let lang = visit.lang();
    let mut setup = Setup {
        answered: Some(id),
        ..setup
    };
    match setup.step {
        Step::Language => match Lang::ALL.into_iter().find(|lang| is_called(*lang, text)) {
            Some(spoken) => setup.draft.lang = Some(spoken),
            None => return go_to(visit, setup, None).await,
        },
        Step::Name => {
            let clean = name::clean(text);
            if !clean.chars().any(char::is_alphanumeric) || clean.chars().count() > LONGEST_NAME {
                let most = i64::try_from(LONGEST_NAME).unwrap_or_default();
                return go_to(visit, setup, Some(say::setup::bad_shop_name(lang, most))).await;
            }
            setup.draft.name = Some(clean);
        }
        Step::TimeZone => match zones::matching(text).as_slice() {
            [] => {
                let above = say::setup::bad_time_zone(lang, &say::text::short(text, LONGEST_NAME));
                return go_to(visit, Setup { typed: None, ..setup }, Some(above)).await;
            }
            [only] => setup.draft.time_zone = Some(only.name().to_owned()),
            _ => {
                let typed = Some(say::text::short(text, LONGEST_NAME));
                return go_to(visit, Setup { typed, ..setup }, None).await;
            }
        },
        Step::Currency => {
            let Some(currency) = currency_of(text) else {
                let above = say::setup::bad_currency(lang, &say::text::short(text, LONGEST_NAME));
                return go_to(visit, setup, Some(above)).await;
            };
            setup = setup.with_currency(currency);
        }
        Step::Rate => return on_rate(visit, setup, text).await,
        Step::Welcome => match typed::whole_number(text, lang).and_then(welcome) {
            Some(points) => setup.draft.welcome = Some(points),
            None => return go_to(visit, setup, Some(say::setup::bad_points(lang, MOST_WELCOME))).await,
        },
        Step::Summary => return go_to(visit, setup, None).await,
    }
    go_on(visit, setup).await
}

fn is_called(lang: Lang, typed: &str) -> bool {
    let typed = name::folded(typed.trim());
    typed == name::folded(&say::common::language_label(lang)) || typed == name::folded(lang.tag())
}

/// A currency by its code, in letters of any width and case.
fn currency_of(typed: &str) -> Option<Currency> {
    name::folded(typed.trim()).parse().ok()
}

async fn on_rate(visit: &Visit<'_>, mut setup: Setup, text: &str) -> anyhow::Result<()> {
    let lang = visit.lang();
    let shop = if setup.shop.is_some() {
        visit.visitor.shop.as_ref()
    } else {
        None
    };
    let Some(currency) = setup.draft.currency.or(shop.map(|shop| shop.currency)) else {
        return go_to(visit, setup.at(Step::Currency), None).await;
    };
    match typed_money::read(text, lang, currency) {
        Ok(per) => {
            setup.draft.per = Some(per);
            go_on(visit, setup).await
        }
        Err(why) => {
            let text = say::till::unclear(lang, &say::text::short(text, LONGEST_NAME), &why, currency);
            let rows = questions::readings(lang, &why, currency);
            if rows.is_empty() {
                return go_to(visit, setup, Some(text)).await;
            }
            visit.ask(&Dialog::Setup(setup.clone())).await?;
            present(visit, setup, &screen(text, rows)).await
        }
    }
}

/// The question that is open is answered: the next one, or what the answers were for.
async fn go_on(visit: &Visit<'_>, setup: Setup) -> anyhow::Result<()> {
    if setup.shop.is_none() {
        let next = setup.step.next();
        return go_to(visit, setup.at(next), None).await;
    }
    let Some(shop) = own_shop(visit).await? else {
        return Ok(());
    };
    // The rate is an amount in the shop's currency: another one needs a rate of its own.
    if setup.step == Step::Currency
        && let Some(currency) = setup.draft.currency.filter(|currency| *currency != shop.currency)
        && visit.club.loyalty.takes_currency(shop, currency).await?
    {
        return go_to(visit, setup.at(Step::Rate), None).await;
    }
    match visit
        .club
        .loyalty
        .change_shop(shop.id, visit.user(), &setup.draft.over(shop))
        .await?
    {
        Ok(changed) => {
            visit.tap_seen().await?;
            let done = overview(visit, &changed, Some(say::setup::shop_changed(visit.lang())));
            present_last(visit, &setup, &done).await
        }
        Err(ShopKept::CurrencyInUse) => {
            visit.tap_seen().await?;
            let above = say::setup::currency_in_use(visit.lang(), shop.currency);
            present_last(visit, &setup, &overview(visit, shop, Some(above))).await
        }
        Err(ShopKept::NotAllowed) => menu::unknown_command(visit).await,
    }
}

/// Shows the question at which a set-up stands, which is written down first.
async fn go_to(visit: &Visit<'_>, setup: Setup, above: Option<String>) -> anyhow::Result<()> {
    visit.ask(&Dialog::Setup(setup.clone())).await?;
    visit.tap_seen().await?;
    let scene = Scene {
        lang: visit.lang(),
        visitor: &visit.visitor,
        shop: visit.visitor.shop.as_ref().filter(|shop| setup.shop == Some(shop.id)),
        now: visit.club.loyalty.clock.now(),
    };
    let message = questions::question(&scene, &setup, above);
    present(visit, setup, &message).await
}

/// Puts the question where it is seen: in place for a tap, at the end of the chat after words, where
/// the one before goes away.
async fn present(visit: &Visit<'_>, setup: Setup, message: &Message) -> anyhow::Result<()> {
    let before = setup.message;
    let shown = match &visit.asked {
        Asked::Tap { under: Some(under), .. } if !under.has_picture => {
            match Box::pin(visit.club.telegram.edit(visit.chat, under.message, message)).await {
                // A button of a question that was taken out of the chat.
                Err(Trouble::Refused(_)) => visit.say(message).await?,
                edited => edited.map(|()| under.message)?,
            }
        }
        _ => visit.say(message).await?,
    };
    if before == Some(shown) {
        return Ok(());
    }
    visit
        .ask(&Dialog::Setup(Setup {
            message: Some(shown),
            ..setup
        }))
        .await?;
    remove(visit, before).await;
    Ok(())
}

/// The last screen of a set-up, which is over once it is shown.
async fn present_last(visit: &Visit<'_>, setup: &Setup, message: &Message) -> anyhow::Result<()> {
    match &visit.asked {
        Asked::Tap { .. } => visit.show(message).await?,
        Asked::Message { .. } => {
            visit.say(message).await?;
            remove(visit, setup.message).await;
        }
    }
    visit.end_dialog().await?;
    Ok(())
}

/// Takes the question before out of the chat. One that stays does no harm: its buttons lead here.
async fn remove(visit: &Visit<'_>, message: Option<i32>) {
    if let Some(message) = message
        && let Err(error) = visit.club.telegram.delete(visit.chat, message).await
    {
        tracing::debug!(%error, "a question of the set-up stays in the chat");
    }
}

/// The private chat is about another shop than the one that was to be changed.
fn is_of_another_shop(visit: &Visit<'_>, setup: &Setup) -> bool {
    setup.shop.is_some() && setup.shop != visit.visitor.shop.as_ref().map(|shop| shop.id)
}

/// The set-up that a tapped button belongs to. When there is none any more, that is said.
async fn open_setup(visit: &Visit<'_>) -> anyhow::Result<Option<Setup>> {
    if let Some(Dialog::Setup(setup)) = visit.open_dialog().await? {
        if is_of_another_shop(visit, &setup) {
            change(visit).await?;
            return Ok(None);
        }
        return Ok(Some(setup));
    }
    if !resume(visit).await? {
        menu::old_button(visit).await?;
    }
    Ok(None)
}

/// Back from the question named, to the one before it.
pub async fn back(visit: &Visit<'_>, from: &str) -> anyhow::Result<()> {
    let Some(setup) = open_setup(visit).await? else {
        return Ok(());
    };
    if setup.step.code() != from {
        return go_to(visit, setup, None).await;
    }
    if setup.typing || setup.typed.is_some() {
        let step = setup.step;
        return go_to(visit, setup.at(step), None).await;
    }
    if setup.shop.is_some() {
        return change(visit).await;
    }
    let previous = setup.step.previous();
    go_to(visit, setup.at(previous), None).await
}

/// Stops. The claim stays theirs: the set-up can begin anew.
pub async fn cancel(visit: &Visit<'_>) -> anyhow::Result<()> {
    visit.tap_seen().await?;
    let setup = match visit.open_dialog().await? {
        Some(Dialog::Setup(setup)) => setup,
        _ => Setup::new(),
    };
    if setup.shop.is_some() {
        return change(visit).await;
    }
    present_last(visit, &setup, &Message::text(say::setup::cancelled(visit.lang()))).await
}

/// "Open the club".
pub async fn open(visit: &Visit<'_>) -> anyhow::Result<()> {
    let setup = going_on(visit).await?;
    let Some((setup, claim)) = setup.and_then(|setup| setup.draft.claim().map(|claim| (setup, claim))) else {
        return match own(visit) {
            // Tapped again: what came of it is still there.
            Some(shop) => opened(visit, &Setup::new(), shop).await,
            None => open_setup(visit).await.map(drop),
        };
    };
    let owner = questions::own_name(&visit.visitor).unwrap_or_else(|| claim.name.clone());
    match visit.club.loyalty.open_shop(visit.user(), &owner, &claim).await? {
        Claimed::Done { shop } => opened(visit, &setup, &shop).await,
        Claimed::NoClaim => {
            // Opened by this tap, which was not answered the first time.
            if let Some(shop) = own(visit).filter(|shop| shop.name == claim.name) {
                return opened(visit, &setup, shop).await;
            }
            visit.tap_seen().await?;
            let text = say::setup::claim_link_wrong(visit.lang());
            present_last(visit, &setup, &Message::text(text)).await
        }
    }
}

fn own<'a>(visit: &'a Visit<'_>) -> Option<&'a Shop> {
    visit
        .visitor
        .shop
        .as_ref()
        .filter(|_| visit.visitor.role == Some(Role::Owner))
}

async fn opened(visit: &Visit<'_>, setup: &Setup, shop: &Shop) -> anyhow::Result<()> {
    visit.tap_seen().await?;
    let lang = visit.lang();
    let rows = vec![
        vec![add_to_group(visit, shop).style(Style::Primary)],
        vec![Button::tap(say::setup::first_gift_label(lang), Tap::NewGift.data())],
        vec![Button::tap(say::staff::invite_label(lang), Tap::AskInvite.data())],
    ];
    present_last(visit, setup, &screen(say::setup::opened(lang, &shop.name), rows)).await?;
    menus::refresh(visit.club, visit.user()).await?;
    Ok(())
}
