//! Making and changing gifts in the private chat, by buttons and typed answers.

mod draft;
mod questions;

use domain::gift::Gift;
use domain::role::Right;
use domain::shop::Shop;
use domain::{GiftId, name};
use loyalty::GiftSaved;
use say::gift_editor::Field;

pub use self::draft::GiftQuestion;
use self::draft::{Answer, Draft, Step, none, read};
use super::editors::{BACK, CANCEL, NONE, Sent, below};
use super::{menu_row, no_longer_staff, on_staff, outdated};
use crate::handlers::customer::{back_to, page_in_range, pager, screen};
use crate::handlers::dialog::Dialog;
use crate::handlers::visit::Visit;
use crate::tap::Tap;
use crate::telegram::{Button, Style};

/// Gifts of one page.
const PAGE: i64 = 8;
/// Gifts among which one of the same name is looked for.
const LOOKED_AT: i64 = 200;

/// Words of [`Tap::GiftField`] that are no questions about the gift.
const ASK_WITHDRAW: &str = "off";
const WITHDRAW: &str = "withdraw";
const RESTORE: &str = "restore";

/// `/gift`: all gifts, the withdrawn ones too.
pub async fn list(visit: &Visit<'_>, page: i64) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::EditGifts).await? else {
        return Ok(());
    };
    visit.tap_seen().await?;
    let (lang, page) = (visit.lang(), page_in_range(page));
    let (gifts, more) = visit.club.loyalty.all_gifts(shop.id, page * PAGE, PAGE).await?;
    let mut rows = vec![vec![
        Button::tap(say::gift_editor::new_label(lang), Tap::NewGift.data()).style(Style::Primary),
    ]];
    rows.extend(gifts.iter().map(|gift| {
        let label = say::gifts::gift_label(lang, &gift.title, gift.price);
        vec![Button::tap(label, Tap::EditGift { gift: gift.id }.data())]
    }));
    rows.push(pager(visit, page, more, |page| Tap::EditGifts { page }));
    rows.push(menu_row(visit));
    let text = if gifts.is_empty() && page == 0 {
        say::gift_editor::none_yet(lang)
    } else {
        say::gift_editor::list(lang, &gifts)
    };
    visit.show(&screen(text, rows)).await?;
    Ok(())
}

/// One gift, with what can be changed about it. A question about it that was open is put away.
pub async fn show(visit: &Visit<'_>, gift: GiftId) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::EditGifts).await? else {
        return Ok(());
    };
    let Some(view) = visit.club.loyalty.gift_for(shop, None, gift).await? else {
        return gone(visit).await;
    };
    visit.tap_seen().await?;
    show_gift(visit, None, &view.gift).await?;
    if let Some(Dialog::Gift {
        question: GiftQuestion::Changing { .. },
        ..
    }) = visit.open_dialog().await?
    {
        visit.end_dialog().await?;
    }
    Ok(())
}

async fn show_gift(visit: &Visit<'_>, news: Option<&str>, gift: &Gift) -> anyhow::Result<()> {
    let lang = visit.lang();
    let id = gift.id;
    let fields: Vec<Button> = Field::ALL
        .into_iter()
        .map(|field| {
            let step = questions::of_field(field).as_str().to_owned();
            Button::tap(
                say::gift_editor::field_label(lang, field),
                Tap::GiftField { gift: id, field: step }.data(),
            )
        })
        .collect();
    let mut rows: Vec<Vec<Button>> = fields.chunks(2).map(<[Button]>::to_vec).collect();
    let (label, field) = if gift.active {
        (say::gift_editor::withdraw_label(lang), ASK_WITHDRAW)
    } else {
        (say::gift_editor::restore_label(lang), RESTORE)
    };
    rows.push(vec![Button::tap(
        label,
        Tap::GiftField {
            gift: id,
            field: field.to_owned(),
        }
        .data(),
    )]);
    rows.push(back_to(visit, &Tap::EditGifts { page: 0 }));
    look_at(visit, news, gift, rows).await
}

/// Shows a gift as members see it.
async fn look_at(visit: &Visit<'_>, news: Option<&str>, gift: &Gift, rows: Vec<Vec<Button>>) -> anyhow::Result<()> {
    let text = below(news, say::gift_editor::preview(visit.lang(), gift));
    visit.show_pictured(gift.photo.as_deref(), &screen(text, rows)).await?;
    Ok(())
}

async fn gone(visit: &Visit<'_>) -> anyhow::Result<()> {
    visit.tap_seen().await?;
    let rows = vec![back_to(visit, &Tap::EditGifts { page: 0 })];
    visit.show(&screen(say::gift_editor::gone(visit.lang()), rows)).await?;
    Ok(())
}

/// "New gift": the first question.
pub async fn new(visit: &Visit<'_>) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::EditGifts).await? else {
        return Ok(());
    };
    let gift = visit.club.loyalty.new_gift_id();
    let making = GiftQuestion::Making {
        shop: shop.id,
        step: Step::Title,
        draft: Draft::empty(),
    };
    ask(visit, shop, gift, making, None).await
}

/// One thing about a gift is to be changed.
pub async fn on_field(visit: &Visit<'_>, gift: GiftId, field: &str) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::EditGifts).await? else {
        return Ok(());
    };
    let Some(view) = visit.club.loyalty.gift_for(shop, None, gift).await? else {
        return gone(visit).await;
    };
    let lang = visit.lang();
    match (field, Step::parse(field)) {
        (ASK_WITHDRAW, _) => {
            visit.tap_seen().await?;
            let yes = Tap::GiftField {
                gift,
                field: WITHDRAW.to_owned(),
            }
            .data();
            let yes = Button::tap(say::gift_editor::withdraw_label(lang), yes).style(Style::Danger);
            let question = say::gift_editor::withdraw_question(lang, &view.gift.title);
            visit
                .replace(&screen(
                    question,
                    vec![vec![yes], back_to(visit, &Tap::EditGift { gift })],
                ))
                .await?;
            Ok(())
        }
        (WITHDRAW, _) => {
            let news = say::gift_editor::withdrawn(lang, &view.gift.title);
            change(visit, shop, gift, |gift| gift.active = false, &news).await
        }
        (RESTORE, _) => {
            let news = say::gift_editor::restored(lang, &view.gift.title);
            change(visit, shop, gift, |gift| gift.active = true, &news).await
        }
        (_, Some(step)) if step != Step::Preview => {
            ask(visit, shop, gift, GiftQuestion::Changing { step, from: None }, None).await
        }
        _ => outdated(visit).await,
    }
}

async fn change(
    visit: &Visit<'_>,
    shop: &Shop,
    gift: GiftId,
    how: impl FnOnce(&mut Gift) + Send,
    news: &str,
) -> anyhow::Result<()> {
    match visit.club.loyalty.change_gift(shop, visit.user(), gift, how).await? {
        GiftSaved::Done(gift) => {
            visit.tap_seen().await?;
            show_gift(visit, Some(news), &gift).await
        }
        GiftSaved::NoSuchGift => gone(visit).await,
        GiftSaved::NotAllowed => no_longer_staff(visit).await,
    }
}

/// Puts a question, below what was wrong with the answer before, and waits for the answer.
async fn ask(
    visit: &Visit<'_>,
    shop: &Shop,
    gift: GiftId,
    question: GiftQuestion,
    wrong: Option<&str>,
) -> anyhow::Result<()> {
    visit.tap_seen().await?;
    match &question {
        GiftQuestion::Making {
            step: Step::Preview,
            draft,
            ..
        } => {
            let rows = questions::preview_rows(visit, gift);
            look_at(visit, wrong, &draft.gift(gift), rows).await?;
        }
        GiftQuestion::Making { .. } | GiftQuestion::Changing { .. } => {
            let mut message = questions::message(visit, shop, &question);
            message.text = below(wrong, message.text);
            visit.show(&message).await?;
        }
    }
    let answered = visit.message();
    // Kept when it is put: who dies in between puts it again.
    visit
        .ask(&Dialog::Gift {
            gift,
            question,
            answered,
        })
        .await
}

/// An answer was sent. Read again, after `answered_by`, it only has the question that is open put once more.
pub async fn on_sent(
    visit: &Visit<'_>,
    gift: GiftId,
    question: GiftQuestion,
    answered_by: Option<i32>,
    sent: Sent<'_>,
) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::EditGifts).await? else {
        return Ok(());
    };
    if visit.repeats(answered_by) {
        return ask(visit, shop, gift, question, None).await;
    }
    let today = shop.day(visit.club.loyalty.clock.now());
    let read = match sent {
        Sent::Photo(file) if question.step() == Step::Photo => Ok(Answer::Photo(Some(file.to_owned()))),
        Sent::Photo(_) => Err(say::common::please_as_text(visit.lang())),
        Sent::Words(text) => read(question.step(), text, visit.lang(), today, question.first_day()),
    };
    match read {
        Ok(answer) => answered(visit, shop, gift, question, answer).await,
        Err(wrong) => ask(visit, shop, gift, question, Some(&wrong)).await,
    }
}

/// A button under a question: `step=answer`. One under a question that was answered before, as in a
/// double tap, only shows the question that is open.
pub async fn on_answer(visit: &Visit<'_>, answer: &str) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::EditGifts).await? else {
        return Ok(());
    };
    let Some(Dialog::Gift { gift, question, .. }) = visit.open_dialog().await? else {
        return list(visit, 0).await;
    };
    let step = question.step();
    let Some((_, word)) = answer
        .split_once('=')
        .filter(|(asked, _)| Step::parse(asked) == Some(step))
    else {
        return ask(visit, shop, gift, question, None).await;
    };
    match word {
        BACK => back(visit, shop, gift, question).await,
        CANCEL => cancel(visit, gift, &question).await,
        NONE => match none(step) {
            Some(answer) => answered(visit, shop, gift, question, answer).await,
            None => ask(visit, shop, gift, question, None).await,
        },
        word => on_sent(visit, gift, question, None, Sent::Words(word)).await,
    }
}

async fn back(visit: &Visit<'_>, shop: &Shop, gift: GiftId, question: GiftQuestion) -> anyhow::Result<()> {
    let before = match question {
        GiftQuestion::Making { shop, step, draft } => GiftQuestion::Making {
            shop,
            step: step.previous().unwrap_or(step),
            draft,
        },
        GiftQuestion::Changing { step: Step::Until, .. } => GiftQuestion::Changing {
            step: Step::From,
            from: None,
        },
        GiftQuestion::Changing { .. } => return cancel(visit, gift, &question).await,
    };
    ask(visit, shop, gift, before, None).await
}

async fn cancel(visit: &Visit<'_>, gift: GiftId, question: &GiftQuestion) -> anyhow::Result<()> {
    match question {
        GiftQuestion::Making { .. } => {
            visit.tap_seen().await?;
            let rows = vec![back_to(visit, &Tap::EditGifts { page: 0 })];
            visit
                .replace(&screen(say::gift_editor::discarded(visit.lang()), rows))
                .await?;
            visit.end_dialog().await?;
            Ok(())
        }
        GiftQuestion::Changing { .. } => show(visit, gift).await,
    }
}

/// Goes on after an answer: to the next question, or to the changed gift.
async fn answered(
    visit: &Visit<'_>,
    shop: &Shop,
    gift: GiftId,
    question: GiftQuestion,
    answer: Answer,
) -> anyhow::Result<()> {
    match question {
        // The private chat is about another shop than the one the gift was begun for.
        GiftQuestion::Making { shop: of, .. } if of != shop.id => {
            visit.end_dialog().await?;
            list(visit, 0).await
        }
        GiftQuestion::Making { shop: of, step, draft } => {
            let twin = twin(visit, shop, gift, &answer).await?;
            let draft = draft.with(gift, &answer);
            ask(
                visit,
                shop,
                gift,
                GiftQuestion::Making {
                    shop: of,
                    step: step.next(),
                    draft,
                },
                twin.as_deref(),
            )
            .await
        }
        GiftQuestion::Changing { from, .. } => {
            let answer = match answer {
                Answer::From(from) => {
                    return ask(
                        visit,
                        shop,
                        gift,
                        GiftQuestion::Changing {
                            step: Step::Until,
                            from,
                        },
                        None,
                    )
                    .await;
                }
                Answer::Until(until) => Answer::Period(from, until),
                answer => answer,
            };
            changed(visit, shop, gift, &answer).await
        }
    }
}

/// What is said to whoever gives a gift the name that another one has on the list.
async fn twin(visit: &Visit<'_>, shop: &Shop, gift: GiftId, answer: &Answer) -> anyhow::Result<Option<String>> {
    let Answer::Title(title) = answer else {
        return Ok(None);
    };
    let folded = name::folded(title);
    let (gifts, _) = visit.club.loyalty.all_gifts(shop.id, 0, LOOKED_AT).await?;
    let same = |other: &Gift| other.id != gift && other.active && name::folded(&other.title) == folded;
    Ok(gifts
        .iter()
        .any(same)
        .then(|| say::gift_editor::same_title(visit.lang(), title)))
}

async fn changed(visit: &Visit<'_>, shop: &Shop, gift: GiftId, answer: &Answer) -> anyhow::Result<()> {
    let twin = twin(visit, shop, gift, answer).await?;
    match visit
        .club
        .loyalty
        .change_gift(shop, visit.user(), gift, |gift| answer.put(gift))
        .await?
    {
        GiftSaved::Done(gift) => {
            visit.tap_seen().await?;
            let news = say::gift_editor::changed(visit.lang(), &gift.title);
            let news = twin.map_or(news.clone(), |twin| format!("{news}\n{twin}"));
            show_gift(visit, Some(&news), &gift).await?;
        }
        GiftSaved::NoSuchGift => gone(visit).await?,
        GiftSaved::NotAllowed => no_longer_staff(visit).await?,
    }
    visit.end_dialog().await?;
    Ok(())
}

/// "Save" under the preview. Tapped again, it is the same gift.
pub async fn save(visit: &Visit<'_>, gift: GiftId) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::EditGifts).await? else {
        return Ok(());
    };
    let loyalty = &visit.club.loyalty;
    let draft = match visit.open_dialog().await? {
        Some(Dialog::Gift {
            gift: open, question, ..
        }) if open == gift => question.finished_for(shop.id),
        _ => None,
    };
    let Some(draft) = draft else {
        // Saved before, or thrown away.
        return match loyalty.gift_for(shop, None, gift).await? {
            Some(view) => saved(visit, &view.gift).await,
            None => gone(visit).await,
        };
    };
    match loyalty.add_gift(shop, visit.user(), &draft.gift(gift)).await? {
        GiftSaved::Done(gift) => saved(visit, &gift).await?,
        GiftSaved::NoSuchGift => gone(visit).await?,
        GiftSaved::NotAllowed => no_longer_staff(visit).await?,
    }
    visit.end_dialog().await?;
    Ok(())
}

async fn saved(visit: &Visit<'_>, gift: &Gift) -> anyhow::Result<()> {
    visit.tap_seen().await?;
    let lang = visit.lang();
    let rows = vec![
        vec![Button::tap(say::gift_editor::new_label(lang), Tap::NewGift.data())],
        back_to(visit, &Tap::EditGifts { page: 0 }),
    ];
    visit
        .replace(&screen(say::gift_editor::saved(lang, &gift.title), rows))
        .await?;
    Ok(())
}
