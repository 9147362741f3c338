//! What is said on birthdays, and about them.

use domain::birthday::Told;
use domain::letter::Letter;
use domain::relative::Relation;
use domain::terms::{Terms, Worth};
use domain::{Lang, MemberId, RelativeId};
use say::birthdays::{Gift, Greeting, Soon};
use uuid::Uuid;

use super::{Page, People, currency, day, money, said};

pub fn about_birthdays(lang: Lang, people: &People) -> Vec<Page> {
    let eur = currency("EUR");
    let (off, thing) = (Terms::of(Worth::Amount { off: money(500) }), Terms::of(Worth::Gift));
    let gift = |terms| Gift {
        title: &people.title,
        terms,
        currency: eur,
        code: "ABCD-EFGH-JKMN",
        until: day("2027-04-11"),
    };
    let greeting = |name, gift, days_late, line| Greeting {
        shop: &people.shop,
        name,
        gift,
        days_late,
        line,
    };
    let name = people.name.as_str();
    let typed = Some(people.typed.as_str());
    let names = [people.name.clone(), "Ben".to_owned(), "Cleo".to_owned()];
    let soon = |name, ahead, tier, told, greeted, line| Soon {
        name,
        day: day("2027-03-10") + chrono::TimeDelta::days(ahead),
        tier,
        told,
        greeted,
        line,
    };
    let week = [
        soon(name, 0, Some(people.title.as_str()), Told::Private, true, typed),
        soon("Ben", 0, None, Told::Group, false, typed),
        soon(name, 1, None, Told::Never, false, None),
        soon("Cleo", 6, Some("Gold"), Told::Private, false, None),
    ];
    let today = day("2027-03-10");
    let coming = |relation, name: &str, known: &str, days| Letter::FamilyDay {
        shop: people.shop.clone(),
        member: MemberId(Uuid::nil()),
        relative: RelativeId(Uuid::nil()),
        relation,
        name: name.into(),
        size: known.into(),
        taste: known.into(),
        last: (!known.is_empty()).then(|| (people.title.clone(), today)),
        day: today,
        starts_at: chrono::DateTime::UNIX_EPOCH,
        days,
    };
    let labels = Relation::ALL.map(|relation| Page {
        module: "birthdays",
        function: "order_for_label",
        text: say::birthdays::order_for_label(lang, relation),
    });
    let mut pages = pages![
        birthdays::family_day(lang, &coming(Relation::Father, name, &people.typed, 7));
        birthdays::family_day(lang, &coming(Relation::Other, name, "", 1));
        birthdays::family_day(lang, &coming(Relation::Mother, "", "", 0));
        birthdays::ordering_for(lang, name);
        birthdays::no_reminder_label(lang);
        birthdays::reminder_label(lang);
        birthdays::reminder_dropped(lang);
        birthdays::reminds(lang, Some(7));
        birthdays::reminds(lang, None);
        birthdays::week(lang, today, &week);
        birthdays::week(lang, today, &[]);
        birthdays::week_label(lang);
        birthdays::first_page_label(lang);
        birthdays::next_page_label(lang);
        birthdays::line_label(lang);
        birthdays::remove_line_label(lang);
        birthdays::ask_line(lang, name, today, typed, 200);
        birthdays::ask_line(lang, name, today, None, 200);
        birthdays::line_written(lang);
        birthdays::line_removed(lang);
        birthdays::line_too_late(lang);
        birthdays::line_not_greeted(lang);
        birthdays::line_not_soon(lang);
        birthdays::title(lang);
        birthdays::gift(lang, &people.title, &off, eur);
        birthdays::gift(lang, &people.title, &thing, eur);
        birthdays::greeting(lang, &greeting(name, None, 0, typed));
        birthdays::greeting(lang, &greeting(name, Some(gift(&off)), 0, None));
        birthdays::greeting(lang, &greeting("", Some(gift(&thing)), 0, None));
        birthdays::greeting(lang, &greeting(name, None, 2, None));
        birthdays::greeting(lang, &greeting("", Some(gift(&off)), 3, typed));
        birthdays::greeting(lang, &greeting(name, Some(gift(&thing)), 6, typed));
        birthdays::in_group(lang, &names[..1], &[], 0);
        birthdays::in_group(lang, &names, &names[..2], 5);
        birthdays::in_group(lang, &[], &names[..2], 0);
        birthdays::in_group(lang, &[], &[], 3);
        birthdays::how_told(lang, Told::Private);
        birthdays::how_told(lang, Told::Group);
        birthdays::how_told(lang, Told::Never);
        birthdays::told_label(lang, Told::Private, true);
        birthdays::told_label(lang, Told::Group, false);
        birthdays::told_label(lang, Told::Never, false);
        birthdays::open_gift_label(lang);
        birthdays::not_your_gift_alert(lang);
    ];
    pages.extend(labels);
    pages
}
