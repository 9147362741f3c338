//! What customers are graded by.

use domain::Lang;
use domain::grade::{Cut, CutPoints};
use say::grading::{Field, Shown};

use super::{Page, currency, said};

pub fn about_grading(lang: Lang) -> Vec<Page> {
    let eur = currency("EUR");
    let usual = CutPoints::fixed(eur);
    let shown = |cut, found| Shown {
        cuts: &usual,
        cut,
        found,
        buyers: 1_234,
        leader_buyers: 3,
        currency: eur,
    };
    let one = Shown {
        leader_buyers: 1,
        ..shown(Cut::Fixed, None)
    };
    let numbers = say::grading::numbers(lang, Field::Money, &usual, eur);

    let mut pages = pages![
        grading::page(lang, &shown(Cut::Own, Some(&usual)));
        grading::page(lang, &shown(Cut::Own, None));
        grading::page(lang, &shown(Cut::Fifths, Some(&usual)));
        grading::page(lang, &shown(Cut::Fixed, None));
        grading::page(lang, &one);
        grading::night_label(lang, &numbers);
        grading::usual_label(lang, &numbers);
        grading::bad_numbers(lang, &numbers);
        grading::label(lang);
        grading::automatic_label(lang);
        grading::saved(lang);
    ];
    for field in Field::ALL {
        pages.extend(pages![
            grading::numbers(lang, field, &usual, eur);
            grading::ask(lang, field, &shown(Cut::Own, Some(&usual)));
            grading::ask(lang, field, &shown(Cut::Fixed, None));
            grading::field_label(lang, field);
        ]);
    }
    pages
}
