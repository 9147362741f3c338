//! Numbers, money and plurals as they are written in each language.

use std::cell::OnceCell;

use domain::{Currency, Lang, Money, typed_money};
use fixed_decimal::Decimal;
use icu_decimal::DecimalFormatter;
use icu_decimal::options::DecimalFormatterOptions;
use icu_locale_core::{Locale, locale};
use icu_plurals::{PluralCategory, PluralRules};

/// One value for each language, made when it is first asked for.
///
/// The formatters cannot be shared between threads, and making one costs more than using it.
pub(crate) struct EachLang<T>([OnceCell<Option<T>>; 3]);

impl<T> EachLang<T> {
    pub(crate) const fn new() -> Self {
        Self([const { OnceCell::new() }; 3])
    }

    pub(crate) fn get(&self, lang: Lang, make: impl FnOnce() -> Option<T>) -> Option<&T> {
        let [en, zh_cn, id] = &self.0;
        let cell = match lang {
            Lang::En => en,
            Lang::ZhCn => zh_cn,
            Lang::Id => id,
        };
        cell.get_or_init(make).as_ref()
    }
}

thread_local! {
    static DECIMALS: EachLang<DecimalFormatter> = const { EachLang::new() };
    static PLURALS: EachLang<PluralRules> = const { EachLang::new() };
}

/// English as it is written where it is nobody's own: the day before the month, hours up to 24.
pub(crate) const fn icu_locale(lang: Lang) -> Locale {
    match lang {
        Lang::En => locale!("en-GB"),
        Lang::ZhCn => locale!("zh-CN"),
        Lang::Id => locale!("id"),
    }
}

/// "12,500"; "12.500" in Indonesian.
#[must_use]
pub fn number(lang: Lang, n: i64) -> String {
    decimal(lang, &Decimal::from(n))
}

/// A number that is counted in hundredths: 150 is "1.5".
#[must_use]
pub fn hundredths(lang: Lang, n: i64) -> String {
    let mut decimal_number = Decimal::from(n);
    decimal_number.multiply_pow10(-2);
    decimal_number.absolute.trim_end();
    decimal(lang, &decimal_number)
}

/// "€128.50", "Rp25.000", "¥128"; the code where the sign would be taken for another's: "SEK 128.50".
///
/// Decimals that are all zero are left out, as people leave them out.
#[must_use]
pub fn money(lang: Lang, amount: Money, currency: Currency) -> String {
    let mut major = Decimal::from(amount.minor());
    let digits = i16::from(currency.digits());
    major.multiply_pow10(-digits);
    major.absolute.pad_end(-digits);
    major.absolute.trim_end_if_integer();
    let number = decimal(lang, &major);
    match typed_money::sign(currency) {
        // In Chinese ¥ is the yuan.
        Some("¥") if lang == Lang::ZhCn && currency.code() == "JPY" => format!("JP¥{number}"),
        Some(sign) if sign != currency.code() => format!("{sign}{number}"),
        _ => format!("{currency}\u{a0}{number}"),
    }
}

/// An amount to show how one is typed: "128.50", "25.000".
#[must_use]
pub fn example_amount(currency: Currency) -> Money {
    let (unit, _) = domain::earn::proposed(currency);
    let minor = if typed_money::counts_whole(currency) {
        unit.minor() * 25
    } else {
        unit.minor() * 128 + currency.minor_per_major() / 2
    };
    Money::new(minor).unwrap_or_default()
}

/// An amount as it is typed at the till: without the currency's sign.
#[must_use]
pub fn plain_amount(lang: Lang, amount: Money, currency: Currency) -> String {
    let text = money(lang, amount, currency);
    let digits = text.find(|c: char| c.is_ascii_digit()).unwrap_or(0);
    text[digits..].to_owned()
}

/// "+40", "−200", with a real minus sign.
#[must_use]
pub fn signed(lang: Lang, change: domain::Delta) -> String {
    let size = number(lang, change.size().get());
    match change.get() {
        0 => size,
        1.. => format!("+{size}"),
        _ => format!("−{size}"),
    }
}

fn decimal(lang: Lang, value: &Decimal) -> String {
    DECIMALS.with(|decimals| {
        let formatter = decimals.get(lang, || {
            DecimalFormatter::try_new(icu_locale(lang).into(), DecimalFormatterOptions::default()).ok()
        });
        formatter.map_or_else(|| value.to_string(), |formatter| formatter.format(value).to_string())
    })
}

/// The ending under which the form for `n` stands: `one`, `other`, … as CLDR names them.
pub(crate) fn plural(lang: Lang, n: i64) -> &'static str {
    let category = PLURALS.with(|plurals| {
        let rules = plurals.get(lang, || PluralRules::try_new_cardinal(icu_locale(lang).into()).ok());
        rules.map_or(PluralCategory::Other, |rules| rules.category_for(n.unsigned_abs()))
    });
    match category {
        PluralCategory::Zero => "zero",
        PluralCategory::One => "one",
        PluralCategory::Two => "two",
        PluralCategory::Few => "few",
        PluralCategory::Many => "many",
        PluralCategory::Other => "other",
    }
}

#[cfg(test)]
mod tests {
    use domain::Delta;
    use proptest::prelude::*;

    use super::*;

    fn amount(minor: i64) -> Money {
        Money::new(minor).unwrap()
    }

    #[test]
    fn numbers_are_grouped_as_each_language_groups_them() {
        for (n, en, zh, id) in [
            (0, "0", "0", "0"),
            (999, "999", "999", "999"),
            (12_500, "12,500", "12,500", "12.500"),
            (1_234_567, "1,234,567", "1,234,567", "1.234.567"),
            (-1_250, "-1,250", "-1,250", "-1.250"),
        ] {
            assert_eq!(
                [en, zh, id],
                Lang::ALL.map(|lang| number(lang, n)).each_ref().map(String::as_str),
                "{n}"
            );
        }
    }

    #[test]
    fn hundredths_have_no_zeros_at_their_end() {
        for (n, en, id) in [
            (200, "2", "2"),
            (150, "1.5", "1,5"),
            (225, "2.25", "2,25"),
            (1_000, "10", "10"),
        ] {
            assert_eq!([hundredths(Lang::En, n), hundredths(Lang::Id, n)], [en, id], "{n}");
        }
    }

    #[test]
    fn money_carries_the_sign_its_users_put_before_it() {
        for (minor, code, en, zh, id) in [
            (12_850, "EUR", "€128.50", "€128.50", "€128,50"),
            (12_800, "EUR", "€128", "€128", "€128"),
            (5, "EUR", "€0.05", "€0.05", "€0,05"),
            (2_500_000, "IDR", "Rp25,000", "Rp25,000", "Rp25.000"),
            (12_850, "CNY", "¥128.50", "¥128.50", "¥128,50"),
            (1_280, "JPY", "¥1,280", "JP¥1,280", "¥1.280"),
            (12_850, "USD", "$128.50", "$128.50", "$128,50"),
            (12_850, "SGD", "S$128.50", "S$128.50", "S$128,50"),
            (
                128_500,
                "KWD",
                "KWD\u{a0}128.500",
                "KWD\u{a0}128.500",
                "KWD\u{a0}128,500",
            ),
            (12_850, "SEK", "SEK\u{a0}128.50", "SEK\u{a0}128.50", "SEK\u{a0}128,50"),
            (12_850, "CHF", "CHF\u{a0}128.50", "CHF\u{a0}128.50", "CHF\u{a0}128,50"),
        ] {
            let said = Lang::ALL.map(|lang| money(lang, amount(minor), code.parse().unwrap()));
            assert_eq!([en, zh, id], said.each_ref().map(String::as_str), "{minor} {code}");
        }
    }

    #[test]
    fn a_change_shows_which_way_it_went() {
        for (change, said) in [(40, "+40"), (-200, "−200"), (0, "0"), (12_500, "+12,500")] {
            assert_eq!(signed(Lang::En, Delta::new(change)), said);
        }
    }

    proptest! {
        #[test]
        fn money_is_read_back_as_it_is_said(
            major in 1..10_000_000_i64,
            minor in 0..1_000_i64,
            code in proptest::sample::select(&["EUR", "USD", "CNY", "IDR", "JPY", "KWD", "INR", "CHF", "TWD", "SEK", "AUD", "VND"][..]),
            lang in proptest::sample::select(&Lang::ALL[..]),
        ) {
            let currency: Currency = code.parse().unwrap();
            let amount = amount(major * currency.minor_per_major() + minor % currency.minor_per_major());

            prop_assert_eq!(typed_money::read(&money(lang, amount, currency), lang, currency), Ok(amount));
        }
    }
}
