//! What is kept of people, and what they can do about it.

use domain::{Lang, Points};
use say::privacy::{Lost, Policy, Together};

use super::{Page, People, day, said};

pub fn about_privacy(lang: Lang, people: &People) -> Vec<Page> {
    let (name, shop, contact) = (people.name.as_str(), people.shop.as_str(), people.typed.as_str());
    let points = Points::new(1_250).unwrap();
    let until = day("2027-03-12").and_hms_opt(14, 5, 0).unwrap();
    let lost = Lost {
        points,
        coupons: 2,
        orders: 1,
    };
    let together = Together {
        from: (name, 1_002),
        into: (name, 1_001),
        points,
        pending: points,
        owed: points,
        account_lost: true,
    };
    let kept = Policy {
        shop,
        contact: Some(contact),
        expiry_months: Some(12),
    };
    let for_ever = Policy {
        shop,
        contact: None,
        expiry_months: None,
    };
    let whole = |policy: &Policy<'_>| -> String {
        let sections = say::privacy::policy(lang, policy);
        sections
            .into_iter()
            .flat_map(|(heading, text)| [heading, text])
            .collect::<Vec<_>>()
            .join("\n")
    };
    let mut pages = pages![
        privacy::screen(lang, shop, Some(true), Some(contact));
        privacy::screen(lang, shop, Some(false), None);
        privacy::export_label(lang);
        privacy::correct_label(lang);
        privacy::marketing_yes_label(lang);
        privacy::marketing_no_label(lang);
        privacy::marketing_stopped(lang, shop);
        privacy::move_label(lang);
        privacy::policy_label(lang);
        privacy::policy_page_label(lang);
        privacy::forget_label(lang);
        privacy::contact_label(lang);
        privacy::ask_contact(lang);
        privacy::contact_too_long(lang, 200);
        privacy::contact_saved(lang, contact);
        privacy::export_caption(lang, shop);
        privacy::ask_forget(lang, shop, lost);
        privacy::ask_forget(lang, shop, Lost::default());
        privacy::forget_confirm_label(lang);
        privacy::forgotten(lang, shop);
        privacy::forget_later(lang);
        privacy::file_forget_label(lang);
        privacy::ask_forget_file(lang, name, 1_001, lost);
        privacy::file_forgotten(lang);
        privacy::forgotten_by_staff(lang, shop);
        privacy::policy_title(lang, shop);
        privacy::let_move_label(lang);
        privacy::let_move(lang, name, 1002, "ABCD-EFGH-JKMN", "https://t.me/regulars_bot?start=v", until);
        privacy::let_move_own(lang);
        privacy::move_code(lang, "ABCD-EFGH-JKMN", "https://t.me/regulars_bot?start=v", until);
        privacy::move_how(lang);
        privacy::moved(lang, name, points);
        privacy::move_unknown(lang);
        privacy::move_locked(lang, until);
        privacy::move_has_own(lang);
        privacy::move_same(lang);
        privacy::file_moved(lang, shop);
        privacy::files_joined(lang, shop, points);
        privacy::alike_label(lang, name, 1_001);
        privacy::ask_join(lang, &together);
        privacy::join_label(lang);
        privacy::join_swap_label(lang);
        privacy::joined(lang, name, 1_001, points);
        privacy::join_gone(lang);
        privacy::join_own(lang);
    ];
    pages.extend([kept, for_ever].map(|policy| Page {
        module: "privacy",
        function: "policy",
        text: whole(&policy),
    }));
    pages
}
