//! Making, changing and ending offers in the private chat, by buttons and typed answers.

mod answers;
mod choices;
mod draft;
mod questions;

use chrono::Timelike as _;
use domain::OfferId;
use domain::offer::Offer;
use domain::role::Right;
use domain::shop::Shop;
use domain::terms::Names;
use loyalty::OfferSaved;
use say::offer_editor as words;
use say::offer_editor::{Field, Sketch};
use say::terms::Written;

use self::answers::{Answer, Reader, none};
use self::choices::{Choices, Tapped};
pub use self::draft::OfferQuestion;
use self::draft::{Draft, Kind, Step};
use super::editors::{BACK, CANCEL, NONE, Sent, below};
use super::{menu_row, no_longer_staff, on_staff, outdated};
use crate::handlers::customer::{back_to, page_in_range, pager, screen};
use crate::handlers::dialog::Dialog;
use crate::handlers::visit::Visit;
use crate::tap::Tap;
use crate::telegram::{Button, Style};

/// Offers of one page.
const PAGE: i64 = 8;

/// Words of [`Tap::OfferField`] that are no questions about the offer.
const ASK_END: &str = "off";
const END: &str = "end";

/// `/offer`: all offers, those that are over too.
pub async fn list(visit: &Visit<'_>, page: i64) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::EditOffers).await? else {
        return Ok(());
    };
    visit.tap_seen().await?;
    let (lang, page, now) = (visit.lang(), page_in_range(page), visit.club.loyalty.clock.now());
    let (offers, more) = visit.club.loyalty.all_offers(shop.id, page * PAGE, PAGE).await?;
    let mut rows = vec![vec![
        Button::tap(words::new_label(lang), Tap::NewOffer.data()).style(Style::Primary),
    ]];
    rows.extend(offers.iter().map(|offer| {
        let label = say::offers::offer_label(&offer.title);
        vec![Button::tap(label, Tap::EditOffer { offer: offer.id }.data())]
    }));
    rows.push(pager(visit, page, more, |page| Tap::EditOffers { page }));
    rows.push(menu_row(visit));
    let text = if offers.is_empty() && page == 0 {
        words::none_yet(lang)
    } else {
        let lines: Vec<words::Line<'_>> = offers
            .iter()
            .map(|offer| words::Line {
                title: &offer.title,
                until: domain::lot::last_day(shop, offer.ends_at),
                left: offer.left(),
                over: !offer.active || offer.ends_at <= now,
            })
            .collect();
        words::list(lang, &lines)
    };
    visit.show(&screen(text, rows)).await?;
    Ok(())
}

/// One offer, with what can be changed about it. A question about it that was open is put away.
pub async fn show(visit: &Visit<'_>, offer: OfferId) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::EditOffers).await? else {
        return Ok(());
    };
    visit.tap_seen().await?;
    show_offer(visit, shop, None, offer).await?;
    if let Some(Dialog::Offer {
        question: OfferQuestion::Changing { .. },
        ..
    }) = visit.open_dialog().await?
    {
        visit.end_dialog().await?;
    }
    Ok(())
}

async fn show_offer(visit: &Visit<'_>, shop: &Shop, news: Option<&str>, id: OfferId) -> anyhow::Result<()> {
    let (lang, loyalty) = (visit.lang(), &visit.club.loyalty);
    let Some((offer, names)) = loyalty.offer(shop.id, id).await? else {
        return gone(visit).await;
    };
    let over = !offer.active || offer.ends_at <= loyalty.clock.now();
    let mut rows: Vec<Vec<Button>> = Vec::new();
    if !over {
        let fields: Vec<Button> = Field::ALL
            .into_iter()
            .map(|field| {
                let word = of_field(field).as_str().to_owned();
                let tap = Tap::OfferField { offer: id, field: word };
                Button::tap(words::field_label(lang, field), tap.data())
            })
            .collect();
        rows.extend(fields.chunks(2).map(<[Button]>::to_vec));
        let tap = Tap::OfferField {
            offer: id,
            field: ASK_END.to_owned(),
        };
        rows.push(vec![Button::tap(words::end_label(lang), tap.data())]);
    }
    rows.push(back_to(visit, &Tap::EditOffers { page: 0 }));
    let (claimed, waiting) = loyalty.offer_counts(shop.id, id).await?;
    let people = choices::people(visit, shop, &offer.audience).await?;
    let text = words::standing(lang, &sketch(shop, &offer, &names, &people), claimed, waiting);
    let page = screen(below(news, text), rows);
    visit.show_pictured(offer.photo.as_deref(), &page).await?;
    Ok(())
}

fn sketch<'a>(shop: &Shop, offer: &'a Offer, names: &'a Names, people: &'a [String]) -> Sketch<'a> {
    Sketch {
        offer,
        people,
        written: Written {
            terms: &offer.terms,
            names,
            currency: shop.currency,
        },
        until: domain::lot::last_day(shop, offer.ends_at),
    }
}

const fn of_field(field: Field) -> Step {
    match field {
        Field::Title => Step::Title,
        Field::Description => Step::Description,
        Field::Photo => Step::Photo,
        Field::Until => Step::Until,
        Field::Stock => Step::Stock,
        Field::Limit => Step::Limit,
        Field::Budget => Step::Budget,
        Field::Validity => Step::Validity,
    }
}

async fn gone(visit: &Visit<'_>) -> anyhow::Result<()> {
    visit.tap_seen().await?;
    let rows = vec![back_to(visit, &Tap::EditOffers { page: 0 })];
    visit.show(&screen(words::gone(visit.lang()), rows)).await?;
    Ok(())
}

/// "New offer": the first question.
pub async fn new(visit: &Visit<'_>) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::EditOffers).await? else {
        return Ok(());
    };
    let offer = visit.club.loyalty.new_offer_id();
    let making = OfferQuestion::Making {
        shop: shop.id,
        step: Step::Title,
        draft: Box::default(),
    };
    ask(visit, shop, offer, making, None).await
}

/// One thing about an offer is to be changed, or it is to end.
pub async fn on_field(visit: &Visit<'_>, offer: OfferId, field: &str) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::EditOffers).await? else {
        return Ok(());
    };
    let Some((found, _)) = visit.club.loyalty.offer(shop.id, offer).await? else {
        return gone(visit).await;
    };
    let lang = visit.lang();
    match (field, Step::parse(field)) {
        (ASK_END, _) => {
            visit.tap_seen().await?;
            let tap = Tap::OfferField {
                offer,
                field: END.to_owned(),
            };
            let yes = Button::tap(words::end_label(lang), tap.data()).style(Style::Danger);
            let rows = vec![vec![yes], back_to(visit, &Tap::EditOffer { offer })];
            visit
                .replace(&screen(words::end_question(lang, &found.title), rows))
                .await?;
            Ok(())
        }
        (END, _) => {
            let news = words::ended(lang, &found.title);
            change(visit, shop, offer, |offer| offer.active = false, &news).await
        }
        (_, Some(step)) if step.can_change() => ask(visit, shop, offer, OfferQuestion::Changing { step }, None).await,
        _ => outdated(visit).await,
    }
}

async fn change(
    visit: &Visit<'_>,
    shop: &Shop,
    offer: OfferId,
    how: impl FnOnce(&mut Offer) + Send,
    news: &str,
) -> anyhow::Result<()> {
    match visit.club.loyalty.change_offer(shop, visit.user(), offer, how).await? {
        OfferSaved::Done(_) => {
            visit.tap_seen().await?;
            show_offer(visit, shop, Some(news), offer).await
        }
        OfferSaved::Flawed(flaw) => {
            visit.tap_seen().await?;
            let draft = Draft::default();
            let wrong = reader(visit, shop, &draft).flaw(flaw);
            show_offer(visit, shop, Some(&wrong), offer).await
        }
        OfferSaved::NoSuchOffer => gone(visit).await,
        OfferSaved::NotAllowed => no_longer_staff(visit).await,
    }
}

fn reader<'a>(visit: &Visit<'_>, shop: &'a Shop, draft: &'a Draft) -> Reader<'a> {
    Reader {
        lang: visit.lang(),
        shop,
        now: visit.club.loyalty.clock.now(),
        draft,
    }
}

/// Puts a question, below what was wrong with the answer before, and waits for the answer.
async fn ask(
    visit: &Visit<'_>,
    shop: &Shop,
    offer: OfferId,
    question: OfferQuestion,
    wrong: Option<&str>,
) -> anyhow::Result<()> {
    visit.tap_seen().await?;
    if let OfferQuestion::Making {
        step: Step::Preview,
        draft,
        ..
    } = &question
    {
        preview(visit, shop, offer, draft, wrong).await?;
    } else {
        let blank = Draft::default();
        let draft = question.draft().unwrap_or(&blank);
        let choices = Choices::of(visit, shop, draft, question.step()).await?;
        let mut message = questions::message(&reader(visit, shop, draft), &choices, &question);
        message.text = below(wrong, message.text);
        visit.show(&message).await?;
    }
    // Kept when it is put: who dies in between puts it again.
    visit
        .ask(&Dialog::Offer {
            offer,
            question,
            answered: visit.message(),
        })
        .await
}

/// What customers and the group will see, before it is published.
async fn preview(
    visit: &Visit<'_>,
    shop: &Shop,
    id: OfferId,
    draft: &Draft,
    wrong: Option<&str>,
) -> anyhow::Result<()> {
    let (lang, loyalty) = (visit.lang(), &visit.club.loyalty);
    let offer = draft.offer(id, shop, loyalty.clock.now());
    let names = loyalty.names_in(shop.id, &[&offer.terms]).await?;
    let names = names.into_iter().next().unwrap_or_default();
    let people = choices::people(visit, shop, &offer.audience).await?;
    let post = loyalty.post_before_it_is_out(shop, &offer, names.clone());
    let text = words::preview(
        lang,
        &sketch(shop, &offer, &names, &people),
        &say::offers::post(shop.lang, &post),
    );
    let rows = questions::preview_rows(lang, id, draft);
    visit
        .show_pictured(offer.photo.as_deref(), &screen(below(wrong, text), rows))
        .await?;
    Ok(())
}

/// An answer was sent. Read again, after `answered_by`, it only has the question that is open put once more.
pub async fn on_sent(
    visit: &Visit<'_>,
    offer: OfferId,
    question: OfferQuestion,
    answered_by: Option<i32>,
    sent: Sent<'_>,
) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::EditOffers).await? else {
        return Ok(());
    };
    if visit.repeats(answered_by) {
        return ask(visit, shop, offer, question, None).await;
    }
    let blank = Draft::default();
    let draft = question.draft().unwrap_or(&blank);
    let read = match sent {
        Sent::Photo(file) if question.step() == Step::Photo => Ok(Answer::Photo(Some(file.to_owned()))),
        Sent::Photo(_) => Err(say::common::please_as_text(visit.lang())),
        Sent::Words(text) => reader(visit, shop, draft).read(question.step(), text),
    };
    match read {
        Ok(answer) => answered(visit, shop, offer, question, answer).await,
        Err(wrong) => ask(visit, shop, offer, question, Some(&wrong)).await,
    }
}

/// A button under a question: `step=answer`. One under a question that was answered before, as in a
/// double tap, only shows the question that is open.
pub async fn on_answer(visit: &Visit<'_>, answer: &str) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::EditOffers).await? else {
        return Ok(());
    };
    let Some(Dialog::Offer { offer, question, .. }) = visit.open_dialog().await? else {
        return list(visit, 0).await;
    };
    let step = question.step();
    let Some((_, word)) = answer
        .split_once('=')
        .filter(|(asked, _)| Step::parse(asked) == Some(step))
    else {
        return ask(visit, shop, offer, question, None).await;
    };
    let chosen = match (word, step) {
        (BACK, _) => return back(visit, shop, offer, question).await,
        (CANCEL, _) => return cancel(visit, offer, &question).await,
        (word, Step::Preview) => return on_condition(visit, shop, offer, question, word).await,
        (word, Step::Audience | Step::Things | Step::Tier) => {
            return on_choice(visit, shop, offer, question, word).await;
        }
        (NONE, _) => none(step),
        (word, Step::Kind) => Kind::ALL
            .into_iter()
            .find(|kind| kind.as_str() == word)
            .map(Answer::Kind),
        (word, _) => return on_sent(visit, offer, question, None, Sent::Words(word)).await,
    };
    match chosen {
        Some(answer) => answered(visit, shop, offer, question, answer).await,
        None => ask(visit, shop, offer, question, None).await,
    }
}

/// A button under the look at the whole: something that most offers do without is to be said about it.
async fn on_condition(
    visit: &Visit<'_>,
    shop: &Shop,
    offer: OfferId,
    mut question: OfferQuestion,
    word: &str,
) -> anyhow::Result<()> {
    if let OfferQuestion::Making { step, draft, .. } = &mut question
        && let Some(condition) = questions::condition(word).filter(|condition| draft.can(*condition))
        && !draft.flip(condition)
    {
        draft.turn_aside();
        *step = questions::of_condition(condition);
    }
    ask(visit, shop, offer, question, None).await
}

/// A button under a question that is answered by choosing, perhaps several things one after the other.
async fn on_choice(
    visit: &Visit<'_>,
    shop: &Shop,
    offer: OfferId,
    mut question: OfferQuestion,
    word: &str,
) -> anyhow::Result<()> {
    let step = question.step();
    let OfferQuestion::Making { draft, .. } = &mut question else {
        return ask(visit, shop, offer, question, None).await;
    };
    match choices::tapped(visit, shop, draft, step, word).await? {
        Some(Tapped::Chosen(answer)) => answered(visit, shop, offer, question, answer).await,
        Some(Tapped::Marked(answer)) => {
            draft.put(answer);
            ask(visit, shop, offer, question, None).await
        }
        Some(Tapped::Wrong(wrong)) => ask(visit, shop, offer, question, Some(&wrong)).await,
        None => ask(visit, shop, offer, question, None).await,
    }
}

async fn back(visit: &Visit<'_>, shop: &Shop, offer: OfferId, question: OfferQuestion) -> anyhow::Result<()> {
    match question {
        OfferQuestion::Making {
            shop: of,
            step,
            mut draft,
        } => {
            let step = draft.back(step);
            let before = OfferQuestion::Making { shop: of, step, draft };
            ask(visit, shop, offer, before, None).await
        }
        OfferQuestion::Changing { .. } => cancel(visit, offer, &question).await,
    }
}

async fn cancel(visit: &Visit<'_>, offer: OfferId, question: &OfferQuestion) -> anyhow::Result<()> {
    match question {
        OfferQuestion::Making { .. } => {
            visit.tap_seen().await?;
            let rows = vec![back_to(visit, &Tap::EditOffers { page: 0 })];
            visit.replace(&screen(words::discarded(visit.lang()), rows)).await?;
            visit.end_dialog().await?;
            Ok(())
        }
        OfferQuestion::Changing { .. } => show(visit, offer).await,
    }
}

/// Goes on after an answer: to the next question, or to the changed offer.
async fn answered(
    visit: &Visit<'_>,
    shop: &Shop,
    offer: OfferId,
    question: OfferQuestion,
    answer: Answer,
) -> anyhow::Result<()> {
    match question {
        // The private chat is about another shop than the one the offer was begun for.
        OfferQuestion::Making { shop: of, .. } if of != shop.id => {
            visit.end_dialog().await?;
            list(visit, 0).await
        }
        OfferQuestion::Making {
            shop: of,
            step,
            mut draft,
        } => {
            draft.put(answer);
            let step = draft.next(step);
            let next = OfferQuestion::Making { shop: of, step, draft };
            ask(visit, shop, offer, next, None).await
        }
        OfferQuestion::Changing { .. } => {
            let news = words::changed(visit.lang());
            change(visit, shop, offer, |offer| answer.change(offer, shop), &news).await?;
            visit.end_dialog().await?;
            Ok(())
        }
    }
}

/// "Publish" under the preview. Tapped again, it is the same offer.
pub async fn publish(visit: &Visit<'_>, id: OfferId) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::EditOffers).await? else {
        return Ok(());
    };
    let loyalty = &visit.club.loyalty;
    let (open, question) = match visit.open_dialog().await? {
        Some(Dialog::Offer { offer, question, .. }) if offer == id => (true, Some(question)),
        _ => (false, None),
    };
    let Some(draft) = question.clone().and_then(|question| question.finished_for(shop.id)) else {
        // Published before, or thrown away.
        return match loyalty.offer(shop.id, id).await? {
            Some((offer, _)) => published(visit, shop, &offer).await,
            None => gone(visit).await,
        };
    };
    let offer = draft.offer(id, shop, loyalty.clock.now());
    match loyalty.add_offer(shop, visit.user(), &offer).await? {
        OfferSaved::Done(offer) => published(visit, shop, &offer).await?,
        // The day it was to end on has passed meanwhile.
        OfferSaved::Flawed(flaw) => {
            let wrong = reader(visit, shop, &draft).flaw(flaw);
            if let Some(question) = question {
                return ask(visit, shop, id, question, Some(&wrong)).await;
            }
        }
        OfferSaved::NoSuchOffer => gone(visit).await?,
        OfferSaved::NotAllowed => no_longer_staff(visit).await?,
    }
    if open {
        visit.end_dialog().await?;
    }
    Ok(())
}

async fn published(visit: &Visit<'_>, shop: &Shop, offer: &Offer) -> anyhow::Result<()> {
    visit.tap_seen().await?;
    let lang = visit.lang();
    let later = visit.club.loyalty.heard_later(shop, offer).await?;
    let later = later.map(|at| at.with_timezone(&shop.time_zone).hour());
    let rows = vec![
        vec![Button::tap(words::new_label(lang), Tap::NewOffer.data())],
        back_to(visit, &Tap::EditOffers { page: 0 }),
    ];
    visit
        .replace(&screen(words::published(lang, &offer.title, later), rows))
        .await?;
    Ok(())
}
