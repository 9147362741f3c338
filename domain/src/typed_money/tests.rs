//! Amounts as people type them, and what is made of each.

use proptest::prelude::*;

use super::*;

fn money(minor: i64) -> Money {
    Money::new(minor).unwrap()
}

fn currency(code: &str) -> Currency {
    code.parse().unwrap()
}

fn typed(text: &str, lang: Lang, code: &str) -> Result<i64, Unclear> {
    read(text, lang, currency(code)).map(Money::minor)
}

fn could_be(readings: &[i64]) -> Result<i64, Unclear> {
    Err(Unclear::Ambiguous {
        readings: readings.iter().copied().map(money).collect(),
    })
}

#[test]
fn money_is_read_as_english_speakers_type_it() {
    for (text, code, read) in [
        ("128.50", "EUR", Ok(12_850)),
        ("128,50", "EUR", Ok(12_850)),
        ("128.5", "EUR", Ok(12_850)),
        ("128", "EUR", Ok(12_800)),
        ("128.", "EUR", Ok(12_800)),
        (".5", "EUR", Ok(50)),
        ("0,50", "EUR", Ok(50)),
        ("1,250.00", "EUR", Ok(125_000)),
        ("1.250,00", "EUR", Ok(125_000)),
        ("1,250", "EUR", Ok(125_000)),
        ("1.250.000", "EUR", Ok(125_000_000)),
        ("12 500", "EUR", Ok(1_250_000)),
        ("12\u{a0}500,50", "EUR", Ok(1_250_050)),
        ("12’500.50", "CHF", Ok(1_250_050)),
        ("€128.50", "EUR", Ok(12_850)),
        ("€ 12,-", "EUR", Ok(1_200)),
        ("12,– €", "EUR", Ok(1_200)),
        ("128.50 EUR", "EUR", Ok(12_850)),
        ("eur 128.50", "EUR", Ok(12_850)),
        ("１２８．５０", "EUR", Ok(12_850)),
        ("+128", "EUR", Ok(12_800)),
        ("1.5k", "USD", Ok(150_000)),
        ("US$20", "USD", Ok(2_000)),
        ("$20", "AUD", Ok(2_000)),
        ("1,280", "JPY", Ok(1_280)),
        ("1.280", "JPY", Ok(1_280)),
        ("￥1280", "JPY", Ok(1_280)),
        ("128.00", "JPY", Ok(128)),
        ("1.250", "KWD", Ok(1_250)),
        ("1,250", "KWD", Ok(1_250_000)),
        ("128.50", "KWD", Ok(128_500)),
        ("1,00,000", "INR", Ok(10_000_000)),
        ("25.000", "IDR", Ok(2_500_000)),
    ] {
        assert_eq!(typed(text, Lang::En, code), read, "{text} {code}");
    }
}

#[test]
fn money_is_read_as_chinese_speakers_type_it() {
    for (text, read) in [
        ("¥128", Ok(12_800)),
        ("￥128.50", Ok(12_850)),
        ("128元", Ok(12_800)),
        ("128.5元", Ok(12_850)),
        ("128 块", Ok(12_800)),
        ("128块5", Ok(12_850)),
        ("128块50", Ok(12_850)),
        ("128块05", Ok(12_805)),
        ("128块5毛", Ok(12_850)),
        ("128元5角3分", Ok(12_853)),
        ("128块半", Ok(12_850)),
        ("1,280元5角", Ok(128_050)),
        ("5毛", Ok(50)),
        ("5分", Ok(5)),
        ("１２８．５", Ok(12_850)),
        ("128。5", Ok(12_850)),
        ("1.5万", Ok(1_500_000)),
        ("3千元", Ok(300_000)),
        ("2w", Ok(2_000_000)),
        ("人民币128元", Ok(12_800)),
        ("128元整", Ok(12_800)),
        ("1.250", could_be(&[125_000, 125])),
        ("128块5块", Err(Unclear::NotANumber)),
        ("一百", Err(Unclear::NotANumber)),
    ] {
        assert_eq!(typed(text, Lang::ZhCn, "CNY"), read, "{text}");
    }
}

#[test]
fn money_is_read_as_indonesian_speakers_type_it() {
    for (text, code, read) in [
        ("Rp 25.000", "IDR", Ok(2_500_000)),
        ("Rp25.000", "IDR", Ok(2_500_000)),
        ("Rp. 25.000,-", "IDR", Ok(2_500_000)),
        ("rp.25.000", "IDR", Ok(2_500_000)),
        ("25000", "IDR", Ok(2_500_000)),
        ("25,000", "IDR", Ok(2_500_000)),
        ("25.000,00", "IDR", Ok(2_500_000)),
        ("25.000 rupiah", "IDR", Ok(2_500_000)),
        ("25rb", "IDR", Ok(2_500_000)),
        ("25 ribu", "IDR", Ok(2_500_000)),
        ("Rp 25 ribu", "IDR", Ok(2_500_000)),
        ("25k", "IDR", Ok(2_500_000)),
        ("1,5jt", "IDR", Ok(150_000_000)),
        ("1.5 juta", "IDR", Ok(150_000_000)),
        ("2 juta rupiah", "IDR", Ok(200_000_000)),
        ("1.250rb", "IDR", could_be(&[125_000_000, 125_000])),
        ("1.250", "EUR", Ok(125_000)),
        ("128,50", "EUR", Ok(12_850)),
        ("128.50", "EUR", Ok(12_850)),
        ("1,250", "EUR", could_be(&[125_000, 125])),
    ] {
        assert_eq!(typed(text, Lang::Id, code), read, "{text} {code}");
    }
}

#[test]
fn what_is_unclear_is_refused_with_its_readings() {
    for (text, code, read) in [
        ("1.250", "EUR", could_be(&[125_000, 125])),
        ("1.255", "EUR", could_be(&[125_500])),
        ("1.250k", "EUR", could_be(&[125_000, 125_000_000])),
        ("128.555", "EUR", could_be(&[12_855_500])),
        ("1.2345", "EUR", Err(Unclear::TooManyDecimals)),
        ("12.5", "JPY", Err(Unclear::TooManyDecimals)),
        ("0.001", "EUR", Err(Unclear::TooManyDecimals)),
        ("0", "EUR", Err(Unclear::NotPositive)),
        ("0.00", "EUR", Err(Unclear::NotPositive)),
        ("-5", "EUR", Err(Unclear::NotPositive)),
        ("−5", "EUR", Err(Unclear::NotPositive)),
        ("99999999999999", "EUR", Err(Unclear::TooLarge)),
        ("999999999999999999999999999999", "EUR", Err(Unclear::TooLarge)),
        ("$20", "EUR", Err(Unclear::OtherCurrency)),
        ("20 sek", "EUR", Err(Unclear::OtherCurrency)),
        ("", "EUR", Err(Unclear::NotANumber)),
        ("anna", "EUR", Err(Unclear::NotANumber)),
        ("12 34", "EUR", Err(Unclear::NotANumber)),
        ("12..5", "EUR", Err(Unclear::NotANumber)),
        ("1,25,0", "EUR", Err(Unclear::NotANumber)),
        ("1.2.3", "EUR", Err(Unclear::NotANumber)),
        ("1e5", "EUR", Err(Unclear::NotANumber)),
        ("1e500", "EUR", Err(Unclear::NotANumber)),
        ("1:250", "EUR", Err(Unclear::NotANumber)),
        ("3/4", "EUR", Err(Unclear::NotANumber)),
    ] {
        assert_eq!(typed(text, Lang::En, code), read, "{text} {code}");
    }
}

#[test]
fn an_amount_comes_before_whom_it_is_for() {
    for (text, lang, code, amount, rest) in [
        ("128.50 anna", Lang::En, "EUR", Ok(12_850), "anna"),
        ("128.50", Lang::En, "EUR", Ok(12_850), ""),
        (" 128.50   Anna Maria ", Lang::En, "EUR", Ok(12_850), "Anna Maria"),
        ("€ 12,- anna", Lang::En, "EUR", Ok(1_200), "anna"),
        ("25 ribu anna", Lang::Id, "IDR", Ok(2_500_000), "anna"),
        ("Rp 25 ribu anna", Lang::Id, "IDR", Ok(2_500_000), "anna"),
        ("Rp 25.000 anna", Lang::Id, "IDR", Ok(2_500_000), "anna"),
        ("128 元 王小明", Lang::ZhCn, "CNY", Ok(12_800), "王小明"),
        ("128.5王小明", Lang::ZhCn, "CNY", Ok(12_850), "王小明"),
        ("128块5 小明", Lang::ZhCn, "CNY", Ok(12_850), "小明"),
        ("128 2 mugs", Lang::En, "EUR", Ok(12_800), "2 mugs"),
        ("12 500 anna", Lang::En, "EUR", could_be(&[1_250_000, 1_200]), "anna"),
        ("1.250 anna", Lang::En, "EUR", could_be(&[125_000, 125]), "anna"),
        ("anna 128", Lang::En, "EUR", Err(Unclear::NotANumber), "anna 128"),
        ("", Lang::En, "EUR", Err(Unclear::NotANumber), ""),
    ] {
        let (read, after) = leading(text, lang, currency(code));
        assert_eq!((read.map(Money::minor), after), (amount, rest), "{text}");
    }
}

#[test]
fn every_mark_belongs_to_a_currency_and_is_read_back() {
    for (code, marks) in MARKS {
        let currency = currency(code);
        for mark in *marks {
            assert_eq!(
                read(&format!("{mark}250"), Lang::En, currency),
                Ok(money(250 * currency.minor_per_major())),
                "{mark} {code}"
            );
            assert_eq!(
                read(&format!("250 {mark}"), Lang::En, currency),
                Ok(money(250 * currency.minor_per_major())),
                "{mark} {code}"
            );
        }
    }
}

fn any_lang() -> impl Strategy<Value = Lang> {
    proptest::sample::select(&Lang::ALL[..])
}

fn any_currency() -> impl Strategy<Value = Currency> {
    proptest::sample::select(&["EUR", "USD", "CNY", "IDR", "JPY", "KWD", "INR", "CHF", "TWD"][..]).prop_map(currency)
}

proptest! {
    #[test]
    fn no_text_breaks_the_reader(text in any::<String>(), lang in any_lang(), currency in any_currency()) {
        drop(read(&text, lang, currency));
        let (_, rest) = leading(&text, lang, currency);
        prop_assert!(text.contains(rest));
    }

    #[test]
    fn nothing_like_money_breaks_the_reader(text in "[-+0-9., '元块毛万krb€¥$。，０-９ anna]{0,20}", lang in any_lang(), currency in any_currency()) {
        if let Ok(money) = read(&text, lang, currency) {
            prop_assert!(!money.is_zero());
        }
        let (_, rest) = leading(&text, lang, currency);
        prop_assert!(text.contains(rest));
    }

    #[test]
    fn plain_decimals_are_read_exactly(minor in 1..1_000_000_000_000_i64, lang in any_lang(), currency in any_currency(), point in proptest::sample::select(vec!['.', ','])) {
        let digits = usize::from(currency.digits());
        let unit = currency.minor_per_major();
        let text = match digits {
            0 => minor.to_string(),
            // Three decimals look like a group of thousands in the other half of the world.
            3 => return Ok(()),
            _ => format!("{}{point}{:0digits$}", minor / unit, minor % unit),
        };
        prop_assert_eq!(read(&text, lang, currency), Ok(money(minor)));
    }
}
