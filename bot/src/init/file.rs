//! What a shop's file says, once nothing is wrong with it.

use std::collections::HashSet;
use std::ops::RangeInclusive;

use chrono::NaiveDate;
use chrono_tz::{TZ_VARIANTS, Tz};
use domain::role::Role;
use domain::setting::{MOST_POINTS, Setting};
use domain::shop::PointRules;
use domain::{Currency, Lang, Money, Points, UserId};
use toml::de::{DeTable, DeValue};

use super::automations::{self, AutomationPart};
use super::birthdays::{self, BirthdaysPart};
use super::catalogue::{self, CategoryPart, ProductPart, TillPart};
use super::fields::{self, FieldPart};
use super::flaws::{Flaw, Found, meant};
use super::mail::{self, MailPart};
use super::offers::{Named, OfferPart, offers};
use super::people::Nameables;
use super::rules::{RulePart, rules};
use super::section::{Section, amount, one_of, prose, slug, text, whole, yes_or_no};
use super::tags::{self, Nameable, TagPart};
use super::tiers::{self, GradesPart, TierPart, TierRulesPart};

/// Telegram numbers people with 52 bits at most.
const MOST_USER: i64 = (1 << 52) - 1;
pub(super) const LONGEST_NAME: usize = 64;
pub(super) const LONGEST_DESCRIPTION: usize = 500;

/// The parts that a file can have.
const PARTS: &[&str] = &[
    "shop",
    "points",
    "staff",
    "gifts",
    "till",
    "birthdays",
    "messages",
    "categories",
    "products",
    "rules",
    "offers",
    "tier_rules",
    "grades",
    "tiers",
    "fields",
    "tags",
    "automations",
];
pub(super) const SHOP_KEYS: &[&str] = &["slug", "name", "language", "time_zone", "currency", "owner"];
pub(super) const POINTS_KEYS: &[&str] = &[
    "per",
    "earn",
    "welcome",
    "check_in",
    "expire_after_months",
    "spendable_after_days",
    "free_per_day",
    "free_in_total",
    "alone_up_to",
];
pub(super) const STAFF_KEYS: &[&str] = &["telegram_id", "name", "role"];
pub(super) const GIFT_KEYS: &[&str] = &[
    "slug",
    "title",
    "description",
    "points",
    "stock",
    "per_member",
    "per_day",
    "from",
    "until",
    "valid_days",
    "offered",
];

/// A shop as its file describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShopFile {
    pub slug: String,
    pub name: String,
    pub lang: Lang,
    pub time_zone: Tz,
    pub currency: Currency,
    pub owner: UserId,
    pub points: PointsPart,
    pub staff: Vec<StaffPart>,
    pub gifts: Vec<GiftPart>,
    pub rules: Vec<RulePart>,
    pub till: TillPart,
    pub birthdays: BirthdaysPart,
    pub mail: MailPart,
    pub categories: Vec<CategoryPart>,
    pub products: Vec<ProductPart>,
    pub offers: Vec<OfferPart>,
    pub tier_rules: TierRulesPart,
    pub grades: GradesPart,
    pub tiers: Vec<TierPart>,
    pub fields: Vec<FieldPart>,
    pub tags: Vec<TagPart>,
    pub automations: Vec<AutomationPart>,
}

/// What the file says about points. What it leaves out stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PointsPart {
    per: Option<Money>,
    earn: Option<Points>,
    welcome: Option<Points>,
    check_in: Option<Points>,
    /// 0: for ever.
    expire_after_months: Option<u32>,
    spendable_after_days: Option<u32>,
    free_per_day: Option<Points>,
    free_in_total: Option<Points>,
    alone_up_to: Option<Points>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffPart {
    pub user: UserId,
    pub name: String,
    pub role: Role,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GiftPart {
    pub slug: String,
    pub title: String,
    pub description: String,
    pub price: Points,
    pub stock: Option<i64>,
    pub per_member: Option<i64>,
    pub per_day: Option<i64>,
    pub from: Option<NaiveDate>,
    pub until: Option<NaiveDate>,
    pub coupon_days: u32,
    pub listed: Option<bool>,
}

impl PointsPart {
    /// The rules that `before` become.
    #[must_use]
    pub fn over(&self, before: PointRules) -> PointRules {
        PointRules {
            earn_per: self.per.unwrap_or(before.earn_per),
            earn_points: self.earn.unwrap_or(before.earn_points),
            welcome: self.welcome.unwrap_or(before.welcome),
            check_in: self.check_in.unwrap_or(before.check_in),
            expiry_months: match self.expire_after_months {
                Some(0) => None,
                Some(months) => Some(months),
                None => before.expiry_months,
            },
            pending_days: self.spendable_after_days.unwrap_or(before.pending_days),
            free_per_day: self.free_per_day.unwrap_or(before.free_per_day),
            free_in_total: self.free_in_total.or(before.free_in_total),
            alone_up_to: self.alone_up_to.unwrap_or(before.alone_up_to),
        }
    }
}

#[cfg(feature = "demo")]
impl ShopFile {
    /// Has all days of gifts, rules and offers be others.
    pub(crate) fn move_dates(&mut self, to: &dyn Fn(NaiveDate) -> NaiveDate) {
        for gift in &mut self.gifts {
            (gift.from, gift.until) = (gift.from.map(to), gift.until.map(to));
        }
        for rule in &mut self.rules {
            rule.move_dates(to);
        }
        for offer in &mut self.offers {
            offer.move_dates(to);
        }
    }
}

/// Reads a file.
///
/// # Errors
/// Every mistake in it.
pub fn read(text: &str) -> Result<ShopFile, Vec<Flaw>> {
    let mut found = Found::default();
    let (document, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        found.add(
            error.span().map_or(0, |span| span.start),
            error.message().trim().replace('\n', "; "),
        );
    }
    // What could not be parsed would be missed below as well, and blamed twice.
    let file = if found.is_empty() {
        file(document.get_ref(), &mut found)
    } else {
        None
    };
    match file {
        Some(file) if found.is_empty() => Ok(file),
        _ => Err(found.in_lines(text)),
    }
}

fn file<'d>(document: &'d DeTable<'d>, found: &mut Found) -> Option<ShopFile> {
    let whole_file = Section::whole(document);
    whole_file.only(PARTS, found);
    let shop = whole_file.section("shop", found);
    if shop.is_none() && found.is_empty() {
        found.add(0, "there is no [shop]: shop.example.toml shows how a file begins");
    }
    let currency = shop.and_then(|shop| {
        shop.needed("currency", "currency = \"EUR\"", found, |value| {
            value.as_str().and_then(|code| code.parse().ok()).ok_or_else(|| {
                "the three letters of a currency in quotes, such as \"EUR\", \"CNY\" or \"IDR\"".to_owned()
            })
        })
    });
    let points = whole_file
        .section("points", found)
        .map_or_else(PointsPart::default, |part| points(part, currency, found));
    let owner = shop.and_then(|shop| shop.needed("owner", "owner = 123456789", found, user));
    let staff = staff(&whole_file, owner, found);
    let gifts = gifts(&whole_file, found);
    let till = whole_file
        .section("till", found)
        .map_or_else(TillPart::default, |part| catalogue::till(part, currency, found));
    let (birthdays, mail) = (birthdays::of(&whole_file, found), mail::of(&whole_file, found));
    let categories = catalogue::categories(&whole_file, found);
    let products = catalogue::products(&whole_file, currency, &categories, found);
    let tier_rules = whole_file
        .section("tier_rules", found)
        .map_or_else(TierRulesPart::default, |part| tiers::tier_rules(part, found));
    let grades = whole_file
        .section("grades", found)
        .map_or_else(GradesPart::default, |part| tiers::grades(part, currency, found));
    let tiers = tiers::tiers(&whole_file, currency, found);
    let fields = fields::fields(&whole_file, found);
    let lang = shop.and_then(|shop| shop.maybe("language", &mut Found::default(), language));
    let nameable = Nameable {
        categories: &categories,
        tiers: &tiers,
        fields: &fields,
    };
    let tags = currency.zip(lang).map_or_else(Vec::new, |(currency, lang)| {
        tags::tags(&whole_file, currency, lang, nameable, found)
    });
    let named = Named {
        categories: &categories,
        products: &products,
        people: Nameables {
            tiers: &tiers,
            tags: &tags,
            fields: &fields,
        },
    };
    let automations = currency.map_or_else(Vec::new, |currency| {
        automations::automations(&whole_file, currency, named.people, found)
    });
    let offers = currency.map_or_else(Vec::new, |currency| offers(&whole_file, currency, named, found));
    let rules = rules(&whole_file, &categories, &tiers, found);

    let shop = shop?;
    shop.only(SHOP_KEYS, found);
    let slug = shop.needed("slug", "slug = \"corner-coffee\"", found, slug);
    let name = shop.needed("name", "name = \"Corner Coffee\"", found, text(LONGEST_NAME));
    let lang = shop.needed("language", "language = \"en\"", found, language);
    let time_zone = shop.needed("time_zone", "time_zone = \"Asia/Jakarta\"", found, time_zone);
    Some(ShopFile {
        slug: slug?,
        name: name?,
        lang: lang?,
        time_zone: time_zone?,
        currency: currency?,
        owner: owner?,
        points,
        staff,
        gifts,
        rules,
        till,
        birthdays,
        mail,
        categories,
        products,
        offers,
        tier_rules,
        grades,
        tiers,
        fields,
        tags,
        automations,
    })
}

fn points(part: Section<'_>, currency: Option<Currency>, found: &mut Found) -> PointsPart {
    part.only(POINTS_KEYS, found);
    let mut number = |key: &str, bounds: RangeInclusive<i64>| part.maybe(key, found, whole(bounds));
    let some_points = |number: Option<i64>| number.map(Points::at_least_zero);
    let small = |number: Option<i64>| number.and_then(|number| u32::try_from(number).ok());
    PointsPart {
        earn: some_points(number("earn", 1..=MOST_POINTS)),
        welcome: some_points(number("welcome", 0..=MOST_POINTS)),
        check_in: some_points(number("check_in", Setting::CheckIn.bounds())),
        expire_after_months: small(number("expire_after_months", 0..=*Setting::Expiry.bounds().end())),
        spendable_after_days: small(number("spendable_after_days", Setting::Pending.bounds())),
        free_per_day: some_points(number("free_per_day", Setting::FreePerDay.bounds())),
        free_in_total: some_points(number("free_in_total", 0..=MOST_POINTS)),
        alone_up_to: some_points(number("alone_up_to", Setting::AloneUpTo.bounds())),
        per: currency.and_then(|currency| part.maybe("per", found, amount(currency))),
    }
}

fn staff(file: &Section<'_>, owner: Option<UserId>, found: &mut Found) -> Vec<StaffPart> {
    let mut known: HashSet<UserId> = owner.into_iter().collect();
    let mut staff = Vec::new();
    for part in file.sections("staff", found) {
        part.only(STAFF_KEYS, found);
        let user = part.needed("telegram_id", "telegram_id = 123456789", found, user);
        let name = part.needed("name", "name = \"Ben\"", found, text(LONGEST_NAME));
        let role = part.needed(
            "role",
            "role = \"clerk\"",
            found,
            one_of(&["clerk", "manager", "owner"], Role::parse),
        );
        if let Some(user) = user.filter(|user| !known.insert(*user)) {
            found.add(
                part.place("telegram_id"),
                format!("{user} is on the staff twice; leave one of the two out"),
            );
        }
        if let (Some(user), Some(name), Some(role)) = (user, name, role) {
            staff.push(StaffPart { user, name, role });
        }
    }
    staff
}

fn gifts(file: &Section<'_>, found: &mut Found) -> Vec<GiftPart> {
    let mut known = HashSet::new();
    let mut gifts = Vec::new();
    for part in file.sections("gifts", found) {
        part.only(GIFT_KEYS, found);
        let slug = part.slug("slug = \"free-coffee\"", "gift", &mut known, found);
        let title = part.needed("title", "title = \"Free coffee\"", found, text(LONGEST_NAME));
        let price = part.needed("points", "points = 100", found, whole(1..=MOST_POINTS));
        let (from, until) = part.period(found);
        let description = part
            .maybe("description", found, prose(LONGEST_DESCRIPTION))
            .unwrap_or_default();
        let stock = part.maybe("stock", found, whole(0..=MOST_POINTS));
        let per_member = part.maybe("per_member", found, whole(1..=1_000));
        let per_day = part.maybe("per_day", found, whole(1..=1_000));
        let valid_days = part.maybe("valid_days", found, whole(0..=3_650)).unwrap_or(30);
        let listed = part.maybe("offered", found, yes_or_no);
        if let (Some(slug), Some(title), Some(price)) = (slug, title, price) {
            gifts.push(GiftPart {
                slug,
                title,
                description,
                price: Points::at_least_zero(price),
                stock,
                per_member,
                per_day,
                from,
                until,
                coupon_days: u32::try_from(valid_days).unwrap_or(30),
                listed,
            });
        }
    }
    gifts
}

fn user(value: &DeValue<'_>) -> Result<UserId, String> {
    whole(1..=MOST_USER)(value)
        .map(UserId)
        .map_err(|_| "the number that a person has in Telegram, without quotes, such as 123456789".to_owned())
}

fn language(value: &DeValue<'_>) -> Result<Lang, String> {
    one_of(&["en", "zh-CN", "id"], Lang::for_tag)(value)
}

fn time_zone(value: &DeValue<'_>) -> Result<Tz, String> {
    let typed = value.as_str().unwrap_or_default();
    typed.parse().map_err(|_| {
        let city = crate::handlers::setup::zones::matching(typed)
            .first()
            .map(|zone| zone.name());
        let near = city.or_else(|| meant(typed, TZ_VARIANTS.iter().map(|zone| zone.name())));
        format!(
            "a time zone by its IANA name in quotes, such as {:?}",
            near.unwrap_or("Asia/Jakarta")
        )
    })
}
