//! What customers are graded by, seen and set by buttons and typed numbers: cut points (T4), and who leads others
//! (T5).

use domain::grade::CutPoints;
use domain::role::Right;
use domain::shop::Shop;
use domain::{Currency, Lang, Money, typed_money};
use loyalty::{Grading, GradingEdit};
use say::grading as words;
use say::grading::{Field, Shown};

use super::editors::below;
use super::{no_longer_staff, on_staff, outdated, typed};
use crate::handlers::customer::{back_to, screen};
use crate::handlers::dialog::Dialog;
use crate::handlers::visit::Visit;
use crate::tap::Tap;
use crate::telegram::Button;

const MOST_DAYS: i64 = 3_650;
const MOST_VISITS: i64 = 100_000;
const MOST_BUYERS: i64 = 1_000;

/// Where a button of [`Tap::SetGrades`] takes cut points from.
const NIGHT: &str = "night";
const USUAL: &str = "usual";

/// "Grades and kinds" under the tiers.
pub async fn show(visit: &Visit<'_>) -> anyhow::Result<()> {
    show_page(visit, None).await
}

async fn show_page(visit: &Visit<'_>, news: Option<&str>) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::EditTiers).await? else {
        return Ok(());
    };
    visit.tap_seen().await?;
    if let Some(Dialog::Grades { .. }) = visit.open_dialog().await? {
        visit.end_dialog().await?;
    }
    let lang = visit.lang();
    let grading = visit.club.loyalty.grading(shop).await?;
    let fields = Field::ALL.map(|field| {
        let tap = Tap::GradeField {
            field: word(field).to_owned(),
        };
        Button::tap(words::field_label(lang, field), tap.data())
    });
    let mut rows: Vec<Vec<Button>> = fields.chunks(2).map(<[Button]>::to_vec).collect();
    if grading.cut == domain::grade::Cut::Own {
        let tap = Tap::SetGrades {
            field: String::new(),
            from: NIGHT.to_owned(),
        };
        rows.push(vec![Button::tap(words::automatic_label(lang), tap.data())]);
    }
    rows.push(back_to(visit, &Tap::Tiers));
    let text = words::page(lang, &shown(shop, &grading));
    visit.show(&screen(below(news, text), rows)).await?;
    Ok(())
}

fn shown<'a>(shop: &Shop, grading: &'a Grading) -> Shown<'a> {
    Shown {
        cuts: &grading.cuts,
        cut: grading.cut,
        found: grading.found.as_ref(),
        buyers: grading.buyers,
        leader_buyers: grading.leader_buyers,
        currency: shop.currency,
    }
}

/// One thing is to be changed.
pub async fn on_field(visit: &Visit<'_>, word: &str) -> anyhow::Result<()> {
    match field_of(word) {
        Some(field) => ask(visit, field, None).await,
        None => outdated(visit).await,
    }
}

/// Puts the question, below what was wrong with the answer before.
async fn ask(visit: &Visit<'_>, field: Field, wrong: Option<&str>) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::EditTiers).await? else {
        return Ok(());
    };
    visit.tap_seen().await?;
    let lang = visit.lang();
    let grading = visit.club.loyalty.grading(shop).await?;
    let button = |label: String, from: &str| {
        let tap = Tap::SetGrades {
            field: word(field).to_owned(),
            from: from.to_owned(),
        };
        Button::tap(label, tap.data())
    };
    let in_numbers = |cuts: &CutPoints| words::numbers(lang, field, cuts, shop.currency);
    let mut rows = Vec::new();
    if field == Field::Leader {
        let usual = [1, 3, 5, 10].map(|n| button(say::number::number(lang, n), &n.to_string()));
        rows.push(usual.to_vec());
    } else {
        if let Some(found) = &grading.found {
            rows.push(vec![button(words::night_label(lang, &in_numbers(found)), NIGHT)]);
        }
        let usual = in_numbers(&CutPoints::fixed(shop.currency));
        rows.push(vec![button(words::usual_label(lang, &usual), USUAL)]);
    }
    rows.push(back_to(visit, &Tap::Grades));
    let text = words::ask(lang, field, &shown(shop, &grading));
    visit.show(&screen(below(wrong, text), rows)).await?;
    visit
        .ask(&Dialog::Grades {
            field: word(field).to_owned(),
        })
        .await
}

/// A button under a question, or the one that leaves it all to the nights.
pub async fn set(visit: &Visit<'_>, word: &str, from: &str) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::EditTiers).await? else {
        return Ok(());
    };
    if word.is_empty() && from == NIGHT {
        return save(visit, shop, GradingEdit::Cuts(None)).await;
    }
    let Some(field) = field_of(word) else {
        return outdated(visit).await;
    };
    if field == Field::Leader {
        return match leader(from, Lang::En) {
            Some(buyers) => save(visit, shop, GradingEdit::LeaderBuyers(buyers)).await,
            None => outdated(visit).await,
        };
    }
    let grading = visit.club.loyalty.grading(shop).await?;
    let source = match from {
        NIGHT => grading.found,
        USUAL => Some(CutPoints::fixed(shop.currency)),
        _ => None,
    };
    let Some(source) = source else {
        return outdated(visit).await;
    };
    let mut cuts = grading.cuts;
    match field {
        Field::Days => cuts.days = source.days,
        Field::Money => cuts.money = source.money,
        Field::Visits | Field::Leader => cuts.orders = source.orders,
    }
    save(visit, shop, GradingEdit::Cuts(Some(cuts))).await
}

/// A typed answer.
pub async fn on_words(visit: &Visit<'_>, asked: &str, text: &str) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::EditTiers).await? else {
        return Ok(());
    };
    let Some(field) = field_of(asked) else {
        return show(visit).await;
    };
    let lang = visit.lang();
    if field == Field::Leader {
        let Some(buyers) = leader(text, lang) else {
            let wrong = say::tiers::not_between(lang, 1, MOST_BUYERS);
            return ask(visit, field, Some(&wrong)).await;
        };
        return save(visit, shop, GradingEdit::LeaderBuyers(buyers)).await;
    }
    let mut cuts = visit.club.loyalty.grading(shop).await?.cuts;
    let read = match field {
        Field::Days => four_numbers(text, lang, 0, MOST_DAYS).map(|days| cuts.days = days),
        Field::Money => four_amounts(text, lang, shop.currency).map(|money| cuts.money = money),
        Field::Visits | Field::Leader => four_numbers(text, lang, 1, MOST_VISITS).map(|orders| cuts.orders = orders),
    };
    if read.is_none() || !cuts.is_ascending() {
        let usual = CutPoints::fixed(shop.currency);
        let example = words::numbers(lang, field, &usual, shop.currency).replace(" ·", "");
        let wrong = words::bad_numbers(lang, &example);
        return ask(visit, field, Some(&wrong)).await;
    }
    save(visit, shop, GradingEdit::Cuts(Some(cuts))).await
}

async fn save(visit: &Visit<'_>, shop: &Shop, edit: GradingEdit) -> anyhow::Result<()> {
    match visit.club.loyalty.edit_grading(shop, visit.user(), edit).await? {
        Ok(()) => show_page(visit, Some(&words::saved(visit.lang()))).await,
        Err(loyalty::NotAllowed) => no_longer_staff(visit).await,
    }
}

fn leader(text: &str, lang: Lang) -> Option<i64> {
    typed::whole_number(text, lang).filter(|buyers| (1..=MOST_BUYERS).contains(buyers))
}

/// "30 60 120 240", "30, 60, 120, 240", "30；60；120；240".
fn parts(text: &str) -> Vec<&str> {
    text.split(|c: char| c.is_whitespace() || matches!(c, ';' | '；' | '、' | '，' | '·' | '/'))
        .map(|part| part.trim_matches(','))
        .filter(|part| !part.is_empty())
        .collect()
}

fn four_numbers(text: &str, lang: Lang, least: i64, most: i64) -> Option<[i64; 4]> {
    let read = |part: &str| typed::whole_number(part, lang).filter(|number| (least..=most).contains(number));
    let numbers: Option<Vec<i64>> = parts(text).into_iter().map(read).collect();
    numbers?.try_into().ok()
}

fn four_amounts(text: &str, lang: Lang, currency: Currency) -> Option<[Money; 4]> {
    let read = |part: &str| typed_money::read(part, lang, currency).ok();
    let amounts: Option<Vec<Money>> = parts(text).into_iter().map(read).collect();
    amounts?.try_into().ok()
}

/// The word for a field in a button and in the question that is open.
const fn word(field: Field) -> &'static str {
    match field {
        Field::Days => "days",
        Field::Visits => "visits",
        Field::Money => "money",
        Field::Leader => "leader",
    }
}

fn field_of(word: &str) -> Option<Field> {
    Field::ALL.into_iter().find(|field| self::word(*field) == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t4_four_numbers_are_read_as_people_type_them() {
        for (typed, lang, read) in [
            ("30 60 120 240", Lang::En, Some([30, 60, 120, 240])),
            ("30, 60, 120, 240", Lang::En, Some([30, 60, 120, 240])),
            (" 7/14 ·21; 1,000 days", Lang::En, None),
            ("7/14 ·21; 1,000", Lang::En, Some([7, 14, 21, 1_000])),
            ("7、14、21、28", Lang::ZhCn, Some([7, 14, 21, 28])),
            ("7 14 21 1.000", Lang::Id, Some([7, 14, 21, 1_000])),
            ("7 14 21", Lang::En, None),
            ("7 14 21 28 35", Lang::En, None),
            ("7 14 21 3651", Lang::En, None),
            ("soon", Lang::En, None),
            ("", Lang::En, None),
        ] {
            assert_eq!(four_numbers(typed, lang, 0, MOST_DAYS), read, "{typed}");
        }
        let euros = four_amounts("50 150,50 400 1000", Lang::Id, "EUR".parse().unwrap()).unwrap();
        assert_eq!(euros.map(Money::minor), [5_000, 15_050, 40_000, 100_000]);
    }
}
