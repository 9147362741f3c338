//! What goes out by itself.

use domain::automation::{Automation, Brings, Flaw, Gift, Matter, News, NewsKind, Told, Trigger};
use domain::birthday::Birthday;
use domain::letter::Letter;
use domain::template::{Blank, Template, TemplateFlaw};
use domain::terms::{Terms, Worth};
use domain::tier::Tier;
use domain::{AutomationId, CouponId, Lang, MemberId, Money, OrderId, Points, ShopId, TierId, TouchId};
use say::automation_editor::{self, Act, Asked, Sketch};
use say::automations;
use uuid::Uuid;

use super::{Page, People, currency};

fn every_message(people: &People) -> Vec<Told> {
    let coupon = |worth| Gift::Coupon {
        coupon: CouponId(Uuid::nil()),
        code: "ABCD-EFGH-JKMN".into(),
        terms: Terms::of(worth),
        until: "2027-03-31".parse().unwrap(),
    };
    let gifts = [
        None,
        Some(Gift::Points {
            points: Points::at_least_zero(1),
            balance: Points::at_least_zero(1_250),
        }),
        Some(coupon(Worth::Amount {
            off: Money::new(500).unwrap(),
        })),
        Some(coupon(Worth::Gift)),
    ];
    let order = |open| Matter::Order {
        order: OrderId(Uuid::nil()),
        what: people.title.clone(),
        total: Money::new(1_250).unwrap(),
        open,
    };
    let matter = |trigger: Trigger, nth| match trigger {
        Trigger::Remind => order(nth == 0),
        Trigger::Expiring => Matter::Expiring(vec![
            ("2027-03-01".parse().unwrap(), Points::at_least_zero(1)),
            ("2027-03-14".parse().unwrap(), Points::at_least_zero(30)),
        ]),
        Trigger::Replenish => Matter::Again(people.title.clone()),
        Trigger::Wish => Matter::Wished(
            [
                NewsKind::Cheaper {
                    before: Money::new(1_500).unwrap(),
                },
                NewsKind::Back,
                NewsKind::Scarce { left: 1 },
            ]
            .map(|kind| News {
                title: people.title.clone(),
                price: Money::new(1_250).unwrap(),
                kind,
            })
            .to_vec(),
        ),
        Trigger::Activate | Trigger::Retain | Trigger::Welcome | Trigger::ThankYou | Trigger::Holiday => {
            Matter::Nothing
        }
    };
    let mut all = Vec::new();
    for trigger in Trigger::ALL {
        for nth in [0, 1] {
            for gift in &gifts {
                all.push(Told {
                    shop: ShopId(Uuid::nil()),
                    touch: TouchId(Uuid::nil()),
                    trigger,
                    title: (trigger == Trigger::Holiday).then(|| people.title.clone()),
                    nth,
                    days: if nth == 0 { 1 } else { 90 },
                    shop_name: people.shop.clone(),
                    currency: currency("EUR"),
                    first_name: people.name.clone(),
                    category: None,
                    words: None,
                    gift: gift.clone(),
                    matter: matter(trigger, nth),
                });
            }
        }
    }
    all
}

pub fn about_automations(lang: Lang, people: &People) -> Vec<Page> {
    let mut pages = Vec::new();
    let mut page = |function, text| {
        pages.push(Page {
            module: "automations",
            function,
            text,
        });
    };
    let (name, shop) = (people.name.as_str(), people.shop.as_str());
    for told in every_message(people) {
        page("message", automations::message(lang, &told));
        if let Some(label) = automations::open_label(lang, &told) {
            page("open_label", label);
        }
    }
    for told in every_message(people) {
        let words = Template::read("Dear {name}, <b>{shop}</b> misses you.", told.trigger.blanks()).unwrap();
        let told = Told {
            words: Some(words),
            ..told
        };
        page("message", automations::message(lang, &told));
    }
    for told in every_message(people) {
        let trigger = told.trigger;
        if !trigger.takes_category() {
            continue;
        }
        let told = Told {
            category: Some(people.title.clone()),
            matter: Matter::Nothing,
            ..told
        };
        page("message", automations::message(lang, &told));
        let called = automations::of_category(lang, trigger, &people.title);
        page("of_category", automations::name(lang, trigger, Some(&called)));
    }
    for (trigger, words) in [
        (Trigger::Wish, "{what}: {news}"),
        (Trigger::Replenish, "{what} of {category}"),
    ] {
        let told = every_message(people).into_iter().find(|told| told.trigger == trigger);
        let words = Template::read(words, trigger.blanks()).unwrap();
        let told = Told {
            words: Some(words),
            ..told.unwrap()
        };
        page("message", automations::message(lang, &told));
    }
    for trigger in Trigger::ALL {
        page("refused", automations::refused(lang, shop, trigger));
        page("wanted", automations::wanted(lang, shop, trigger));
        page("kind_label", automations::kind_label(lang, trigger, true));
        page("kind_label", automations::kind_label(lang, trigger, false));
        page("name", automations::name(lang, trigger, None));
    }
    page("name", automations::name(lang, Trigger::Retain, Some(&people.title)));
    page("coupon_title", automations::coupon_title(lang));
    page("rate_label", automations::rate_label(lang, 5));
    page("rated", automations::rated(lang, true, shop));
    page("rated", automations::rated(lang, false, shop));
    page("rated_before", automations::rated_before(lang));
    page("low_rating", automations::low_rating(lang, name, 2));
    let low = Letter::LowRating {
        shop: ShopId(Uuid::nil()),
        member: MemberId(Uuid::nil()),
        name: people.name.clone(),
        rating: 1,
        task: None,
    };
    page("low_rating", say::letters::letter(lang, &low));
    page("refuse_label", automations::refuse_label(lang));
    page("want_again_label", automations::want_again_label(lang));
    page("kinds_label", automations::kinds_label(lang));
    page("kinds", automations::kinds(lang, shop, true));
    page("kinds", automations::kinds(lang, shop, false));
    pages
}

pub fn about_automation_editor(lang: Lang, people: &People) -> Vec<Page> {
    let mut pages = Vec::new();
    let mut page = |function, text| {
        pages.push(Page {
            module: "automation_editor",
            function,
            text,
        });
    };
    let eur = currency("EUR");
    let settled = super::shop(&people.shop, eur);
    for act in [
        Act::Menu,
        Act::New,
        Act::SwitchOn,
        Act::SwitchOff,
        Act::Try,
        Act::AddWave,
        Act::DropWave,
        Act::Audience,
        Act::Title,
        Act::Holiday,
        Act::Category,
        Act::Days,
        Act::Words,
        Act::Points,
        Act::Coupon,
        Act::Texts,
        Act::Usual,
        Act::ForTier,
        Act::AsAll,
    ] {
        page("act_label", automation_editor::act_label(lang, act));
    }
    for on in [0, 1, 3] {
        page("list", automation_editor::list(lang, on, &settled));
    }
    page("new", automation_editor::new(lang));
    for trigger in Trigger::ALL {
        for on in [true, false] {
            page("choice_label", automation_editor::choice_label(lang, trigger, None, on));
            let automation = Automation {
                since: on.then(|| "2027-03-01T09:00:00Z".parse().unwrap()),
                holiday: (trigger == Trigger::Holiday).then(|| Birthday::lunar(1, 1, false, None).unwrap()),
                ..trigger.proposed(AutomationId(Uuid::nil()), eur)
            };
            let foreseen = [(30, 1, 0, false), (90, 20_001, 4_000, true)].map(|(days, reachable, consenting, more)| {
                automation_editor::Foreseen {
                    days,
                    reachable,
                    consenting,
                    more,
                }
            });
            let names = [people.title.clone(), people.name.clone()];
            let tiers = tiers(people);
            let sketch = Sketch {
                automation: &automation,
                names: if on { &names } else { &[] },
                lost: on,
                tiers: &tiers,
                about: trigger.takes_category().then_some((people.title.as_str(), on)),
                currency: eur,
                foreseen: if on { &[] } else { &foreseen },
            };
            page("detail", automation_editor::detail(lang, &sketch));
            for wave in &automation.waves {
                page("wave_label", automation_editor::wave_label(lang, trigger, wave.days));
                let mut wave = wave.clone();
                let all = &tiers[..];
                page(
                    "wave",
                    automation_editor::wave(lang, (trigger, None), &wave, (all, eur)),
                );
                page(
                    "for_tier",
                    automation_editor::for_tier(lang, trigger, &wave, &tiers[0], eur),
                );
                wave.bring_to(tiers[0].id, Some(Brings::Words));
                page(
                    "wave",
                    automation_editor::wave(lang, (trigger, None), &wave, (all, eur)),
                );
                page(
                    "for_tier",
                    automation_editor::for_tier(lang, trigger, &wave, &tiers[0], eur),
                );
            }
        }
    }
    pages.extend(about_changing(lang, people));
    pages
}

/// A tier that is called as somebody calls things.
fn tiers(people: &People) -> [Tier; 1] {
    let ids = [TierId(Uuid::from_u128(1)); 4];
    let titles = [(); 4].map(|()| people.title.clone());
    let proposed = domain::tier::proposed(currency("EUR"), ids, titles);
    [proposed.into_iter().next().unwrap()]
}

fn about_changing(lang: Lang, people: &People) -> Vec<Page> {
    let mut pages = Vec::new();
    let mut page = |function, text| {
        pages.push(Page {
            module: "automation_editor",
            function,
            text,
        });
    };
    let eur = currency("EUR");
    page(
        "choice_label",
        automation_editor::choice_label(lang, Trigger::Retain, Some(&people.title), true),
    );
    page("holdout_label", automation_editor::holdout_label(lang, 10));
    page("choose_audience", automation_editor::choose_audience(lang));
    page("choose_choice", automation_editor::choose_choice(lang, &people.title));
    page("choose_tier", automation_editor::choose_tier(lang));
    page("choose_category", automation_editor::choose_category(lang));
    for chosen in [true, false] {
        page("everybody_label", automation_editor::everybody_label(lang, chosen));
        page("everything_label", automation_editor::everything_label(lang, chosen));
        page("meant_label", automation_editor::meant_label(&people.title, chosen));
        page("tier_label", automation_editor::tier_label(&people.title, chosen));
        page("field_label", automation_editor::field_label(&people.title, chosen));
        page("switched", automation_editor::switched(lang, chosen));
    }
    for asked in [Asked::Title, Asked::Holiday, Asked::Days, Asked::Points, Asked::Coupon] {
        page("ask", automation_editor::ask(lang, asked, eur));
        page("unclear", automation_editor::unclear(lang, asked));
    }
    page("texts", automation_editor::texts(lang));
    for is_own in [true, false] {
        page(
            "text_label",
            automation_editor::text_label(lang, &say::common::language_label(lang), is_own),
        );
    }
    let language = say::common::language_label(lang);
    page("ask_text", automation_editor::ask_text(lang, &language, &Blank::ALL));
    for flaw in [
        TemplateFlaw::Empty,
        TemplateFlaw::Unknown(people.typed.clone()),
        TemplateFlaw::Brace,
        TemplateFlaw::TooLong,
    ] {
        page("flawed_text", automation_editor::flawed_text(lang, &flaw));
    }
    page("made", automation_editor::made(lang));
    page("saved", automation_editor::saved(lang));
    page("tried", automation_editor::tried(lang));
    page("sample_thing", automation_editor::sample_thing(lang));
    page("sample_code", automation_editor::sample_code());
    for flaw in [
        Flaw::NoWave,
        Flaw::TooManyWaves,
        Flaw::SameDay,
        Flaw::TooSoon,
        Flaw::TooFar,
        Flaw::BringsNothing,
        Flaw::BringsTooMuch,
        Flaw::NoHoliday,
        Flaw::HoldoutTooLarge,
        Flaw::TitleTooLong,
    ] {
        page("flawed_alert", automation_editor::flawed_alert(lang, flaw));
    }
    page("too_many_alert", automation_editor::too_many_alert(lang));
    pages
}
