//! What customers hear.

use chrono::TimeDelta;
use domain::coupon::Code;
use domain::gift::{Gift, Unavailable};
use domain::reason::{Actor, Reason};
use domain::role::Role;
use domain::{Delta, Lang, Points, UserId};
use say::coupons::{Own, Seen, Standing};
use say::gifts::Card;
use say::points::{Balance, LotLine, Pending, Row, Statement};
use say::terms::Written;

use super::terms::every_kind;
use super::{Page, People, currency, day, gift, letters_of, points, reasons, said};

pub fn about_common(lang: Lang, people: &People) -> Vec<Page> {
    let name = people.name.as_str();
    let shop_name = people.shop.as_str();

    pages![
        common::slow_down(lang);
        common::something_broke(lang, "7K3M9");
        common::old_button(lang);
        common::renewed(lang);
        common::in_private(lang);
        common::open_private_label(lang);
        common::no_shop_yet(lang);
        common::not_a_member_yet(lang, shop_name);
        common::choose_language(lang);
        common::language_label(lang);
        common::language_set(lang);
        common::unknown_to_customer(lang);
        common::unknown_to_staff(lang);
        common::nothing_here(lang);
        common::put_away(lang);
        common::menu_label(lang);
        common::please_as_text(lang);
        common::please_choose(lang);
        common::choose_shop(lang);
        common::name_label(name);
        common::other_shop_label(lang);
        common::cancel_label(lang);
        common::back_label(lang);
        common::menu_label(lang);
        common::put_away(lang);
        common::skip_label(lang);
        common::previous_label(lang);
        common::next_label(lang);
        common::no_marketing(lang);
    ]
}

pub fn about_join(lang: Lang, people: &People) -> Vec<Page> {
    let name = people.name.as_str();
    let shop_name = people.shop.as_str();

    pages![
        join::welcome_post(lang, &[name], 0);
        join::welcome_post(lang, &[name, "Ben", "Cleo"], 0);
        join::welcome_post(lang, &[name, "Ben"], 17);
        join::welcome_post(lang, &[], 30);
        join::join_label(lang);
        join::window_label(lang);
        join::request_greeting(lang, name, shop_name);
        join::agreement(lang, name, shop_name, points(50));
        join::agreement(lang, name, shop_name, Points::ZERO);
        join::agree_label(lang);
        join::later_label(lang);
        join::later(lang);
        join::joined(lang, name, shop_name, 1042, points(50));
        join::joined(lang, name, shop_name, 1042, Points::ZERO);
        join::already_member(lang, name, 1042, points(178));
        join::returned(lang, name, points(1));
        join::ask_phone(lang);
        join::share_phone_label(lang);
        join::phone_kept(lang);
        join::phone_of_somebody_else(lang);
        join::remove_phone_label(lang);
        join::phone_removed(lang);
    ]
}

pub fn about_points(lang: Lang, people: &People) -> Vec<Page> {
    let eur = currency("EUR");
    let name = people.name.as_str();
    let shop_name = people.shop.as_str();
    let title = people.title.as_str();
    let spring = day("2027-03-12");
    let summer = day("2027-06-30");
    let rich = Balance {
        points: points(1_250),
        pending: Some(Pending {
            first: points(128),
            from: spring,
            later: Some((points(1), summer)),
        }),
        owed: points(12),
        expiring: Some((points(50), summer)),
    };
    let poor = Balance {
        points: points(1),
        pending: None,
        owed: Points::ZERO,
        expiring: None,
    };
    let why = reasons(title, name);
    let rows: Vec<Row<'_>> = why
        .iter()
        .map(|reason| Row {
            change: Delta::new(-200),
            reason,
            actor: Actor::Staff(UserId(1)),
            day: spring,
        })
        .collect();
    let lots = [
        LotLine::Lot {
            points: points(50),
            until: Some(summer),
        },
        LotLine::Lot {
            points: points(1),
            until: None,
        },
        LotLine::More(7),
    ];
    let full = Statement {
        balance: rich,
        rows: &rows,
        lots: &lots,
        currency: eur,
    };
    let last = Statement {
        balance: poor,
        rows: &rows[..1],
        lots: &[],
        currency: eur,
    };

    pages![
        points::balance(lang, shop_name, &rich);
        points::balance(lang, shop_name, &poor);
        points::statement(lang, &full);
        points::statement(lang, &last);
        points::reason(lang, &Reason::CheckIn, eur);
        points::statement_empty(lang);
        points::checked_in(lang, points(1), points(179));
        points::checked_in_capped(lang, points(1), points(5), points(180));
        points::checked_in_already(lang, points(180));
        points::check_in_cap_reached(lang);
        points::check_in_off(lang);
    ]
}

pub fn about_gifts(lang: Lang, people: &People) -> Vec<Page> {
    let shop_name = people.shop.as_str();
    let title = people.title.as_str();
    let code = Code::parse("ABCD-EFGH-JKMN").unwrap();
    let spring = day("2027-03-12");
    let summer = day("2027-06-30");
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
    let sold_out = Gift {
        stock: Some(0),
        from: None,
        ..gift(title)
    };
    let late = Gift {
        until: None,
        ..gift(title)
    };
    let refusals = [
        Unavailable::Withdrawn,
        Unavailable::NotYet { from: spring },
        Unavailable::Over { until: spring },
        Unavailable::SoldOut,
        Unavailable::LimitReached { limit: 1 },
        Unavailable::DayLimitReached { limit: 1 },
        Unavailable::Owing { owed: points(12) },
        Unavailable::Short { missing: points(40) },
    ];
    let cards: Vec<Card<'_>> = refusals
        .iter()
        .map(|why| Card {
            gift: &mug,
            offered: Err(*why),
        })
        .chain([
            Card {
                gift: &plain,
                offered: Ok(()),
            },
            Card {
                gift: &sold_out,
                offered: Err(Unavailable::SoldOut),
            },
        ])
        .collect();

    let mut pages = pages![
        gifts::list(lang, points(1_250), &cards);
        gifts::detail(lang, &Card { gift: &mug, offered: Ok(()) }, points(250));
        gifts::detail(lang, &Card { gift: &mug, offered: Err(Unavailable::Short { missing: points(1) }) }, points(199));
        gifts::detail(lang, &Card { gift: &sold_out, offered: Err(Unavailable::SoldOut) }, points(250));
        gifts::detail(lang, &Card { gift: &late, offered: Err(Unavailable::NotYet { from: spring }) }, points(250));
        gifts::detail(lang, &Card { gift: &plain, offered: Ok(()) }, points(250));
        gifts::unavailable(lang, title, Unavailable::LimitReached { limit: 2 });
        gifts::unavailable(lang, title, Unavailable::DayLimitReached { limit: 2 });
        gifts::gift_label(lang, title, points(1_200));
        gifts::redeem_label(lang, points(200));
        gifts::confirm(lang, title, points(200), points(50));
        gifts::confirm_label(lang);
        gifts::price_changed(lang, title, points(250));
        gifts::redeemed(lang, title, &code, summer, points(50));
        gifts::gone(lang);
        gifts::none_yet(lang, shop_name);
    ];
    for why in refusals {
        pages.extend(pages![gifts::unavailable(lang, title, why);]);
    }
    pages
}

pub fn about_coupons(lang: Lang, people: &People) -> Vec<Page> {
    let name = people.name.as_str();
    let shop_name = people.shop.as_str();
    let title = people.title.as_str();
    let code = Code::parse("ABCD-EFGH-JKMN").unwrap();
    let spring = day("2027-03-12");
    let summer = day("2027-06-30");
    let at = spring.and_hms_opt(14, 5, 0).unwrap();
    let open = Standing::Open { until: summer };
    let held = Standing::Held { until: summer };
    let used = Standing::Used { at, by: Some(name) };
    let used_by_nobody = Standing::Used { at, by: None };
    let expired = Standing::Expired { on: spring };
    let revoked = Standing::Revoked { on: spring };
    let kinds = every_kind(people);
    let written = |kind: usize| Written {
        terms: &kinds[kind].0,
        names: &kinds[kind].1,
        currency: currency("EUR"),
    };
    let (gift, strict) = (written(0), written(2));
    let wallet: Vec<say::coupons::Line<'_>> = [open, held, used, expired, revoked]
        .into_iter()
        .flat_map(|standing| [(standing, gift), (standing, strict)])
        .map(|(standing, written)| say::coupons::Line {
            title,
            written,
            standing,
        })
        .collect();

    let own = |written, paid, standing| Own {
        title,
        code: &code,
        written,
        paid,
        standing,
    };
    let seen = |written, paid, standing| Seen {
        title,
        code: &code,
        holder: name,
        number: 1042,
        written,
        paid,
        standing,
    };

    pages![
        coupons::wallet(lang, &wallet);
        coupons::wallet_empty(lang);
        coupons::not_there(lang, title, used, true);
        coupons::not_there(lang, title, held, false);
        coupons::detail(lang, &own(gift, true, open));
        coupons::detail(lang, &own(strict, false, open));
        coupons::detail(lang, &own(gift, true, held));
        coupons::detail(lang, &own(strict, false, held));
        coupons::detail(lang, &own(gift, true, used));
        coupons::detail(lang, &own(strict, false, used));
        coupons::detail(lang, &own(gift, true, expired));
        coupons::detail(lang, &own(strict, false, expired));
        coupons::detail(lang, &own(gift, true, revoked));
        coupons::detail(lang, &own(strict, false, revoked));
        coupons::give_back_label(lang);
        coupons::copy_code_label(lang);
        coupons::keep_label(lang);
        coupons::keep_label(lang);
        coupons::copy_code_label(lang);
        coupons::cancel_question(lang, title, points(200));
        coupons::cancel_question_unpaid(lang, title);
        coupons::cancelled_unpaid(lang, title);
        coupons::cancel_label(lang);
        coupons::cancelled(lang, title, points(200), points(250), Some(spring));
        coupons::cancelled(lang, title, points(200), points(250), None);
        coupons::points_gone(lang, title, spring);
        coupons::till_view(lang, &seen(gift, true, open));
        coupons::till_view(lang, &seen(strict, false, open));
        coupons::till_view(lang, &seen(gift, true, held));
        coupons::till_view(lang, &seen(strict, false, held));
        coupons::till_view(lang, &seen(gift, true, used));
        coupons::till_view(lang, &seen(strict, false, used));
        coupons::till_view(lang, &seen(gift, true, used_by_nobody));
        coupons::till_view(lang, &seen(strict, false, used_by_nobody));
        coupons::till_view(lang, &seen(gift, true, expired));
        coupons::till_view(lang, &seen(strict, false, expired));
        coupons::till_view(lang, &seen(gift, true, revoked));
        coupons::till_view(lang, &seen(strict, false, revoked));
        coupons::take_label(lang);
        coupons::taken(lang, title, name);
        coupons::how_to(lang);
        coupons::wrong_code(lang);
        coupons::locked(lang, TimeDelta::minutes(52));
        coupons::somebody_elses(lang, name);
        coupons::your_own(lang);
        coupons::own_card(lang);
        coupons::not_yours(lang, shop_name);
        coupons::card_of_a_member(lang, shop_name);
    ]
}

pub fn about_card(lang: Lang, people: &People) -> Vec<Page> {
    let name = people.name.as_str();
    let summer = day("2027-06-30");

    pages![
        card::number_line(lang, 1042);
        card::points_line(lang, points(1_250));
        card::points_label_line(lang, points(1));
        card::points_label_line(lang, points(1_250));
        card::footnote_line(lang);
        card::valid_until_line(lang, summer);
        card::coupon_footnote_line(lang);
        card::caption(lang, name, 1042, points(178));
    ]
}

pub fn about_letters(lang: Lang, people: &People) -> Vec<Page> {
    let eur = currency("EUR");
    let name = people.name.as_str();
    let shop_name = people.shop.as_str();
    let title = people.title.as_str();

    let mut pages = pages![
        letters::newcomers(lang, &[name], 0);
        letters::group_needs_rights(lang, title);
        letters::group_lost(lang, title);
        letters::coupon_used(lang, shop_name, title, "ABCD-EFGH-JKMN");
        letters::codes_locked(lang, shop_name, name);
    ];
    for letter in letters_of(people, eur) {
        pages.extend(pages![letters::letter(lang, &letter);]);
    }
    pages
}

pub fn about_menu(lang: Lang, people: &People) -> Vec<Page> {
    let name = people.name.as_str();
    let shop_name = people.shop.as_str();

    pages![
        menu::customer(lang, name, shop_name, points(178));
        menu::card_label(lang);
        menu::points_label(lang);
        menu::statement_label(lang);
        menu::gifts_label(lang);
        menu::coupons_label(lang);
        menu::check_in_label(lang);
        menu::language_menu_label(lang);
        menu::privacy_label(lang);
        menu::help_label(lang);
        menu::staff(lang, name, shop_name, Role::Clerk);
        menu::sell_label(lang);
        menu::find_label(lang);
        menu::coupon_label(lang);
        menu::undo_label(lang);
        menu::gift_editor_label(lang);
        menu::catalogue_label(lang);
        menu::staff_label(lang);
        menu::audit_label(lang);
        menu::shop_label(lang);
        menu::own_account_label(lang);
        menu::help_for_customers(lang, shop_name);
        menu::help_for_staff(lang);
        menu::help_in_group(lang);
        menu::settings(lang, shop_name, Some("+628123456"));
        menu::settings(lang, shop_name, None);
    ]
}

pub fn about_commands(lang: Lang, _people: &People) -> Vec<Page> {
    pages![
        commands::customers(lang);
        commands::staff(lang);
        commands::group(lang);
        commands::description(lang);
        commands::short_description(lang);
    ]
}
