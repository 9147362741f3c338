//! What is said on birthdays, and about them.

use domain::Lang;
use domain::birthday::Told;
use domain::terms::{Terms, Worth};
use say::birthdays::{Gift, Greeting};

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
    pages![
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
    ]
}
