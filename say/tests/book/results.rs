//! What automations did and brought.

use domain::Lang;
use domain::automation::{Trigger, Why};
use domain::holdout::{Arm, Missing, PerMember, Verdict};
use say::results::{Compared, Did, InShort, OfWave, Told};

use super::{Page, People, currency, said};

fn compared(treated: Arm, held: Arm, holds_out: bool) -> Compared {
    Compared {
        treated,
        held,
        verdict: Verdict::of(treated, held),
        money: Some(PerMember {
            low: 120,
            seen: 230,
            high: 340,
        }),
        currency: currency("EUR"),
        holds_out,
    }
}

/// One of each kind of verdict.
fn verdicts() -> Vec<Compared> {
    let missing = Compared {
        verdict: Verdict::NotEnoughYet(Missing {
            treated: 1,
            held: 38,
            buyers: 4,
        }),
        ..compared(Arm::default(), Arm::default(), true)
    };
    vec![
        compared(Arm::default(), Arm::default(), false),
        missing,
        compared(Arm::new(900, 126), Arm::new(100, 9), true),
        compared(Arm::new(9_000, 1_260), Arm::new(1_000, 90), true),
        // Few buy, so it is told in thousands; and the fewest and the most are the same.
        compared(Arm::new(900_000, 4_500), Arm::new(100_000, 300), true),
        compared(Arm::new(90_000_000, 900_000), Arm::new(10_000_000, 200), true),
        compared(Arm::new(9_000, 450), Arm::new(1_000, 90), true),
        compared(Arm::new(90_000_000, 200), Arm::new(10_000_000, 100_000), true),
    ]
}

pub fn about_results(lang: Lang, people: &People) -> Vec<Page> {
    let title = Some(people.title.as_str());
    let did = Did {
        reached: 1_312,
        opened: 41,
        back: 57,
        bought: 44,
        lost: 1,
        refused: 3,
        held: 135,
        points: 2_200,
        coupons: 14,
        used: 5,
    };
    let waves = [0, 1, 90].map(|days| OfWave {
        days,
        reached: 312,
        bought: 41,
    });
    let drops: Vec<(Why, i64)> = Why::ALL.into_iter().map(|why| (why, 12)).collect();
    let mut pages = Vec::new();
    for trigger in [Trigger::Retain, Trigger::Expiring] {
        for compared in verdicts() {
            let told = Told {
                trigger,
                title,
                did: Some(did),
                compared,
                waves: &waves,
                drops: &drops,
                sent: 10_000,
                held: 1,
                many: 10_000,
            };
            pages.extend(pages! {
                results::results(lang, &told);
            });
        }
    }
    let nothing = Told {
        trigger: Trigger::Retain,
        title: None,
        did: None,
        compared: verdicts()[0],
        waves: &[],
        drops: &[],
        sent: 0,
        held: 0,
        many: 10_000,
    };
    let in_short: Vec<InShort<'_>> = verdicts()
        .into_iter()
        .map(|compared| InShort {
            trigger: Trigger::Retain,
            title,
            reached: 1_312,
            bought: 44,
            compared,
        })
        .collect();
    pages.extend(pages! {
        results::results(lang, &nothing);
        results::in_short(lang, &in_short);
        results::in_short(lang, &[]);
        results::note_line(lang);
        results::open_label(lang);
        results::braked(lang, &people.shop, 1_000, 30, (3, 1_000));
        results::paused(lang, 1, 1);
        results::go_on_label(lang);
        results::stay_label(lang);
        results::goes_on(lang);
        results::goes_on_already(lang);
        results::stays(lang);
        results::no_such_pause(lang);
    });
    pages
}
