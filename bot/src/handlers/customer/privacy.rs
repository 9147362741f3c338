//! What is kept of a person, and what they can do about it: a copy, consent, another account, deletion (D3, D4).

use domain::ShopId;
use domain::coupon::Code;
use domain::role::Right;
use domain::shop::Shop;
use loyalty::{ForgetBy, Forgotten, Lost, MovedHere};
use say::privacy as words;

use super::{back_to, join, member_or_invite, menu, screen};
use crate::handlers::dialog::Dialog;
use crate::handlers::visit::Visit;
use crate::tap::{Start, Tap};
use crate::telegram::{Button, Document, Message, Style};

/// It stands in one line of the policy.
const LONGEST_CONTACT: usize = 200;

/// What is stored, why, and what one can do about it.
pub async fn show(visit: &Visit<'_>) -> anyhow::Result<()> {
    visit.tap_seen().await?;
    let Some(shop) = &visit.visitor.shop else {
        return Box::pin(join::start(visit)).await;
    };
    visit.show(&told(visit, shop).await?).await?;
    Ok(())
}

async fn told(visit: &Visit<'_>, shop: &Shop) -> anyhow::Result<Message> {
    let (lang, loyalty) = (visit.lang(), &visit.club.loyalty);
    let contact = loyalty.contact_of(shop.id).await?;
    let mut rows = Vec::new();
    let mut marketing = None;
    if let Some(member) = &visit.visitor.member {
        let yes = loyalty.lets_marketing(shop.id, member.id).await?;
        marketing = Some(yes);
        let label = if yes {
            words::marketing_no_label(lang)
        } else {
            words::marketing_yes_label(lang)
        };
        let phone = loyalty
            .member(shop.id, member.id)
            .await?
            .and_then(|member| member.phone);
        rows.push(vec![
            Button::tap(words::export_label(lang), Tap::ExportData.data()),
            Button::tap(words::correct_label(lang), Tap::Settings.data()),
        ]);
        if phone.is_some() {
            rows.push(vec![Button::tap(
                say::join::remove_phone_label(lang),
                Tap::ForgetPhone.data(),
            )]);
        }
        rows.push(vec![Button::tap(
            label,
            Tap::LetMarketing { yes: i64::from(!yes) }.data(),
        )]);
        rows.push(vec![Button::tap(words::move_label(lang), Tap::MoveAccount.data())]);
    }
    rows.push(vec![Button::tap(words::policy_label(lang), Tap::Policy.data())]);
    if visit.visitor.role.is_some_and(|role| role.may(Right::RunShop)) {
        rows.push(vec![Button::tap(words::contact_label(lang), Tap::AskContact.data())]);
    }
    rows.push(vec![Button::tap(words::forget_label(lang), Tap::AskForget.data())]);
    rows.push(back_to(visit, &Tap::Menu));
    Ok(screen(
        words::screen(lang, &shop.name, marketing, contact.as_deref()),
        rows,
    ))
}

/// Everything the shop knows, as a file in this chat.
pub async fn export(visit: &Visit<'_>) -> anyhow::Result<()> {
    let Some((shop, member)) = member_or_invite(visit).await? else {
        return Ok(());
    };
    visit.tap_seen().await?;
    let Some(data) = visit.club.loyalty.data_of(shop, member.id).await? else {
        return menu::old_button(visit).await;
    };
    let document = Document {
        name: format!("my-data-{}.json", shop.day(visit.club.loyalty.clock.now())),
        bytes: serde_json::to_vec_pretty(&data)?,
        caption: words::export_caption(visit.lang(), &shop.name),
    };
    visit.club.telegram.send_document(visit.chat, &document).await?;
    Ok(())
}

/// Yes or no to messages about offers, apart from being a member (M4).
pub async fn let_marketing(visit: &Visit<'_>, yes: bool) -> anyhow::Result<()> {
    let Some((shop, member)) = member_or_invite(visit).await? else {
        return Ok(());
    };
    visit.club.loyalty.let_marketing(shop, member.id, yes).await?;
    show(visit).await
}

/// `/stop`: no messages about offers from here on. Where there were none, it is said what is sent instead.
pub async fn stop(visit: &Visit<'_>) -> anyhow::Result<()> {
    let Some((shop, member)) = visit.member() else {
        return menu::no_marketing(visit).await;
    };
    if !visit.club.loyalty.lets_marketing(shop.id, member.id).await? {
        return menu::no_marketing(visit).await;
    }
    visit.club.loyalty.let_marketing(shop, member.id, false).await?;
    let rows = vec![back_to(visit, &Tap::Menu)];
    visit
        .say(&screen(words::marketing_stopped(visit.lang(), &shop.name), rows))
        .await?;
    Ok(())
}

/// The policy, with the way to its page where the program has an address of its own.
pub async fn policy(visit: &Visit<'_>) -> anyhow::Result<()> {
    visit.tap_seen().await?;
    let Some(shop) = &visit.visitor.shop else {
        return Box::pin(join::start(visit)).await;
    };
    let lang = visit.lang();
    let contact = visit.club.loyalty.contact_of(shop.id).await?;
    let policy = words::Policy {
        shop: &shop.name,
        contact: contact.as_deref(),
        expiry_months: shop.rules.expiry_months,
    };
    let title = format!("<b>{}</b>", words::policy_title(lang, &shop.name));
    let sections = words::policy(lang, &policy).into_iter();
    let text: Vec<String> = std::iter::once(title)
        .chain(sections.map(|(heading, body)| format!("<b>{heading}</b>\n{body}")))
        .collect();
    let mut rows = Vec::new();
    if let Some(page) = visit.club.page(&format!("privacy/{}", shop.id)) {
        rows.push(vec![Button::link(words::policy_page_label(lang), page)]);
    }
    rows.push(back_to(visit, &Tap::Privacy));
    visit.show(&screen(text.join("\n\n"), rows)).await?;
    Ok(())
}

/// How much goes with a file, in words.
pub(in crate::handlers) fn in_words(lost: Lost) -> words::Lost {
    let count = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    words::Lost {
        points: lost.points,
        coupons: count(lost.coupons),
        orders: count(lost.orders),
    }
}

/// The one question before everything goes.
pub async fn ask_forget(visit: &Visit<'_>) -> anyhow::Result<()> {
    visit.tap_seen().await?;
    let Some(shop) = &visit.visitor.shop else {
        return Box::pin(join::start(visit)).await;
    };
    let lang = visit.lang();
    let lost = match &visit.visitor.member {
        Some(member) => visit.club.loyalty.would_lose(shop, member.id).await?,
        None => None,
    };
    let text = words::ask_forget(lang, &shop.name, in_words(lost.unwrap_or_default()));
    let rows = vec![
        vec![Button::tap(words::forget_confirm_label(lang), Tap::Forget { shop: shop.id }.data()).style(Style::Danger)],
        vec![Button::tap(say::common::cancel_label(lang), Tap::Privacy.data())],
    ];
    visit.show(&screen(text, rows)).await?;
    Ok(())
}

/// "Yes, delete everything". Tapped again it is answered as the first time: there is nobody any more.
pub async fn forget(visit: &Visit<'_>, shop: ShopId) -> anyhow::Result<()> {
    visit.tap_seen().await?;
    let lang = visit.lang();
    let Some(shop) = visit.visitor.shop.as_ref().filter(|current| current.id == shop) else {
        // Whoever was forgotten stands in no shop.
        let Some(shop) = visit.club.loyalty.shop(shop).await? else {
            return menu::old_button(visit).await;
        };
        visit.club.loyalty.forget_visitor(&shop, visit.user()).await?;
        visit
            .replace(&screen(words::forgotten(lang, &shop.name), vec![]))
            .await?;
        return Ok(());
    };
    let tags = match &visit.visitor.member {
        Some(member) => visit.club.loyalty.tag_of(shop.id, member.id).await?,
        None => None,
    };
    let done = match &visit.visitor.member {
        Some(member) => {
            visit
                .club
                .loyalty
                .forget_member(shop, member.id, ForgetBy::Member)
                .await?
        }
        None => Forgotten::Nobody,
    };
    if done == Forgotten::MoneyUnderWay {
        let rows = vec![back_to(visit, &Tap::Privacy)];
        visit.replace(&screen(words::forget_later(lang), rows)).await?;
        return Ok(());
    }
    if done == Forgotten::Nobody {
        visit.club.loyalty.forget_visitor(shop, visit.user()).await?;
    }
    visit
        .replace(&screen(words::forgotten(lang, &shop.name), vec![]))
        .await?;
    if let Some(tags) = tags {
        take_tags_off(visit, &tags).await;
    }
    Ok(())
}

/// What stands beside a name in the groups goes with the rest. Where that cannot be, there was nothing.
pub(in crate::handlers) async fn take_tags_off(visit: &Visit<'_>, tags: &loyalty::TagToSet) {
    if tags.tag.is_none() {
        return;
    }
    for chat in &tags.chats {
        if let Err(error) = visit.club.telegram.set_tag(*chat, tags.user.0, None).await {
            tracing::debug!(chat, %error, "a tag was not taken off");
        }
    }
}

/// A code for the other account.
pub async fn move_account(visit: &Visit<'_>) -> anyhow::Result<()> {
    let Some((shop, member)) = member_or_invite(visit).await? else {
        return Ok(());
    };
    visit.tap_seen().await?;
    let (code, until) = visit.club.loyalty.move_code(shop, member.id).await?;
    let link = Start::Move(shop.id, code.clone()).link(&visit.club.me.username);
    let until = until.with_timezone(&shop.time_zone).naive_local();
    let text = words::move_code(visit.lang(), &code.to_string(), &link, until);
    visit.show(&screen(text, vec![back_to(visit, &Tap::Privacy)])).await?;
    Ok(())
}

/// `/move CODE`, in the new account.
pub async fn on_command(visit: &Visit<'_>, typed: &str) -> anyhow::Result<()> {
    let Some(shop) = &visit.visitor.shop else {
        return Box::pin(join::start(visit)).await;
    };
    if typed.is_empty() {
        let rows = vec![back_to(visit, &Tap::Menu)];
        visit.say(&screen(words::move_how(visit.lang()), rows)).await?;
        return Ok(());
    }
    move_here(visit, shop, Code::parse(typed).as_ref()).await
}

/// The link with a code was opened.
pub async fn arrive(visit: &Visit<'_>, shop: ShopId, code: &Code) -> anyhow::Result<()> {
    let Some(there) = join::at(visit, shop).await? else {
        return join::start(visit).await;
    };
    match &there.visitor.shop {
        Some(shop) => move_here(&there, shop, Some(code)).await,
        None => join::start(&there).await,
    }
}

async fn move_here(visit: &Visit<'_>, shop: &Shop, code: Option<&Code>) -> anyhow::Result<()> {
    let lang = visit.lang();
    let moved = visit.club.loyalty.move_here(&visit.visitor, shop, code).await?;
    let text = match moved {
        MovedHere::Done { member } => {
            let text = words::moved(lang, &member.name, member.points);
            visit.say(&screen(text, menu::customer_rows(lang))).await?;
            return Ok(());
        }
        MovedHere::Unknown => words::move_unknown(lang),
        MovedHere::Locked { until } => words::move_locked(lang, until.with_timezone(&shop.time_zone).naive_local()),
        MovedHere::HasOwn => words::move_has_own(lang),
        MovedHere::Same => words::move_same(lang),
    };
    visit.say(&screen(text, vec![back_to(visit, &Tap::Menu)])).await?;
    Ok(())
}

/// The owner says how the shop is reached.
pub async fn ask_contact(visit: &Visit<'_>) -> anyhow::Result<()> {
    if !visit.visitor.role.is_some_and(|role| role.may(Right::RunShop)) {
        return menu::old_button(visit).await;
    }
    visit.tap_seen().await?;
    visit.ask(&Dialog::Contact).await?;
    let rows = vec![back_to(visit, &Tap::Privacy)];
    visit.show(&screen(words::ask_contact(visit.lang()), rows)).await?;
    Ok(())
}

pub async fn on_contact(visit: &Visit<'_>, typed: &str) -> anyhow::Result<()> {
    let (lang, contact) = (visit.lang(), domain::name::clean(typed));
    let Some(shop) = &visit.visitor.shop else {
        return Box::pin(join::start(visit)).await;
    };
    let rows = vec![back_to(visit, &Tap::Privacy)];
    if contact.is_empty() || contact.chars().count() > LONGEST_CONTACT {
        let most = i64::try_from(LONGEST_CONTACT).unwrap_or(i64::MAX);
        visit.say(&screen(words::contact_too_long(lang, most), rows)).await?;
        return Ok(());
    }
    let saved = visit
        .club
        .loyalty
        .set_contact(shop, visit.user(), Some(&contact))
        .await?;
    if saved.is_err() {
        visit.end_dialog().await?;
        visit.say(&screen(say::staff::only_for_staff(lang), rows)).await?;
        return Ok(());
    }
    visit.say(&screen(words::contact_saved(lang, &contact), rows)).await?;
    visit.end_dialog().await?;
    Ok(())
}
