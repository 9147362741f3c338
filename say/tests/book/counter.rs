//! What owners and staff hear.

use chrono::{NaiveTime, TimeDelta};
use domain::automation::{Brings, Trigger};
use domain::birthday::Birthday;
use domain::gift::Gift;
use domain::order::Channel;
use domain::role::Role;
use domain::setting::{Setting, Topic};
use domain::shop::{PointRules, Shop};
use domain::tier::Basis;
use domain::typed_money::Unclear;
use domain::{Lang, Points};
use say::altered::{Altered, Part, Value};
use say::automation_editor::{Piece, Words};
use say::gift_editor::Field;
use say::setup::GroupRight;
use say::staff::{AuditRow, Colleague};
use say::till::{File, Purchase, Sale};

use super::{Page, People, currency, day, deeds, gift, money, points, said, shop};

pub fn about_setup(lang: Lang, people: &People) -> Vec<Page> {
    let eur = currency("EUR");
    let jpy = currency("JPY");
    let sek = currency("SEK");
    let shop_name = people.shop.as_str();
    let title = people.title.as_str();
    let typed = people.typed.as_str();
    let settled = shop(shop_name, eur);
    let link = "https://t.me/regulars_bot?start=ABCDEFGHJKMN";

    let mut pages = pages![
        setup::claim_console(link);
        setup::claimed(lang);
        setup::claim_link_wrong(lang);
        setup::claim_link_used(lang);
        setup::claim_link_expired(lang);
        setup::resumed(lang);
        setup::step(lang, 2, 6);
        setup::ask_language(lang);
        setup::ask_shop_name(lang);
        setup::ask_time_zone(lang);
        setup::type_time_zone(lang);
        setup::choose_time_zone(lang, typed);
        setup::bad_time_zone(lang, typed);
        setup::time_zone_label("America/New_York", NaiveTime::from_hms_opt(14, 5, 0).unwrap());
        setup::ask_currency(lang);
        setup::type_currency(lang);
        setup::currency_in_use(lang, eur);
        setup::bad_currency(lang, typed);
        setup::currency_label(eur);
        setup::currency_label(sek);
        setup::ask_rate(lang);
        setup::rate_label(lang, money(100), eur, points(1));
        setup::type_rate(lang, money(200), eur);
        setup::ask_welcome_points(lang);
        setup::no_welcome_points_label(lang);
        setup::type_welcome_points(lang, 10_000);
        setup::bad_points(lang, 10_000);
        setup::bad_shop_name(lang, 40);
        setup::type_own_label(lang);
        setup::keep_label(lang, shop_name);
        setup::summary(lang, &shop(shop_name, eur));
        setup::summary(lang, &Shop { rules: PointRules { expiry_months: None, ..PointRules::proposed(jpy) }, ..shop(shop_name, jpy) });
        setup::overview(lang, &shop(shop_name, eur));
        settings::topic_label(lang, Topic::Points);
        settings::topic_label(lang, Topic::Selling);
        settings::topic_label(lang, Topic::Birthdays);
        settings::page(lang, Topic::Points, &shop(shop_name, eur));
        settings::page(lang, Topic::Selling, &settled);
        settings::page(lang, Topic::Birthdays, &settled);
        settings::value_label(lang, Setting::BirthdayDays, Some(0), &settled);
        settings::settled(lang, Setting::GreetingHour);
        settings::value_label(lang, Setting::CheckIn, Some(0), &settled);
        settings::value_label(lang, Setting::Hold, Some(48), &settled);
        settings::out_of_bounds(lang, Setting::Hold, &settled);
        settings::out_of_bounds(lang, Setting::Expiry, &settled);
        settings::settled(lang, Setting::Worth);
        settings::settled(lang, Setting::Expiry);
        settings::settled(lang, Setting::Pending);
        settings::settled(lang, Setting::Hold);
        setup::field_label(lang, say::setup::Field::Name);
        setup::shop_changed(lang);
        setup::open_club_label(lang);
        setup::opened(lang, shop_name);
        setup::add_to_group_label(lang);
        setup::first_gift_label(lang);
        setup::cancelled(lang);
        setup::group_bound(lang, shop_name);
        setup::group_needs_admin(lang, title);
        setup::group_connected(lang, title, shop_name);
        setup::group_choose_shop(lang, title);
        setup::group_not_staff(lang);
        setup::group_added_anonymously(lang);
        setup::its_me_label(lang);
        setup::group_not_admin(lang, title);
        setup::group_rights_missing(lang, title, &[GroupRight::Admin, GroupRight::DeleteMessages, GroupRight::InviteUsers]);
        setup::group_rights_fixed(lang, title);
        setup::group_removed(lang, title);
        setup::group_returned(lang, shop_name);
        setup::group_of_another_shop(lang, title);
        setup::group_right_role(lang, title);
    ];
    for field in say::setup::Field::ALL {
        pages.extend(pages![setup::field_label(lang, field);]);
    }
    for setting in Setting::ALL {
        let bounds = setting.bounds();
        pages.extend(pages![
            settings::label(lang, setting);
            settings::ask(lang, setting, &settled);
            settings::value_label(lang, setting, Some(*bounds.start()), &settled);
            settings::value_label(lang, setting, Some(*bounds.end()), &settled);
        ]);
        if setting.can_be_left_out() {
            pages.extend(pages![settings::value_label(lang, setting, None, &settled);]);
        }
    }
    pages
}

pub fn about_gift_editor(lang: Lang, people: &People) -> Vec<Page> {
    let title = people.title.as_str();
    let spring = day("2027-03-12");
    let mug = gift(title);
    let plain = Gift {
        description: String::new(),
        stock: None,
        per_member: None,
        per_day: None,
        from: None,
        until: None,
        coupon_days: 0,
        ..gift(title)
    };
    let withdrawn = Gift {
        active: false,
        ..gift(title)
    };

    let mut pages = pages![
        gift_editor::list(lang, &[mug.clone(), plain.clone(), withdrawn]);
        gift_editor::none_yet(lang);
        gift_editor::new_label(lang);
        gift_editor::ask_title(lang);
        gift_editor::same_title(lang, "Mug");
        gift_editor::ask_description(lang);
        gift_editor::ask_price(lang);
        gift_editor::ask_photo(lang);
        gift_editor::no_photo_label(lang);
        gift_editor::ask_stock(lang);
        gift_editor::unlimited_label(lang);
        gift_editor::ask_limit(lang);
        gift_editor::ask_per_day(lang);
        gift_editor::no_limit_label(lang);
        gift_editor::ask_from(lang);
        gift_editor::from_now_label(lang);
        gift_editor::ask_until(lang);
        gift_editor::no_end_label(lang);
        gift_editor::ask_validity(lang);
        gift_editor::validity_label(lang, 0);
        gift_editor::validity_label(lang, 30);
        gift_editor::bad_title(lang, 60);
        gift_editor::bad_description(lang, 500);
        gift_editor::bad_price(lang, 1_000_000);
        gift_editor::bad_photo(lang);
        gift_editor::bad_stock(lang, 100_000);
        gift_editor::bad_limit(lang, 1_000);
        gift_editor::bad_date(lang);
        gift_editor::bad_period(lang, spring);
        gift_editor::bad_validity(lang, 365);
        gift_editor::preview(lang, &mug);
        gift_editor::save_label(lang);
        gift_editor::discard_label(lang);
        gift_editor::withdraw_label(lang);
        gift_editor::restore_label(lang);
        gift_editor::saved(lang, title);
        gift_editor::changed(lang, title);
        gift_editor::withdraw_question(lang, title);
        gift_editor::withdrawn(lang, title);
        gift_editor::restored(lang, title);
        gift_editor::discarded(lang);
        gift_editor::gone(lang);
    ];
    for field in Field::ALL {
        pages.extend(pages![gift_editor::field_label(lang, field);]);
    }
    pages
}

pub fn about_till(lang: Lang, people: &People) -> Vec<Page> {
    let eur = currency("EUR");
    let jpy = currency("JPY");
    let name = people.name.as_str();
    let shop_name = people.shop.as_str();
    let typed = people.typed.as_str();
    let spring = day("2027-03-12");
    let link = "https://t.me/regulars_bot?start=ABCDEFGHJKMN";
    let sale = Sale {
        name,
        total: money(12_850),
        currency: eur,
        earned: points(128),
        covered: points(40),
        spendable_from: Some(spring),
        balance: points(178),
    };
    let purchases = [
        Purchase {
            total: money(12_850),
            on: spring,
            note: typed,
        },
        Purchase {
            total: money(50),
            on: spring,
            note: "",
        },
    ];
    let file = File {
        name,
        number: 1042,
        username: Some("anna"),
        phone: Some("••• 456"),
        email: Some("anna@example.org"),
        balance: points(178),
        pending: points(20),
        owed: points(1),
        open_coupons: 2,
        member_since: spring,
        purchases: &purchases,
        reachable: false,
        currency: eur,
    };
    let new_file = File {
        username: None,
        phone: None,
        email: None,
        pending: Points::ZERO,
        owed: Points::ZERO,
        open_coupons: 0,
        purchases: &[],
        reachable: true,
        ..file
    };

    pages![
        till::sell_how_to(lang, money(12_850), eur);
        till::ask_amount(lang, name);
        till::ask_whose(lang, money(12_850), eur);
        till::choose_whose(lang, money(12_850), eur, typed);
        till::member_label(name, 1042);
        till::unclear(lang, typed, &Unclear::NotANumber, eur);
        till::unclear(lang, typed, &Unclear::NotPositive, eur);
        till::unclear(lang, typed, &Unclear::TooLarge, eur);
        till::unclear(lang, typed, &Unclear::TooManyDecimals, eur);
        till::unclear(lang, typed, &Unclear::TooManyDecimals, jpy);
        till::unclear(lang, typed, &Unclear::OtherCurrency, eur);
        till::unclear(lang, typed, &Unclear::Ambiguous { readings: vec![money(125_500)] }, eur);
        till::unclear(lang, typed, &Unclear::Ambiguous { readings: vec![money(125_000), money(125)] }, eur);
        till::reading_label(lang, money(125_000), eur);
        till::nobody_by_that_name(lang, typed);
        till::recorded(lang, &sale);
        till::recorded(lang, &Sale { covered: Points::ZERO, spendable_from: None, ..sale });
        till::record_sale_label(lang);
        till::undo_label(lang);
        till::undo_question(lang, name, money(12_850), eur);
        till::undo_confirm_label(lang);
        till::undone(lang, name, money(12_850), eur, points(128));
        till::undo_too_late(lang, 10);
        till::undo_of_a_colleague(lang, name);
        till::nothing_to_undo(lang);
        till::not_a_member(lang, name);
        till::invitation(lang, shop_name, link);
        till::reply_to_nobody(lang);
        till::to_yourself(lang);
        till::file(lang, &file);
        till::file(lang, &new_file);
        till::masked_phone("628123456");
        till::phone("628123456");
        till::member_coupons_label(lang);
        till::member_statement_label(lang);
        till::statement_of(lang, name);
        till::no_coupons(lang, name);
        till::coupons_of(lang, name);
        till::open_file_label(lang);
        till::found_label(lang, name, 1042, points(1_250));
    ]
}

pub fn about_finding(lang: Lang, people: &People) -> Vec<Page> {
    let typed = people.typed.as_str();
    pages![
        till::find_how_to(lang);
        till::find_results(lang, typed);
        till::find_too_many(lang, typed);
        till::find_no_others(lang, typed);
        till::find_none_yet(lang, typed);
        till::find_more_label(lang);
        till::find_first_label(lang);
        pick::about_label(lang, 1042, Some("Gold"));
        pick::about_label(lang, 1042, None);
        pick::how_label(lang);
        pick::nobody_label(lang);
    ]
}

/// One of each kind of thing that can be told before and after.
fn altered(title: &str) -> Vec<Altered<'_>> {
    let altered = |part, was, became| Altered { part, was, became };
    vec![
        altered(
            Part::Shop(say::setup::Field::Language),
            Some(Value::Lang(Lang::En)),
            Some(Value::Lang(Lang::Id)),
        ),
        altered(
            Part::Setting(Setting::Expiry),
            Some(Value::Setting(Some(12))),
            Some(Value::Setting(None)),
        ),
        altered(
            Part::Gift(say::gift_editor::Field::Price),
            Some(Value::Points(points(1))),
            Some(Value::Points(points(2_500))),
        ),
        altered(
            Part::Product(say::product_editor::Field::MemberPrice),
            None,
            Some(Value::Money(money(800))),
        ),
        altered(
            Part::Offer(say::offer_editor::Field::Until),
            Some(Value::Day(day("2027-03-12"))),
            Some(Value::Day(day("2027-04-30"))),
        ),
        altered(
            Part::Offer(say::offer_editor::Field::Validity),
            Some(Value::Days(1)),
            Some(Value::Days(14)),
        ),
        altered(
            Part::Rule(say::rules::Field::Rate),
            Some(Value::Percent(150)),
            Some(Value::Percent(200)),
        ),
        altered(
            Part::Tier(say::tiers::Field::Early),
            Some(Value::Minutes(15)),
            Some(Value::Minutes(60)),
        ),
        altered(
            Part::TierRule(say::tiers::Rule::Term),
            Some(Value::Months(6)),
            Some(Value::Months(12)),
        ),
        altered(
            Part::TierRule(say::tiers::Rule::Basis),
            Some(Value::Basis(Basis::Money)),
            Some(Value::Basis(Basis::Orders)),
        ),
        altered(Part::Receipt, None, Some(Value::Text("4711"))),
        altered(
            Part::Channel,
            Some(Value::Channel(Channel::Till)),
            Some(Value::Channel(Channel::Online)),
        ),
        altered(Part::Balance, Some(Value::Number(5)), Some(Value::Text(title))),
    ]
}

fn of_automations(title: &str) -> Vec<Altered<'_>> {
    let altered = |piece, was, became| Altered {
        part: Part::Automation(piece),
        was,
        became,
    };
    let (retain, holiday) = (Trigger::Retain, Trigger::Holiday);
    let given = || Some(Value::Brings(Brings::Points { points: points(50) }));
    let words = |was, became| {
        altered(
            Piece::Texts(retain, 30, Lang::ZhCn),
            Some(Value::Words(was)),
            Some(Value::Words(became)),
        )
    };
    vec![
        altered(Piece::Title, None, Some(Value::Text(title))),
        altered(
            Piece::Audience,
            Some(Value::People(Vec::new())),
            Some(Value::People(vec![title.to_owned(); 6])),
        ),
        altered(
            Piece::Holiday,
            None,
            Birthday::lunar(1, 1, false, None).map(Value::Holiday),
        ),
        altered(Piece::Holdout, Some(Value::Percent(10)), Some(Value::Percent(20))),
        altered(Piece::Day, Some(Value::When(retain, 30)), Some(Value::When(retain, 60))),
        altered(
            Piece::Wave(holiday, 0),
            Some(Value::NoMessage),
            Some(Value::Brings(Brings::Words)),
        ),
        altered(
            Piece::WaveFor(retain, 30, title.to_owned()),
            Some(Value::AsAll),
            given(),
        ),
        words(Words::Usual, Words::Own),
        words(Words::Own, Words::Others),
    ]
}

pub fn about_staff(lang: Lang, people: &People) -> Vec<Page> {
    let eur = currency("EUR");
    let name = people.name.as_str();
    let shop_name = people.shop.as_str();
    let title = people.title.as_str();
    let spring = day("2027-03-12");
    let at = spring.and_hms_opt(14, 5, 0).unwrap();
    let link = "https://t.me/regulars_bot?start=ABCDEFGHJKMN";
    let deeds = deeds(title, name);
    let altered = altered(title);
    let settled = shop(shop_name, eur);
    let log: Vec<AuditRow<'_>> = deeds
        .iter()
        .enumerate()
        .map(|(n, deed)| AuditRow {
            at,
            who: (n % 2 == 0).then_some(name),
            deed: *deed,
            member: (n % 3 == 0).then_some(name),
            altered: if n == 1 { altered.clone() } else { Vec::new() },
        })
        .collect();
    let of_automations = [AuditRow {
        at,
        who: Some(name),
        deed: deeds[0],
        member: None,
        altered: of_automations(title),
    }];
    let colleagues = [
        Colleague {
            name,
            role: Role::Owner,
            since: spring,
        },
        Colleague {
            name: "Ben",
            role: Role::Manager,
            since: spring,
        },
        Colleague {
            name: "Cleo",
            role: Role::Clerk,
            since: spring,
        },
    ];

    pages![
        staff::role_name(lang, Role::Clerk);
        staff::ask_role(lang);
        staff::role_label(lang, Role::Clerk);
        staff::role_label(lang, Role::Manager);
        staff::role_label(lang, Role::Owner);
        staff::invitation(lang, shop_name, Role::Clerk, link, TimeDelta::days(3));
        staff::invitation_hint(lang);
        staff::accepted(lang, shop_name, Role::Clerk);
        staff::somebody_accepted(lang, shop_name, name, Role::Manager);
        staff::link_no_longer_good(lang);
        staff::on_the_staff_already(lang, Role::Owner);
        staff::list(lang, shop_name, &colleagues);
        staff::invite_label(lang);
        staff::remove_somebody_label(lang, name);
        staff::remove_question(lang, name);
        staff::remove_confirm_label(lang);
        staff::removed(lang, name);
        staff::last_owner(lang);
        staff::not_allowed(lang, Role::Manager);
        staff::only_for_staff(lang);
        staff::anonymous(lang);
        staff::audit(lang, &log[..20], &settled);
        staff::audit(lang, &of_automations, &settled);
        staff::audit(lang, &log[20..40], &settled);
        staff::audit(lang, &log[40..55], &settled);
        staff::audit(lang, &log[55..], &settled);
        staff::audit_empty(lang);
    ]
}
