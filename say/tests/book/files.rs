//! What is read about members' own files, by staff and by the members.

use domain::birthday::Birthday;
use domain::field::{Circle, Field, FieldKind, FieldValue, Thousandths, Unfit, UnfitOptions};
use domain::grade::KindName;
use domain::question::{Asking, Subject};
use domain::relative::{Relation, Relative};
use domain::visits::Rhythm;
use domain::{FieldId, Lang, RelativeId};
use say::field_editor::{Act as EditorAct, Ask, ReadySet};
use say::file::{Act, Note, Person};
use say::me::{Act as OwnAct, Own, Question, RelativeLine, Wish};
use say::tag_editor::{About, Act as TagAct, Ask as TagAsk, Fact, Row, Sketch, Tried};
use uuid::Uuid;

use super::{Page, People, currency, day, money, points, said};

fn sizes() -> Vec<String> {
    say::field_editor::shoe_sizes(false)
}

fn field(title: &str, kind: FieldKind) -> Field {
    Field {
        id: FieldId(Uuid::nil()),
        title: title.into(),
        group: Some(title.into()),
        kind,
        seen_by: Circle::EVERYBODY,
        edited_by: Circle::STAFF,
        asked: false,
        why: Some(title.into()),
        place: 1,
        active: true,
    }
}

fn kinds() -> Vec<FieldKind> {
    vec![
        FieldKind::Text,
        FieldKind::Number,
        FieldKind::Date,
        FieldKind::Choice {
            choices: vec!["Oat".into(), "Whole".into()],
        },
        FieldKind::Size { sizes: sizes() },
        FieldKind::Photo,
    ]
}

fn values(text: &str) -> Vec<FieldValue> {
    vec![
        FieldValue::Text(text.into()),
        FieldValue::Number(Thousandths(12_500)),
        FieldValue::Date(day("2027-03-12")),
        FieldValue::Choice(text.into()),
        FieldValue::Size("43 wide, left instep high".into()),
        FieldValue::Photo("AgAC".into()),
    ]
}

fn father(name: &str) -> Relative {
    Relative {
        id: RelativeId(Uuid::nil()),
        relation: Relation::Father,
        name: name.into(),
        birthday: Birthday::lunar(8, 15, true, Some(1960)),
        size: "43".into(),
        taste: name.into(),
    }
}

#[expect(clippy::too_many_lines, reason = "a list of pages")]
pub fn about_files(lang: Lang, people: &People) -> Vec<Page> {
    let (name, title, typed) = (people.name.as_str(), people.title.as_str(), people.typed.as_str());
    let spring = day("2027-03-12");
    let born = Birthday::gregorian(3, 14, None).unwrap();
    let today = Birthday::gregorian(3, 12, Some(1990)).unwrap();
    let lunar = Birthday::lunar(12, 23, false, None).unwrap();
    let note = |private| Note {
        body: typed,
        private,
        author: Some(name),
        on: spring,
    };
    let notes = [note(false), note(true)];
    let fields: Vec<Field> = kinds().into_iter().map(|kind| field(title, kind)).collect();
    let known = values(title);
    let pairs: Vec<_> = fields.iter().zip(&known).collect();
    let many: Vec<_> = pairs.iter().cycle().take(20).copied().collect();
    let relatives = [
        father(name),
        Relative {
            name: String::new(),
            ..father(name)
        },
    ];
    let person = |birthday, ago, fields| Person {
        tags: &[],
        birthday,
        birthday_counts_from: None,
        today: spring,
        rhythm: Some(Rhythm {
            every_days: 34,
            last_days_ago: ago,
        }),
        open_orders: 1,
        fields,
        notes: &notes,
        note_count: 5,
        relatives: &relatives,
        wishes: &[],
        wish_count: 0,
        photos: 2,
    };
    let many_relatives: Vec<Relative> = relatives.iter().cycle().take(6).cloned().collect();
    let wish = |sold_out| say::me::Wish {
        title,
        price: super::money(1_200),
        sold_out,
    };
    let wishes = [wish(false), wish(true)];
    let full = Person {
        tags: &[title, "Window seat"],
        wishes: &[title],
        wish_count: 9,
        birthday_counts_from: Some(spring),
        relatives: &many_relatives,
        ..person(Some(born), 41, &many)
    };
    let bought = [(title.to_owned(), 2), ("Cup".to_owned(), 1)];

    let mut pages = pages![
        file::person(lang, &full);
        file::person(lang, &person(Some(today), 0, &pairs));
        file::person(lang, &person(Some(lunar), 3, &pairs));
        file::birthday_is_late(lang, spring);
        file::ask_why_birthday_counts(lang, name);
        file::birthday_counts(lang);
        file::own_birthday(lang);
        file::open_orders_of(lang, name);
        file::no_open_orders_of(lang, name);
        file::wishes_of(lang, name, &wishes, super::currency("EUR"));
        file::no_wishes_of(lang, name);
        file::family_of(lang, name, &many_relatives);
        file::no_family_of(lang, name);
        file::birthday(lang, born);
        file::birthday(lang, lunar);
        file::relative(lang, &relatives[0]);
        file::fields(lang, name);
        file::no_fields(lang);
        file::field_label(lang, &fields[0], None);
        file::may_not_change_alert(lang);
        file::notes(lang, name, &notes);
        file::notes(lang, name, &[]);
        file::remove_this_label(lang, typed);
        file::ask_note(lang, name, false);
        file::ask_note(lang, name, true);
        file::note_too_long(lang, 500);
        file::note_kept(lang, name);
        file::note_removed(lang);
        file::note_put_back(lang);
        file::note_of_a_colleague_alert(lang);
        file::tags(lang, name, &[title]);
        file::tags(lang, name, &[]);
        file::tag_label(title, true);
        file::tag_label(title, false);
        file::ask_tag(lang);
        file::bad_tag(lang, 30);
        file::too_many_tags(lang, 50);
        file::tag_by_rule_alert(lang);
        file::photo(lang, name, typed, spring, 1, 3);
        file::no_photos(lang, name);
        file::ask_photo(lang, name);
        file::photo_kept(lang, name);
        file::too_many_photos(lang, 12);
        file::members(lang, 1);
        file::members(lang, 12);
    ];
    // What was bought stands in a row of purchases, which escapes it.
    pages.push(Page {
        module: "file",
        function: "bought",
        text: say::escape(&say::file::bought(&bought)),
    });
    for (field, value) in &pairs {
        pages.extend(pages![
            file::field_row(lang, field, value);
            file::field_label(lang, field, Some(value));
            file::value(lang, value);
            file::field(lang, name, field, Some(value));
            file::field(lang, name, field, None);
            file::how_to_write(lang, field);
        ]);
    }
    for why in [
        Unfit::Empty,
        Unfit::TooLong { most: 300 },
        Unfit::NotANumber,
        Unfit::TwoNumbers,
        Unfit::NotADay,
        Unfit::NotAChoice,
        Unfit::NotASize,
        Unfit::NotAPhoto,
    ] {
        pages.extend(pages![file::unfit(lang, why);]);
    }
    for act in Act::ALL {
        pages.extend(pages![file::act_label(lang, act);]);
    }
    for relation in Relation::ALL {
        pages.extend(pages![file::relation_label(lang, relation);]);
    }
    pages
}

#[expect(clippy::too_many_lines, reason = "a list of pages")]
pub fn about_me(lang: Lang, people: &People) -> Vec<Page> {
    let (name, title, shop) = (people.name.as_str(), people.title.as_str(), people.shop.as_str());
    let eur = currency("EUR");
    let born = Birthday::gregorian(3, 14, Some(1990)).unwrap();
    let mut fields: Vec<Field> = kinds().into_iter().map(|kind| field(title, kind)).collect();
    for (field, circle) in fields.iter_mut().zip(Circle::ALL) {
        field.seen_by = circle;
    }
    let known = values(title);
    let pairs: Vec<_> = fields
        .iter()
        .zip(&known)
        .map(|(field, value)| (field, Some(value)))
        .collect();
    let own = Own {
        shop,
        name,
        phone: Some("+628123456"),
        email: Some("anna@example.org"),
        birthday: Some(born),
        fields: &pairs,
        relatives: 2,
        wishes: 3,
        kept_by_staff: true,
    };
    let new = Own {
        phone: None,
        email: None,
        birthday: None,
        fields: &[],
        relatives: 0,
        wishes: 0,
        kept_by_staff: false,
        ..own
    };
    let wish = |sold_out| Wish {
        title,
        price: money(900),
        sold_out,
    };
    let mut pages = pages![
        me::own(lang, &own);
        me::own(lang, &new);
        me::ask_name(lang, name, true);
        me::ask_name(lang, name, false);
        me::no_name(lang, 60);
        me::name_kept(lang, name);
        me::ask_email(lang, Some("anna@example.org"));
        me::ask_email(lang, None);
        me::no_email(lang);
        me::kept(lang, points(0));
        me::kept(lang, points(10));
        me::birthday_kept(lang, points(0), None, None);
        me::birthday_kept(lang, points(0), Some(day("2027-03-12")), None);
        me::birthday_kept(lang, points(10), Some(day("2027-03-12")), Some(day("2027-03-12")));
        me::removed(lang);
        me::not_yours_to_change_alert(lang);
        me::asked_again(lang, true);
        me::asked_again(lang, false);
        me::birthday(lang, Some(born));
        me::birthday(lang, None);
        me::birthday_of(lang, name, Some(born), Some(day("2028-03-12")));
        me::birthday_of(lang, name, None, None);
        me::from_profile(lang, born);
        me::choose_month(lang);
        me::choose_day(lang);
        me::month_label(lang, 3, false);
        me::month_label(lang, 3, true);
        me::bad_birthday(lang);
        me::birthday_not_yet(lang, day("2028-03-12"));
        me::family(lang, &[father(name), father(name)]);
        me::family(lang, &[]);
        me::choose_relation(lang);
        me::relative(lang, &father(name));
        me::line_too_long(lang, 40);
        me::too_many_relatives(lang, 12);
        me::wishes(lang, &[wish(false), wish(true)], eur);
        me::wishes(lang, &[], eur);
        me::wished_alert(lang, true);
        me::wished_alert(lang, false);
        me::too_many_wishes_alert(lang, 50);
        me::put_off(lang, true);
        me::put_off(lang, false);
        me::option_label(title);
    ];
    for field in &fields {
        pages.extend(pages![
            me::field(lang, field, known.first(), true);
            me::field(lang, field, None, false);
            me::seen_by(lang, field.seen_by);
        ]);
    }
    for (subject, why) in [
        (Some(Subject::Birthday), None),
        (Some(Subject::Family), None),
        (None, Some(title)),
        (None, None),
    ] {
        let asked = Question {
            shop,
            subject,
            title,
            why,
            points: points(10),
        };
        pages.extend(pages![me::question(lang, &asked);]);
    }
    for act in OwnAct::ALL {
        pages.extend(pages![me::act_label(lang, act);]);
    }
    for what in RelativeLine::ALL {
        pages.extend(pages![me::ask_relative(lang, what);]);
    }
    pages
}

pub fn about_field_editor(lang: Lang, people: &People) -> Vec<Page> {
    let title = people.title.as_str();
    let asked = Field {
        asked: true,
        ..field(title, FieldKind::Size { sizes: sizes() })
    };
    let retired = Field {
        active: false,
        group: None,
        why: None,
        ..field(title, FieldKind::Text)
    };
    let asking = |asks, n| Asking {
        asks,
        every_days: 7,
        points: points(n),
    };
    let mut pages = pages![
        field_editor::list(lang, &[asked.clone(), retired.clone()], &asking(true, 10));
        field_editor::list(lang, &[], &asking(false, 0));
        field_editor::list(lang, &[], &asking(true, 0));
        field_editor::detail(lang, &asked, Some(12));
        field_editor::detail(lang, &retired, None);
        field_editor::points_label(lang, 10);
        field_editor::every_label(lang, 7);
        field_editor::bad_text(lang, 40);
        field_editor::bad_options(lang, UnfitOptions::TooFew);
        field_editor::bad_options(lang, UnfitOptions::TooMany { most: 24 });
        field_editor::bad_options(lang, UnfitOptions::TooLong { most: 40 });
        field_editor::saved(lang, title);
        field_editor::too_many(lang, 40);
        field_editor::choose_set(lang);
        field_editor::took_set(lang, 7);
        field_editor::shoe_sizes(true);
        field_editor::clothes_sizes();
    ];
    for kind in kinds() {
        pages.extend(pages![field_editor::kind_label(lang, &kind);]);
    }
    for circle in Circle::ALL {
        pages.extend(pages![field_editor::circle_label(lang, circle);]);
    }
    for act in EditorAct::ALL {
        pages.extend(pages![field_editor::act_label(lang, act);]);
    }
    for what in Ask::ALL {
        pages.extend(pages![field_editor::ask(lang, what);]);
    }
    for set in ReadySet::ALL {
        let fields = say::field_editor::ready(lang, set);
        let told = fields.iter().map(|(_, field)| {
            let (options, why) = (field.kind.options().join("/"), field.why.as_deref().unwrap_or_default());
            format!("{} {options} {why}", field.title)
        });
        pages.push(Page {
            module: "field_editor",
            function: "ready",
            text: told.collect::<Vec<_>>().join("\n"),
        });
        pages.extend(pages![field_editor::set_label(lang, set);]);
    }
    pages.extend(pages![field_editor::titles_of("cafe-drink");]);
    pages
}

/// A condition of each kind.
fn every_fact<'a>(title: &'a str, value: &'a FieldValue) -> Vec<Fact<'a>> {
    let mut facts = vec![
        Fact::Spent {
            least: money(50_000),
            days: 90,
        },
        Fact::Bought {
            category: title,
            days: None,
        },
        Fact::Bought {
            category: title,
            days: Some(1),
        },
        Fact::Tier { title },
        Fact::Field { title, value: None },
        Fact::Field {
            title,
            value: Some(value),
        },
        Fact::Quiet { days: 60 },
    ];
    facts.extend(KindName::ALL.map(Fact::Customer));
    facts
}

pub fn about_tag_editor(lang: Lang, people: &People) -> Vec<Page> {
    let (title, eur) = (people.title.as_str(), currency("EUR"));
    let value = FieldValue::Choice(title.into());
    let facts = every_fact(title, &value);
    let row = |facts: &[Fact<'static>], active, worn| Row {
        title: "Big spender",
        facts: facts.to_vec(),
        worn,
        active,
    };
    let rows: Vec<Row<'_>> = facts
        .chunks(4)
        .map(|facts| Row {
            title,
            facts: facts.to_vec(),
            worn: 1,
            active: true,
        })
        .chain([row(&[], true, 12), row(&[], true, 10_000), row(&[], false, 12)])
        .collect();
    let tried = |fitting, new, losing, all| Tried {
        looked_at: 20_000,
        fitting,
        new,
        losing,
        all,
    };
    let sketch = |tried| Sketch {
        title,
        facts: &facts,
        active: true,
        worn: Some(12),
        tried: Some(tried),
        currency: eur,
    };
    let by_hand = Sketch {
        facts: &[],
        active: false,
        tried: None,
        ..sketch(tried(0, 0, 0, true))
    };
    let nobody = Tried {
        looked_at: 0,
        ..tried(0, 0, 0, true)
    };
    let mut pages = pages![
        tag_editor::list(lang, &rows, eur);
        tag_editor::list(lang, &[], eur);
        tag_editor::detail(lang, &sketch(nobody));
        tag_editor::detail(lang, &sketch(tried(0, 0, 3, true)));
        tag_editor::detail(lang, &sketch(tried(12, 12, 0, true)));
        tag_editor::detail(lang, &sketch(tried(12, 0, 0, true)));
        tag_editor::detail(lang, &sketch(tried(12, 5, 1, false)));
        tag_editor::detail(lang, &by_hand);
        tag_editor::choice_label(title);
        tag_editor::days_label(lang, 90);
        tag_editor::bad_days(lang, 3_650);
        tag_editor::too_many_conditions(lang, 4);
        tag_editor::saved(lang, title, true);
        tag_editor::saved(lang, title, false);
    ];
    for what in &facts {
        pages.extend(pages![
            tag_editor::fact(lang, what, eur);
            tag_editor::remove_label(lang, what, eur);
        ]);
    }
    for kind in KindName::ALL {
        pages.extend(pages![tag_editor::customer_label(lang, kind);]);
    }
    for act in TagAct::ALL {
        pages.extend(pages![tag_editor::act_label(lang, act);]);
    }
    for about in About::ALL {
        pages.extend(pages![
            tag_editor::about_label(lang, about);
            tag_editor::nothing_to_choose(lang, about);
        ]);
    }
    for what in TagAsk::ALL {
        pages.extend(pages![tag_editor::ask(lang, what);]);
    }
    pages
}
