//! A day in a shop, played by people in the playground against the real program.

use anyhow::Context;
use chrono::{DateTime, TimeDelta, Utc};
use domain::role::Role;
use domain::{Lang, Money, Points};
use playground::{ChatId, Group, NewPerson, Person, Playground, Rights};
use say::field_editor::{Act, ReadySet};

use super::stage::{Paper, Stage};
use crate::tap::Start;

/// The language of the shop.
const EN: Lang = Lang::En;
/// What Olivia offers her members.
const OFFER: &str = "£2 off a Friday table";

/// Plays the day and prints the conversations as people saw them.
///
/// # Errors
/// When something does not happen that should: a button that is missing is named.
pub async fn tour() -> anyhow::Result<()> {
    let morning: DateTime<Utc> = "2026-11-23T08:00:00Z".parse()?;
    let stage = Stage::set(morning).await?;
    let mut paper = Paper::default();
    let outcome = day(&stage, &mut paper).await;
    stage.strike().await?;
    outcome
}

/// Those who play.
struct Cast {
    olivia: Person,
    ben: Person,
    anna: Person,
    xiaoming: Person,
}

impl Cast {
    fn of(telegram: &Playground) -> Self {
        let person = |first: &str, username: &str, lang: &str| {
            telegram.add_person(NewPerson {
                first_name: first.into(),
                username: Some(username.into()),
                language_code: Some(lang.into()),
                ..NewPerson::default()
            })
        };
        Self {
            olivia: person("Olivia", "olivia", "en"),
            ben: person("Ben", "ben", "en"),
            anna: person("Anna", "anna", "en"),
            xiaoming: person("小明", "xiaoming", "zh-hans"),
        }
    }
}

async fn day(stage: &Stage, paper: &mut Paper) -> anyhow::Result<()> {
    let cast = Cast::of(&stage.telegram);
    the_owner_opens(stage, &cast).await?;
    let olivia = ("Olivia, in private", stage.private(&cast.olivia));
    paper.scene(stage, "Olivia opens her shop", &[olivia])?;

    a_gift_is_put_up(stage, &cast).await?;
    the_clerk_is_invited(stage, &cast).await?;
    let ben = ("Ben, in private", stage.private(&cast.ben));
    paper.scene(stage, "She puts up a gift and invites Ben to the till", &[olivia, ben])?;

    let group = newcomers_join_the_group(stage, &cast).await?;
    let in_group = ("The group", ChatId::from(&group));
    paper.scene(
        stage,
        "The group gets its bot, and newcomers their welcome",
        &[in_group, olivia],
    )?;

    they_become_members(stage, &cast, &group).await?;
    let anna = ("Anna, in private", stage.private(&cast.anna));
    let xiaoming = ("小明, in private", stage.private(&cast.xiaoming));
    paper.scene(stage, "Anna and 小明 become members", &[anna, xiaoming])?;

    a_sale_by_reply(stage, &cast, &group).await?;
    paper.scene(stage, "Ben records a sale by reply", &[in_group, anna])?;

    a_gift_for_points(stage, &cast).await?;
    paper.scene(stage, "Anna redeems her first gift", &[anna])?;

    the_coupon_is_taken(stage, &cast).await?;
    paper.scene(stage, "Ben scans her coupon and takes it", &[ben, anna])?;

    an_offer_is_made(stage, &cast).await?;
    paper.scene(stage, "Olivia offers her members something", &[olivia, in_group])?;

    the_offer_is_claimed(stage, &cast).await?;
    paper.scene(stage, "Anna takes it", &[anna, in_group])?;

    a_sale_with_the_coupon(stage, &cast).await?;
    paper.scene(stage, "Ben records a sale with it", &[ben, anna])?;

    guests_are_asked(stage, &cast).await?;
    paper.scene(stage, "Olivia wants to know how her guests like it", &[olivia])?;

    anna_is_known(stage, &cast).await?;
    paper.scene(stage, "Anna says it, and Ben finds it in her file", &[anna, ben])?;

    says(stage, &cast.anna, "/statement").await?;
    stage.wait(TimeDelta::minutes(15)).await?;
    let title = "Every point is explained, and the welcome has removed itself";
    paper.scene(stage, title, &[anna, in_group])
}

async fn the_owner_opens(stage: &Stage, cast: &Cast) -> anyhow::Result<()> {
    let claim = stage.program.club().loyalty.claim_token().await?;
    cast.olivia.opens(&Start::Claim(claim).link(&stage.bot.username()))?;
    stage.settle().await?;
    taps(stage, &cast.olivia, &say::common::language_label(EN)).await?;
    says(stage, &cast.olivia, "Corner Coffee").await?;
    for answer in ["London", "£", "1 point", "50", &say::setup::open_club_label(EN)] {
        taps(stage, &cast.olivia, answer).await?;
    }
    Ok(())
}

async fn a_gift_is_put_up(stage: &Stage, cast: &Cast) -> anyhow::Result<()> {
    let olivia = &cast.olivia;
    says(stage, olivia, "/gift").await?;
    taps(stage, olivia, &say::gift_editor::new_label(EN)).await?;
    for answer in ["Flat white", "Any size, any milk.", "60"] {
        says(stage, olivia, answer).await?;
    }
    taps(stage, olivia, &say::gift_editor::no_photo_label(EN)).await?;
    says(stage, olivia, "20").await?;
    for answer in [
        say::gift_editor::no_limit_label(EN),
        say::gift_editor::from_now_label(EN),
        say::gift_editor::no_end_label(EN),
        "30".into(),
        say::gift_editor::save_label(EN),
    ] {
        taps(stage, olivia, &answer).await?;
    }
    Ok(())
}

async fn the_clerk_is_invited(stage: &Stage, cast: &Cast) -> anyhow::Result<()> {
    says(stage, &cast.olivia, "/staff").await?;
    taps(stage, &cast.olivia, &say::staff::invite_label(EN)).await?;
    taps(stage, &cast.olivia, &say::staff::role_label(EN, Role::Clerk)).await?;
    let invitation = link_in(stage, stage.private(&cast.olivia), &cast.olivia)?;
    cast.ben.opens(&invitation)?;
    stage.settle().await
}

async fn newcomers_join_the_group(stage: &Stage, cast: &Cast) -> anyhow::Result<Group> {
    let group = stage.telegram.add_supergroup("Corner Coffee Regulars", &cast.olivia);
    group.add(&cast.ben);
    cast.olivia.adds_bot(&stage.bot, &group, Rights::all(), None);
    stage.settle().await?;
    cast.anna.joins(&group);
    cast.xiaoming.joins(&group);
    stage.wait(TimeDelta::seconds(10)).await?;
    Ok(group)
}

/// Each in their own language.
async fn they_become_members(stage: &Stage, cast: &Cast, group: &Group) -> anyhow::Result<()> {
    for (who, lang) in [(&cast.anna, Lang::En), (&cast.xiaoming, Lang::ZhCn)] {
        who.taps(group, &say::join::join_label(EN))?;
        stage.settle().await?;
        taps(stage, who, &say::join::agree_label(lang)).await?;
    }
    Ok(())
}

/// The balance that Anna then asks for in the group stays between her and the bot.
async fn a_sale_by_reply(stage: &Stage, cast: &Cast, group: &Group) -> anyhow::Result<()> {
    let order = cast.anna.says(group, "A flat white and two croissants, please ☕");
    stage.settle().await?;
    cast.ben.replies(group, order, "/sell 12.80");
    stage.settle().await?;
    cast.anna.says(group, "/points");
    stage.settle().await
}

async fn a_gift_for_points(stage: &Stage, cast: &Cast) -> anyhow::Result<()> {
    let anna = &cast.anna;
    says(stage, anna, "/gifts").await?;
    taps(stage, anna, "Flat white").await?;
    taps(stage, anna, &say::gifts::redeem_label(EN, Points::at_least_zero(60))).await?;
    taps(stage, anna, &say::gifts::confirm_label(EN)).await
}

async fn the_coupon_is_taken(stage: &Stage, cast: &Cast) -> anyhow::Result<()> {
    let shown = stage.telegram.messages(stage.private(&cast.anna));
    let coupon = shown.into_iter().rev().find_map(|seen| seen.photo);
    cast.ben.scans(&coupon.context("Anna has no coupon to show")?)?;
    stage.settle().await?;
    taps(stage, &cast.ben, &say::coupons::take_label(EN)).await
}

async fn an_offer_is_made(stage: &Stage, cast: &Cast) -> anyhow::Result<()> {
    let olivia = &cast.olivia;
    says(stage, olivia, "/offer").await?;
    taps(stage, olivia, &say::offer_editor::new_label(EN)).await?;
    says(stage, olivia, OFFER).await?;
    says(stage, olivia, "For whoever stays for a game.").await?;
    taps(stage, olivia, &say::gift_editor::no_photo_label(EN)).await?;
    taps(stage, olivia, &say::offer_editor::amount_kind_label(EN)).await?;
    for answer in ["2", "10"] {
        says(stage, olivia, answer).await?;
    }
    taps(stage, olivia, &say::offer_editor::everybody_label(EN)).await?;
    taps(stage, olivia, &say::gift_editor::from_now_label(EN)).await?;
    for answer in ["30 Nov", "20", "1"] {
        says(stage, olivia, answer).await?;
    }
    taps(stage, olivia, &say::offer_editor::no_budget_label(EN)).await?;
    says(stage, olivia, "7").await?;
    taps(stage, olivia, &say::offer_editor::publish_label(EN)).await?;
    stage.wait(TimeDelta::seconds(10)).await
}

async fn the_offer_is_claimed(stage: &Stage, cast: &Cast) -> anyhow::Result<()> {
    says(stage, &cast.anna, "/offers").await?;
    taps(stage, &cast.anna, OFFER).await?;
    taps(stage, &cast.anna, &say::offers::claim_label(EN)).await?;
    stage.wait(TimeDelta::seconds(10)).await
}

async fn a_sale_with_the_coupon(stage: &Stage, cast: &Cast) -> anyhow::Result<()> {
    says(stage, &cast.ben, "/sell 18.50 @anna").await?;
    taps(stage, &cast.ben, &say::checkout::coupon_label(OFFER)).await?;
    let (total, currency) = (Money::new(1_650).unwrap_or_default(), "GBP".parse()?);
    taps(stage, &cast.ben, &say::checkout::record_label(EN, total, currency)).await
}

async fn guests_are_asked(stage: &Stage, cast: &Cast) -> anyhow::Result<()> {
    says(stage, &cast.olivia, "/field").await?;
    taps(stage, &cast.olivia, &say::field_editor::act_label(EN, Act::Sets)).await?;
    taps(stage, &cast.olivia, &say::field_editor::set_label(EN, ReadySet::Cafe)).await
}

async fn anna_is_known(stage: &Stage, cast: &Cast) -> anyhow::Result<()> {
    says(stage, &cast.anna, "/me").await?;
    for answer in ["Milk", "Oat"] {
        taps(stage, &cast.anna, answer).await?;
    }
    says(stage, &cast.ben, "/find anna").await?;
    says(stage, &cast.ben, "/note Sits by the window").await?;
    says(stage, &cast.ben, "/find anna").await
}

async fn says(stage: &Stage, who: &Person, text: &str) -> anyhow::Result<()> {
    who.says(&stage.bot, text);
    stage.settle().await
}

async fn taps(stage: &Stage, who: &Person, label: &str) -> anyhow::Result<()> {
    who.taps(&stage.bot, label)?;
    stage.settle().await
}

/// The link to the bot in somebody's newest messages.
fn link_in(stage: &Stage, chat: ChatId, who: &Person) -> anyhow::Result<String> {
    let start = format!("https://t.me/{}?start=", stage.bot.username());
    stage
        .telegram
        .messages(chat)
        .iter()
        .rev()
        .find_map(|seen| {
            let from = seen.text.find(&start)?;
            seen.text.get(from..)?.split_whitespace().next().map(str::to_owned)
        })
        .with_context(|| format!("{} was shown no link", who.name()))
}
