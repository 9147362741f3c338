//! What a file says of automations, and how it is said what is wrong with it.

use domain::automation::Brings;
use domain::terms::Worth;

use super::*;
use crate::init::file;

fn text(automation: &str) -> String {
    format!(
        "[shop]\nslug = \"cafe\"\nname = \"Café\"\nlanguage = \"en\"\ntime_zone = \"Europe/Paris\"\ncurrency = \"EUR\"\n\
         owner = 7\n[[tiers]]\nslug = \"gold\"\ntitle = \"Gold\"\n\
         [[fields]]\nslug = \"milk\"\ntitle = \"Milk\"\ntype = \"choice\"\nchoices = [\"Oat\", \"Soy\"]\n\
         [[fields]]\nslug = \"debts\"\ntitle = \"Debts\"\ntype = \"choice\"\nchoices = [\"Yes\", \"No\"]\nseen_by = \"owner\"\n\
         [[fields]]\nslug = \"note\"\ntitle = \"Note\"\ntype = \"text\"\n\
         [[automations]]\nslug = \"back\"\n{automation}"
    )
}

fn flaws(automation: &str) -> Vec<(usize, String)> {
    let told = file::read(&text(automation)).map_or_else(|flaws| flaws, |_| Vec::new());
    told.into_iter().map(|flaw| (flaw.line, flaw.said)).collect()
}

/// The first line of what is tried.
const FIRST: usize = 28;

#[test]
fn m8_what_is_wrong_with_an_automation_is_said_with_its_line() {
    let retain = |more: &str| format!("kind = \"retain\"\n{more}");
    for (automation, line, said) in [
        (
            "on = true".to_owned(),
            FIRST - 2,
            "\"automations\" lacks \"kind\": add a line such as kind = \"retain\"",
        ),
        ("kind = \"retian\"".to_owned(), FIRST, "one of \"remind\""),
        (retain("on = \"yes\""), FIRST + 1, "true or false"),
        (retain("left_out = 51"), FIRST + 1, "a whole number from 0 to 50"),
        (
            retain("day = \"12-24\""),
            FIRST + 1,
            "\"day\" goes with kind = \"holiday\"",
        ),
        (
            "kind = \"holiday\"".to_owned(),
            FIRST - 2,
            "\"automations\" lacks \"day\": add a line such as day = \"12-24\"",
        ),
        (
            "kind = \"holiday\"\nday = \"13-24\"".to_owned(),
            FIRST + 1,
            "or \"lunar 1-1\" for the Lunar New Year",
        ),
        (
            retain("tiers = [\"golf\"]"),
            FIRST + 1,
            "there is no tier \"golf\"; did you mean \"gold\"?",
        ),
        (
            retain("fields = { mlik = [\"Oat\"] }"),
            FIRST + 1,
            "there is no field \"mlik\"; did you mean \"milk\"?",
        ),
        (
            retain("fields = { milk = [\"Rice\"] }"),
            FIRST + 1,
            "some of its choices in brackets: \"Oat\", \"Soy\"",
        ),
        (
            retain("fields = { debts = [\"Yes\"] }"),
            FIRST + 1,
            "only the owner sees \"debts\"",
        ),
        (
            retain("fields = { note = [\"Yes\"] }"),
            FIRST + 1,
            "fields of type \"choice\"",
        ),
        (retain("fields = [\"milk\"]"), FIRST + 1, "\"fields\" must be in braces"),
    ] {
        is_told(&automation, line, said);
    }
}

fn is_told(automation: &str, line: usize, said: &str) {
    let told = flaws(automation);
    assert!(
        told.iter().any(|flaw| flaw.0 == line && flaw.1.contains(said)),
        "{automation}: {told:#?}"
    );
}

#[test]
fn m8_what_is_wrong_with_a_message_is_said_with_its_line() {
    let wave = |more: &str| format!("kind = \"retain\"\n[[automations.waves]]\n{more}");
    for (automation, line, said) in [
        (
            "kind = \"retain\"\n[automations.waves]\ndays = 3".to_owned(),
            FIRST + 1,
            "write [[automations.waves]] on a line",
        ),
        (
            wave("points = 5"),
            FIRST + 1,
            "lacks \"days\": add a line such as days = 30",
        ),
        (wave("days = 0"), FIRST + 2, "a whole number from 1 to 730"),
        (
            wave("days = 3\n[[automations.waves]]\ndays = 3"),
            FIRST + 4,
            "another message of it goes out on that day already",
        ),
        (
            wave("days = 3\npoints = 0"),
            FIRST + 3,
            "a whole number from 1 to 1000000",
        ),
        (
            wave("days = 3\npoints = 5\namount_off = \"5\""),
            FIRST + 4,
            "a message brings one of",
        ),
        (wave("days = 3\nvalid_days = 5"), FIRST + 3, "is said of a coupon"),
        (wave("days = 3\npercent_off = 10"), FIRST + 1, "lacks \"at_most\""),
        (
            wave("days = 3\nwords = { en = \"Hi {nmae}\" }"),
            FIRST + 3,
            "with these places if you like: {name}, {shop}, {days}",
        ),
        (
            wave("days = 3\nwords = { en = \"Hi {name\" }"),
            FIRST + 3,
            "each { has its }",
        ),
        (
            wave("days = 3\nwords = { fr = \"Salut\" }"),
            FIRST + 3,
            "unknown key \"fr\"; here can stand en, zh-CN, id",
        ),
        (
            wave("days = 3\n[[automations.waves.tiers]]\ntier = \"golf\"\npoints = 5"),
            FIRST + 4,
            "did you mean \"gold\"?",
        ),
        (
            wave(&"days = 3\n[[automations.waves]]\n".repeat(6)),
            FIRST + 12,
            "5 messages are as many",
        ),
    ] {
        is_told(&automation, line, said);
    }
}

#[test]
fn what_a_file_says_of_an_automation_is_read() {
    let read = |automation: &str| file::read(&text(automation)).unwrap().automations.remove(0);

    let short = read("kind = \"retain\"");
    assert_eq!((short.on, short.people, short.waves), (None, None, Vec::new()));
    let long = read(
        "kind = \"holiday\"\nday = \"lunar 1-1\"\non = true\nkinds = [\"key\"]\nfields = { milk = [\"oat\"] }\n\
         [[automations.waves]]\ndays = 0\npercent_off = 10\nat_most = \"5\"\nfrom_amount = \"20\"\nvalid_days = 7\n\
         words = { en = \"A & B {name}\", zh-CN = \"{name}，新年好\" }\n\
         [[automations.waves.tiers]]\ntier = \"gold\"\npoints = 50",
    );
    assert_eq!(long.day, Birthday::lunar(1, 1, false, None));
    let wave = &long.waves[0];
    assert!(matches!(
        &wave.brings,
        Brings::Coupon { terms, valid_days: 7 }
            if matches!(terms.worth, Worth::Percent { percent: 10, .. }) && terms.min_spend.is_some()
    ));
    assert!(matches!(&wave.by_tier[..], [(gold, Brings::Points { .. })] if gold == "gold"));
    assert_eq!(wave.words[0].1.as_str(), "A &amp; B {name}");
}
