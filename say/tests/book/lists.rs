//! What owners hear about their own lists, and those who are on them.

use domain::field::{Circle, Field, FieldKind};
use domain::import::{Column, Counts, DayOrder, Fault, Why};
use domain::{FieldId, Lang, Points};
use say::lists::{TakenBack, Told, Unreadable};
use uuid::Uuid;

use super::{Page, People, points, said};

/// Of every reason one.
const REASONS: [Why; 24] = [
    Why::Nobody,
    Why::TooManyCells,
    Why::NoPhone,
    Why::LostDigits,
    Why::NoEmail,
    Why::NoUsername,
    Why::NoTelegramId,
    Why::NoNumber,
    Why::NoDay,
    Why::NoSuchDay,
    Why::InTheFuture,
    Why::NoPoints,
    Why::NoMoney,
    Why::NotANumber,
    Why::TwoNumbers,
    Why::NoChoice,
    Why::NoSize,
    Why::NoSuchTier,
    Why::TooLong,
    Why::SameAs {
        line: 7,
        by: Column::Phone,
    },
    Why::TwoMembers,
    Why::Forgotten,
    Why::NumberOfAnother,
    Why::TooManyTags,
];

#[expect(clippy::too_many_lines, reason = "every sentence about lists")]
pub fn about_lists(lang: Lang, people: &People) -> Vec<Page> {
    let (name, shop, title) = (people.name.as_str(), people.shop.as_str(), people.title.as_str());
    let counts = Counts {
        new: 1_812,
        changed: 3,
        same: 40,
        bad: 5,
        points: points(123_400),
        last_line: 1_861,
    };
    let good = Counts { bad: 0, ..counts };
    let nothing = Counts {
        same: 40,
        ..Counts::default()
    };
    let own = [Field {
        id: FieldId(Uuid::nil()),
        title: title.to_owned(),
        group: None,
        kind: FieldKind::Text,
        seen_by: Circle::STAFF,
        edited_by: Circle::STAFF,
        asked: false,
        why: None,
        place: 1,
        active: true,
    }];
    let told = [
        Told {
            heading: title,
            sample: name,
            column: Column::Name,
        },
        Told {
            heading: "C",
            sample: "",
            column: Column::Skip,
        },
        Told {
            heading: title,
            sample: name,
            column: Column::Field(own[0].id),
        },
    ];
    let undone = TakenBack {
        gone: 1_810,
        stay: 2,
        restored: 3,
    };
    let mut pages = pages![
        lists::ask_file(lang, 20);
        lists::unreadable(lang, Unreadable::NotATable);
        lists::unreadable(lang, Unreadable::Locked);
        lists::unreadable(lang, Unreadable::Damaged);
        lists::unreadable(lang, Unreadable::Empty);
        lists::unreadable(lang, Unreadable::TooLarge(20));
        lists::unreadable(lang, Unreadable::TooManyRows(500_000));
        lists::unreadable(lang, Unreadable::TooManyColumns { line: 7, most: 200 });
        lists::unreadable(lang, Unreadable::CellTooLong { line: 7 });
        lists::columns(lang, title, &told, None, &own);
        lists::columns(lang, title, &told, Some(DayOrder::DayFirst), &own);
        lists::columns(lang, title, &told, Some(DayOrder::MonthFirst), &[]);
        lists::column_label(lang, title, Column::Username, &[]);
        lists::column_label(lang, title, Column::Field(own[0].id), &own);
        lists::ask_column(lang, title, name);
        lists::order_label(lang, DayOrder::MonthFirst);
        lists::read_label(lang);
        lists::no_names(lang);
        lists::reading(lang, 12_000);
        lists::working(lang, 40);
        lists::preview(lang, title, &counts);
        lists::preview(lang, title, &nothing);
        lists::take_label(lang, &good);
        lists::take_label(lang, &counts);
        lists::faults_caption(lang, 5);
        lists::faults_table(lang);
        lists::taken_over(lang, &counts);
        lists::undo_label(lang, title);
        lists::ask_undo(lang, title, &counts);
        lists::undo_confirm_label(lang);
        lists::undone(lang, undone);
        lists::too_late(lang);
        lists::gone(lang);
        lists::outdated(lang, 7);
        lists::still_filing(lang);
        lists::ask_export(lang);
        lists::workbook_label(lang);
        lists::texts_label(lang);
        lists::exporting(lang);
        lists::exported(lang, 1_812);
        lists::export_too_large(lang);
        lists::kept_for_you(lang, name, shop, Points::ZERO);
        lists::kept_for_you(lang, name, shop, points(120));
        lists::attached(lang, shop, points(120), points(50), points(170));
        lists::attached(lang, shop, Points::ZERO, Points::ZERO, Points::ZERO);
        lists::no_such_file(lang);
        lists::several_files(lang);
        lists::on_your_list_label(lang);
    ];
    for column in Column::ALL {
        pages.append(&mut pages![lists::column_name(lang, column, &[]);]);
    }
    for why in REASONS {
        let fault = Fault {
            line: 9,
            column: Some(Column::Phone),
            said: "12".to_owned(),
            why,
        };
        pages.append(&mut pages![lists::fault(lang, &fault);]);
    }
    pages
}
