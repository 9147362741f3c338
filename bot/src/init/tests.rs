//! What a shop's file says, and how it is said what is wrong with one.

use domain::birthday::BirthdayGift;

use super::*;

const EXAMPLE: &str = include_str!("../../../shop.example.toml");

fn flaws(text: &str) -> Vec<(usize, usize, String)> {
    file::read(text)
        .unwrap_err()
        .into_iter()
        .map(|flaw| (flaw.line, flaw.column, flaw.said))
        .collect()
}

fn minimal(more: &str) -> String {
    format!(
        "[shop]\nslug = \"cafe\"\nname = \"Café\"\nlanguage = \"en\"\ntime_zone = \"Europe/Paris\"\ncurrency = \"EUR\"\nowner = 7\n{more}"
    )
}

#[test]
fn the_example_is_a_file_that_can_be_used() {
    let file = file::read(EXAMPLE).unwrap();

    assert_eq!(file.slug, "corner-coffee");
    assert_eq!(file.gifts.len(), 3);
    assert_eq!(file.staff.len(), 2);
    assert_eq!(file.rules.len(), 2);
    assert_eq!((file.categories.len(), file.products.len()), (2, 3));
    assert_eq!((file.tiers.len(), file.offers.len()), (3, 2));
    assert_eq!((file.fields.len(), file.tags.len()), (3, 4));
    assert_eq!(file.automations.len(), 3);
}

#[test]
fn the_example_documents_every_key() {
    for key in [
        file::SHOP_KEYS,
        file::POINTS_KEYS,
        file::STAFF_KEYS,
        file::GIFT_KEYS,
        rules::RULE_KEYS,
        catalogue::TILL_KEYS,
        mail::KEYS,
        birthdays::BIRTHDAYS_KEYS,
        catalogue::CATEGORY_KEYS,
        catalogue::PRODUCT_KEYS,
        offers::OFFER_KEYS,
        tiers::TIER_RULES_KEYS,
        tiers::GRADES_KEYS,
        tiers::TIER_KEYS,
        fields::FIELD_KEYS,
        tags::TAG_KEYS,
        people::PEOPLE_KEYS,
        automations::AUTOMATION_KEYS,
        automations::WAVE_KEYS,
        automations::BRINGS_KEYS,
        automations::TIER_WAVE_KEYS,
    ]
    .concat()
    {
        let documented = EXAMPLE
            .lines()
            .any(|line| line.trim_start_matches(['#', ' ']).starts_with(&format!("{key} =")));
        assert!(documented, "{key}");
    }
}

#[test]
fn b7_a_birthday_brings_one_thing() {
    let tier = |more: &str| minimal(&format!("[[tiers]]\nslug = \"gold\"\ntitle = \"Gold\"\n{more}"));
    let brings = |more: &str| file::read(&tier(more)).unwrap().tiers[0].birthday.clone();

    assert_eq!(brings(""), None);
    assert_eq!(
        brings("birthday_thing = \"A slice of cake\""),
        Some(BirthdayGift::thing("A slice of cake".into()))
    );
    assert_eq!(
        brings("birthday_percent = 200\nbirthday_percent_days = 7"),
        Some(BirthdayGift::points(200, 7))
    );
    let two = flaws(&tier("birthday_off = \"5\"\nbirthday_thing = \"Cake\""));
    assert!(two[0].2.starts_with("a birthday brings one of"), "{two:?}");
    let no_rate = flaws(&tier("birthday_percent_days = 7"));
    assert!(no_rate[0].2.contains("is missing"), "{no_rate:?}");
}

#[test]
fn what_is_wrong_with_a_catalogue_is_said() {
    let said = |more: &str| -> Vec<String> { flaws(&minimal(more)).into_iter().map(|(.., said)| said).collect() };
    let product = |more: &str| {
        format!(
            "[[categories]]\nslug = \"beans\"\ntitle = \"Beans\"\n[[products]]\nslug = \"house\"\ntitle = \"House\"\n{more}"
        )
    };

    assert_eq!(
        said(&product("price = \"9\"\nmember_price = \"9.01\"")),
        ["\"member_price\" is above \"price\"; members pay what everybody pays, or less"]
    );
    assert_eq!(
        said(&product("price = \"9\"\ncategory = \"bean\"")),
        ["there is no category \"bean\"; did you mean \"beans\"?"]
    );
    assert_eq!(said(&product("price = \"0\"")).len(), 1);
    assert_eq!(
        said("[till]\nworth = \"1\""),
        ["\"worth_points\" is missing: \"worth_points\" of them are \"worth\""]
    );
}

#[test]
fn what_is_wrong_with_an_offer_or_grades_is_said_with_its_line() {
    let offer = |more: &str| {
        minimal(&format!(
            "[[tiers]]\nslug = \"gold\"\ntitle = \"Gold\"\n[[categories]]\nslug = \"beans\"\ntitle = \"Beans\"\n\
                 [[products]]\nslug = \"blend\"\ntitle = \"Blend\"\nprice = \"9\"\n\
                 [[offers]]\nslug = \"quiet\"\ntitle = \"Quiet\"\nuntil = 2027-03-31\n{more}"
        ))
    };
    for (text, line, said) in [
        (
            offer("amount_off = \"5\"\ntiers = [\"gold\", \"silber\"]"),
            23,
            "there is no tier \"silber\"",
        ),
        (
            offer("amount_off = \"5\"\nkinds = [\"leader\", \"kin\"]"),
            23,
            "some of \"prospect\", \"occasional\", \"key\", \"leader\" in brackets",
        ),
        (
            offer("amount_off = \"5\"\nonly_products = [\"blent\"]"),
            23,
            "there is no product \"blent\"; did you mean \"blend\"?",
        ),
        (
            offer("amount_off = \"5\"\nonly_products = [\"blend\"]\nonly_categories = [\"beans\"]"),
            24,
            "leave one of the two out",
        ),
        (offer("amount_off = \"5\"\ntiers = []"), 23, "short names in brackets"),
        (offer("amount_off = \"5\"\nproduct = \"blend\""), 23, "goes with"),
        (offer("amount_off = \"5\"\nbudget = \"4.99\""), 23, "not enough for one"),
        (offer("points_percent = 200\nbudget = \"40\""), 23, "counts money off"),
        (offer("amount_off = \"5\"\ntransferable = 1"), 23, "true or false"),
        (
            offer("amount_off = \"5\"\nfrom_tier = \"old\""),
            23,
            "there is no tier \"old\"",
        ),
        (offer("points_percent = 100"), 22, "from 101 to 1000"),
        (
            minimal("[grades]\ndays = [30, 60, 60, 240]\nvisits = [2, 4, 8, 16]\nmoney = [1, 2, 3, 4]"),
            9,
            "each above the one before",
        ),
        (
            minimal("[grades]\ndays = [30, 60, 120, 240]\nvisits = [2, 4, 8]\nmoney = [1, 2, 3, 4]"),
            10,
            "four values in brackets",
        ),
        (
            minimal("[grades]\ndays = [30, 60, 120, 240]\nmoney = [1, 2, 3, 4]"),
            8,
            "\"grades\" lacks \"visits\"",
        ),
        (
            minimal("[grades]\nleader_buyers = 0"),
            9,
            "a whole number from 1 to 1000",
        ),
    ] {
        let told = flaws(&text);
        assert!(
            told.iter().any(|flaw| flaw.0 == line && flaw.2.contains(said)),
            "{text}: {told:?}"
        );
    }
    let both = minimal(
        "[grades]\ndays = [30, 60, 120, 240]\nvisits = [2, 4, 8, 16]\nmoney = [1, 2.5, \"30\", 400]\nleader_buyers = 5",
    );
    assert_eq!(file::read(&both).unwrap().grades.edits().len(), 2);
}

#[test]
fn a_short_file_keeps_to_the_proposed_rules() {
    let file = file::read(&minimal("")).unwrap();

    assert_eq!(
        file.points.over(PointRules::proposed(file.currency)),
        PointRules::proposed(file.currency)
    );
}

#[test]
fn what_the_file_says_about_points_goes_over_what_was() {
    let file = file::read(&minimal("[points]\nper = 2.5\nexpire_after_months = 0\nwelcome = 0")).unwrap();

    let rules = file.points.over(PointRules::proposed(file.currency));

    assert_eq!(rules.earn_per.minor(), 250);
    assert_eq!(rules.expiry_months, None);
    assert!(rules.welcome.is_zero());
    assert_eq!(rules.check_in, PointRules::proposed(file.currency).check_in);
}

#[test]
fn every_mistake_is_told_at_once_with_its_line() {
    let text = r#"[shop]
slug = "Corner Coffee"
name = "Corner Coffee"
langauge = "en"
time_zone = "Jakarta"
currency = "EURO"
owner = "me"

[points]
per = "1"
pionts = 3
welcome = -5

[[staff]]
telegram_id = 7
name = "Ben"
role = "boss"

[[gifts]]
slug = "coffee"
title = "Coffee"
points = 0
from = 2027-03-02
until = 2027-03-01

[[gifts]]
slug = "coffee"
points = 5
"#;

    let told: Vec<(usize, usize, String)> = flaws(text);

    let expected = [
        (1, 2, r#""shop" lacks "language": add a line such as language = "en""#),
        (
            2,
            8,
            r#""slug" must be a short name of a-z, 0-9 and - in quotes, such as "free-coffee", not "Corner Coffee""#,
        ),
        (4, 1, r#"unknown key "langauge"; did you mean "language"?"#),
        (
            5,
            13,
            r#""time_zone" must be a time zone by its IANA name in quotes, such as "Asia/Jakarta", not "Jakarta""#,
        ),
        (
            6,
            12,
            r#""currency" must be the three letters of a currency in quotes, such as "EUR", "CNY" or "IDR", not "EURO""#,
        ),
        (
            7,
            9,
            r#""owner" must be the number that a person has in Telegram, without quotes, such as 123456789, not "me""#,
        ),
        (
            11,
            1,
            r#"unknown key "pionts"; here can stand per, earn, welcome, check_in, expire_after_months, spendable_after_days, free_per_day, free_in_total, alone_up_to"#,
        ),
        (12, 11, r#""welcome" must be a whole number from 0 to 1000000, not -5"#),
        (
            17,
            8,
            r#""role" must be one of "clerk", "manager", "owner", not "boss""#,
        ),
        (22, 10, r#""points" must be a whole number from 1 to 1000000, not 0"#),
        (24, 9, r#""until" is before "from"; write 2027-03-02 or a later day"#),
        (
            26,
            1,
            r#""gifts" lacks "title": add a line such as title = "Free coffee""#,
        ),
        (
            27,
            8,
            r#""coffee" names another gift already; each needs a name of its own"#,
        ),
    ];
    assert_eq!(
        told,
        expected.map(|(line, column, said)| (line, column, said.to_owned()))
    );
}

#[test]
fn lines_that_are_no_toml_are_all_told() {
    let told = flaws("[shop]\nname = Corner Coffee\nslug = \"x\nowner = 7\n");

    let lines: Vec<usize> = told.iter().map(|(line, ..)| *line).collect();
    assert!(lines.contains(&2) && lines.contains(&3), "{told:?}");
}

#[test]
fn parts_of_the_wrong_shape_are_told() {
    for (text, line, said) in [
        ("", 1, "there is no [shop]"),
        ("shop = 5", 1, "[shop] on a line"),
        (&minimal("[gifts]\nslug = \"x\""), 8, "[[gifts]] on a line"),
        (
            &minimal("[[staff]]\ntelegram_id = 7\nname = \"A\"\nrole = \"clerk\""),
            9,
            "7 is on the staff twice",
        ),
        (
            &minimal("[[rules]]\nslug = \"a\"\ntitle = \"A\"\npercent = 100"),
            11,
            "a whole number from 101 to 1000",
        ),
        (
            &minimal(
                "[[categories]]\nslug = \"beans\"\ntitle = \"Beans\"\n[[rules]]\nslug = \"a\"\ntitle = \"A\"\npercent = 200\ncategory = \"bean\"",
            ),
            15,
            "there is no category \"bean\"; did you mean \"beans\"?",
        ),
        (
            &minimal("[[rules]]\nslug = \"a\"\ntitle = \"A\"\npercent = 200\ntier = \"gold\""),
            12,
            "there is no tier \"gold\"",
        ),
        (
            &minimal("[[rules]]\nslug = \"a\"\ntitle = \"A\"\npercent = 200\nweekdays = [\"someday\"]"),
            12,
            "days of the week in brackets",
        ),
        (
            &minimal("[[rules]]\nslug = \"a\"\ntitle = \"A\"\npercent = 200\nfrom = 2027-03-02\nuntil = 2027-03-01"),
            13,
            "\"until\" is before \"from\"",
        ),
        (
            &minimal("[[gifts]]\nslug = \"a\"\ntitle = \"A\"\npoints = 5\nuntil = 2027-13-01"),
            12,
            "",
        ),
    ] {
        let told = flaws(text);
        assert!(
            told.iter().any(|flaw| flaw.0 == line && flaw.2.contains(said)),
            "{text}: {told:?}"
        );
    }
}

#[test]
fn mistakes_read_like_those_of_a_compiler() {
    let flaws = Flaws {
        file: "shop.toml".into(),
        flaws: vec![Flaw {
            line: 3,
            column: 8,
            said: "\"name\" must be shorter".into(),
        }],
    };

    assert_eq!(
        flaws.to_string(),
        "shop.toml:3:8: \"name\" must be shorter\n1 mistake; nothing was written"
    );
}
