//! A day in a shop, played by people in the playground against the real program.

use anyhow::Context;
use chrono::{DateTime, TimeDelta, Utc};
use domain::{Lang, Points};
use playground::{ChatId, NewPerson, Person, Rights};

use super::stage::{Paper, Stage};
use crate::tap::Start;

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

async fn day(stage: &Stage, paper: &mut Paper) -> anyhow::Result<()> {
    let telegram = &stage.telegram;
    let en = Lang::En;
    let person = |first: &str, username: &str, lang: &str| {
        telegram.add_person(NewPerson {
            first_name: first.into(),
            username: Some(username.into()),
            language_code: Some(lang.into()),
            ..NewPerson::default()
        })
    };
    let olivia = person("Olivia", "olivia", "en");
    let ben = person("Ben", "ben", "en");
    let anna = person("Anna", "anna", "en");
    let xiaoming = person("小明", "xiaoming", "zh-hans");
    let private = |who: &Person| telegram.chat_of(who, &stage.bot);

    // The owner opens the shop.
    let claim = stage.program.club().loyalty.claim_token().await?;
    olivia.opens(&Start::Claim(claim).link(&stage.bot.username()))?;
    stage.settle().await?;
    taps(stage, &olivia, &say::common::language_label(en)).await?;
    says(stage, &olivia, "Corner Coffee").await?;
    for answer in ["London", "£", "1 point", "50", &say::setup::open_club_label(en)] {
        taps(stage, &olivia, answer).await?;
    }
    paper.scene(stage, "Olivia opens her shop", &[("Olivia, in private", private(&olivia))])?;

    // A gift, and a clerk.
    says(stage, &olivia, "/gift").await?;
    taps(stage, &olivia, &say::gift_editor::new_label(en)).await?;
    says(stage, &olivia, "Flat white").await?;
    says(stage, &olivia, "Any size, any milk.").await?;
    says(stage, &olivia, "60").await?;
    taps(stage, &olivia, &say::gift_editor::no_photo_label(en)).await?;
    says(stage, &olivia, "20").await?;
    for answer in [
        say::gift_editor::no_limit_label(en),
        say::gift_editor::from_now_label(en),
        say::gift_editor::no_end_label(en),
        "30".into(),
        say::gift_editor::save_label(en),
    ] {
        taps(stage, &olivia, &answer).await?;
    }
    says(stage, &olivia, "/staff").await?;
    taps(stage, &olivia, &say::staff::invite_label(en)).await?;
    taps(stage, &olivia, &say::staff::role_label(en, domain::role::Role::Clerk)).await?;
    let invitation = link_in(stage, private(&olivia), &olivia)?;
    ben.opens(&invitation)?;
    stage.settle().await?;
    paper.scene(
        stage,
        "She puts up a gift and invites Ben to the till",
        &[("Olivia, in private", private(&olivia)), ("Ben, in private", private(&ben))],
    )?;

    // The group.
    let group = telegram.add_supergroup("Corner Coffee Regulars", &olivia);
    group.add(&ben);
    olivia.adds_bot(&stage.bot, &group, Rights::all(), None);
    stage.settle().await?;
    anna.joins(&group);
    xiaoming.joins(&group);
    stage.wait(TimeDelta::seconds(10)).await?;
    let in_group = ChatId::from(&group);
    paper.scene(
        stage,
        "The group gets its bot, and newcomers their welcome",
        &[("The group", in_group), ("Olivia, in private", private(&olivia))],
    )?;

    // Joining, each in their own language.
    for (who, lang) in [(&anna, Lang::En), (&xiaoming, Lang::ZhCn)] {
        who.taps(&group, &say::join::join_label(en))?;
        stage.settle().await?;
        taps(stage, who, &say::join::agree_label(lang)).await?;
    }
    paper.scene(
        stage,
        "Anna and 小明 become members",
        &[("Anna, in private", private(&anna)), ("小明, in private", private(&xiaoming))],
    )?;

    // A sale by reply; the balance asked for in the group stays between Anna and the bot.
    let order = anna.says(&group, "A flat white and two croissants, please ☕");
    stage.settle().await?;
    ben.replies(&group, order, "/sell 12.80");
    stage.settle().await?;
    anna.says(&group, "/points");
    stage.settle().await?;
    paper.scene(stage, "Ben records a sale by reply", &[("The group", in_group), ("Anna, in private", private(&anna))])?;

    // A gift for points.
    says(stage, &anna, "/gifts").await?;
    taps(stage, &anna, "Flat white").await?;
    taps(stage, &anna, &say::gifts::redeem_label(en, Points::at_least_zero(60))).await?;
    taps(stage, &anna, &say::gifts::confirm_label(en)).await?;
    paper.scene(stage, "Anna redeems her first gift", &[("Anna, in private", private(&anna))])?;

    // The till.
    let coupon = telegram
        .messages(private(&anna))
        .into_iter()
        .rev()
        .find_map(|seen| seen.photo)
        .context("Anna has no coupon to show")?;
    ben.scans(&coupon)?;
    stage.settle().await?;
    taps(stage, &ben, &say::coupons::take_label(en)).await?;
    paper.scene(
        stage,
        "Ben scans her coupon and takes it",
        &[("Ben, in private", private(&ben)), ("Anna, in private", private(&anna))],
    )?;

    says(stage, &anna, "/statement").await?;
    stage.wait(TimeDelta::minutes(15)).await?;
    paper.scene(
        stage,
        "Every point is explained, and the welcome has removed itself",
        &[("Anna, in private", private(&anna)), ("The group", in_group)],
    )?;
    Ok(())
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
