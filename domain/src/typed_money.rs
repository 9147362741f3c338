//! Money as people type it at a till, in the shop's language and currency.
//!
//! What could mean two amounts is refused with both: a sale of 1,250 for 1.25 costs the shop more
//! than one more tap costs the clerk.

use fixed_decimal::Decimal;
use unicode_normalization::UnicodeNormalization;

use crate::{Currency, Lang, Money};

/// Why a text is no amount of money.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unclear {
    NotANumber,
    /// Zero or less.
    NotPositive,
    TooLarge,
    /// Finer than the currency's smallest coin.
    TooManyDecimals,
    /// Marked with the sign of money that this shop does not take.
    OtherCurrency,
    /// The separators fit more than one amount, or only one that a person would not write so.
    Ambiguous {
        readings: Vec<Money>,
    },
}

/// Longer texts are not amounts. Generous: a sign, a word and thirty digits fit.
const LONGEST: usize = 64;

/// More digits than any amount has, and few enough to count with.
const MOST_DIGITS: usize = 24;

/// How currencies are marked, in the form in which texts are compared. The first of each is how it
/// is printed.
const MARKS: &[(&str, &[&str])] = &[
    ("AUD", &["A$", "$", "au$", "澳元"]),
    ("BRL", &["R$", "reais"]),
    ("CAD", &["CA$", "$", "c$", "加元"]),
    ("CHF", &["CHF", "fr", "sfr", "瑞士法郎"]),
    (
        "CNY",
        &[
            "¥",
            "元",
            "块",
            "块钱",
            "元钱",
            "元整",
            "圆",
            "人民币",
            "rmb",
            "yuan",
            "cn¥",
        ],
    ),
    ("CZK", &["Kč", "kc"]),
    ("EUR", &["€", "euro", "euros", "欧元", "欧"]),
    ("GBP", &["£", "pound", "pounds", "英镑", "镑"]),
    ("HKD", &["HK$", "$", "港币", "港元", "元", "块"]),
    ("IDR", &["Rp", "rupiah", "印尼盾", "盾"]),
    ("ILS", &["₪"]),
    ("INR", &["₹", "rs", "卢比"]),
    ("JPY", &["¥", "円", "日元", "日圆", "yen", "jp¥"]),
    ("KRW", &["₩", "won", "韩元"]),
    ("KZT", &["₸"]),
    ("MXN", &["MX$", "$"]),
    ("MYR", &["RM", "ringgit", "令吉", "马币"]),
    ("NGN", &["₦"]),
    ("NZD", &["NZ$", "$", "新西兰元"]),
    ("PHP", &["₱", "piso", "peso"]),
    ("PLN", &["zł", "zl"]),
    ("RUB", &["₽", "卢布"]),
    ("SGD", &["S$", "$", "sg$", "新币", "新元", "元", "块"]),
    ("THB", &["฿", "baht", "泰铢", "铢"]),
    ("TRY", &["₺"]),
    ("TWD", &["NT$", "$", "元", "块", "块钱", "台币", "新台币"]),
    ("UAH", &["₴"]),
    ("USD", &["$", "us$", "dollar", "dollars", "dolar", "美元", "美金", "刀"]),
    ("VND", &["₫", "đ", "越南盾"]),
];

/// Currencies of which nobody counts the minor units, whatever the standard says.
const WHOLE: &[&str] = &[
    "COP", "HUF", "IDR", "IRR", "KHR", "LAK", "MMK", "PKR", "TWD", "TZS", "UZS",
];

/// Words that multiply by a power of ten. The longest that fits is taken.
const MULTIPLIERS: &[(&str, i16, Option<Lang>)] = &[
    ("k", 3, None),
    ("rb", 3, Some(Lang::Id)),
    ("ribu", 3, Some(Lang::Id)),
    ("jt", 6, Some(Lang::Id)),
    ("juta", 6, Some(Lang::Id)),
    ("千", 3, Some(Lang::ZhCn)),
    ("万", 4, Some(Lang::ZhCn)),
    ("萬", 4, Some(Lang::ZhCn)),
    ("w", 4, Some(Lang::ZhCn)),
];

/// How the currency is written before an amount, if it has a sign that is not taken for another's.
#[must_use]
pub fn sign(currency: Currency) -> Option<&'static str> {
    marks(currency).first().copied()
}

/// Whether people leave the minor units of this currency out, as with rupiah and yen.
#[must_use]
pub fn counts_whole(currency: Currency) -> bool {
    currency.digits() == 0 || WHOLE.contains(&currency.code())
}

/// Reads a text that should be an amount and nothing else.
///
/// # Errors
/// What is unclear about it.
pub fn read(typed: &str, lang: Lang, currency: Currency) -> Result<Money, Unclear> {
    let text = compared(typed);
    if text.chars().count() > LONGEST {
        return Err(Unclear::NotANumber);
    }
    let text = text.strip_prefix('+').unwrap_or(&text).trim();
    if let Some((whole, fraction)) = spoken_yuan(text, currency) {
        let plain = Reader {
            lang,
            currency,
            power: 0,
        };
        return plain
            .worth(&plain.whole(&whole).ok_or(Unclear::NotANumber)?, &fraction)
            .exact();
    }

    let first = text.find(|c: char| c.is_ascii_digit()).ok_or(Unclear::NotANumber)?;
    let last = text.rfind(|c: char| c.is_ascii_digit()).ok_or(Unclear::NotANumber)?;
    let (mut front, mut number) = (&text[..first], &text[first..=last]);
    // ".50" is half, "Rp.50" is not.
    if let Some(before) = front
        .strip_suffix(['.', ','])
        .filter(|before| !before.ends_with(char::is_alphabetic))
    {
        front = before;
        number = &text[before.len()..=last];
    }
    let front = front.trim().trim_end_matches('.').trim();
    let mark = front.replace('-', "");
    let power = power_and_mark(&text[last + 1..], lang, currency)?;
    only_own_mark(mark.trim(), currency)?;
    let money = Reader { lang, currency, power }.read(number)?;
    if front.contains('-') {
        Err(Unclear::NotPositive)
    } else {
        Ok(money)
    }
}

/// Reads the amount that a text begins with, and says what stands after it: `128.50 anna`.
///
/// A space before the next number is taken for the end of the amount, unless both together are an
/// amount too; then nobody can know.
pub fn leading(typed: &str, lang: Lang, currency: Currency) -> (Result<Money, Unclear>, &str) {
    let typed = typed.trim();
    let ends = word_ends(typed);
    let mut amount_end = None;
    for end in ends.iter().copied().take(4) {
        let words: Vec<&str> = words(&typed[..end]).collect();
        let numbers = words.iter().filter(|word| has_digit(word)).count();
        if numbers > 1
            || words
                .iter()
                .any(|word| !has_digit(word) && !is_sign_or_power(word, currency))
        {
            break;
        }
        if numbers == 1 {
            amount_end = Some(end);
        }
    }
    let Some(end) = amount_end else {
        return (Err(Unclear::NotANumber), typed);
    };
    let (amount, rest) = (&typed[..end], typed[end..].trim_start());

    let first = read(amount, lang, currency);
    if first == Err(Unclear::NotANumber)
        && let Some(at) = name_begins(amount)
    {
        return (read(&amount[..at], lang, currency), typed[at..].trim_start());
    }
    let longer = ends
        .iter()
        .copied()
        .find(|longer| *longer > end)
        .map(|longer| &typed[..longer]);
    match (first, longer.map(|longer| (read(longer, lang, currency), longer.len()))) {
        (Ok(first), Some((Ok(both), end))) if both != first => (
            Err(Unclear::Ambiguous {
                readings: vec![both, first],
            }),
            typed[end..].trim_start(),
        ),
        (first, _) => (first, rest),
    }
}

/// What one way of reading the separators comes to.
enum Fit {
    Exact(Money),
    /// More decimals than the currency has, the last of them zero.
    Padded(Money),
    Not(Unclear),
}

impl Fit {
    fn exact(self) -> Result<Money, Unclear> {
        match self {
            Self::Exact(money) | Self::Padded(money) => Ok(money),
            Self::Not(why) => Err(why),
        }
    }
}

struct Reader {
    lang: Lang,
    currency: Currency,
    /// Of ten, by which the number is multiplied: 3 after "ribu".
    power: i16,
}

impl Reader {
    fn read(&self, number: &str) -> Result<Money, Unclear> {
        let (point, other) = match self.lang {
            Lang::En | Lang::ZhCn => ('.', ','),
            Lang::Id => (',', '.'),
        };
        let (local, foreign) = (self.fit(number, point), self.fit(number, other));
        match (local, foreign) {
            (Fit::Exact(local), Fit::Exact(foreign)) if self.power > 0 && local != foreign => Err(Unclear::Ambiguous {
                readings: vec![local, foreign],
            }),
            (Fit::Exact(money), _) => Ok(money),
            (Fit::Padded(_) | Fit::Not(Unclear::TooManyDecimals), Fit::Exact(money)) if counts_whole(self.currency) => {
                Ok(money)
            }
            (Fit::Padded(local), Fit::Exact(foreign)) => Err(Unclear::Ambiguous {
                readings: vec![foreign, local],
            }),
            (Fit::Not(Unclear::TooManyDecimals), Fit::Exact(foreign)) => Err(Unclear::Ambiguous {
                readings: vec![foreign],
            }),
            (Fit::Not(Unclear::NotANumber), foreign) => foreign.exact(),
            (local, _) => local.exact(),
        }
    }

    fn fit(&self, number: &str, point: char) -> Fit {
        let (whole, fraction) = match number.rsplit_once(['.', ',']) {
            Some((whole, fraction))
                if number[whole.len()..].starts_with(point) && fraction.chars().all(|c| c.is_ascii_digit()) =>
            {
                (whole, fraction)
            }
            _ => (number, ""),
        };
        if whole.contains(point) {
            return Fit::Not(Unclear::NotANumber);
        }
        match self.whole(whole) {
            Some(whole) => self.worth(&whole, fraction),
            None => Fit::Not(Unclear::NotANumber),
        }
    }

    /// The digits of a whole number, if its groups are as people group: all by the same sign, three
    /// digits each. In South Asia the groups before the last have two.
    fn whole(&self, number: &str) -> Option<String> {
        let mut signs: Vec<char> = number.chars().filter(|c| !c.is_ascii_digit()).collect();
        signs.dedup();
        let groups: Vec<&str> = number.split(|c: char| !c.is_ascii_digit()).collect();
        let (first, rest) = groups.split_first()?;
        if rest.is_empty() {
            return Some((*first).to_owned());
        }
        let lakh = matches!(self.currency.code(), "BDT" | "INR" | "LKR" | "NPR" | "PKR");
        let last = rest.len() - 1;
        let grouped = (1..=3).contains(&first.len())
            && !first.starts_with('0')
            && (rest.iter().all(|group| group.len() == 3)
                || lakh
                    && rest
                        .iter()
                        .enumerate()
                        .all(|(at, group)| group.len() == if at == last { 3 } else { 2 }));
        (grouped && matches!(signs[..], ['.' | ',' | ' ' | '\''])).then(|| groups.concat())
    }

    fn worth(&self, whole: &str, fraction: &str) -> Fit {
        if whole.is_empty() && fraction.is_empty() {
            return Fit::Not(Unclear::NotANumber);
        }
        if whole.len() + fraction.len() > MOST_DIGITS {
            return Fit::Not(Unclear::TooLarge);
        }
        let Ok(mut amount) = Decimal::try_from_str(&format!("0{whole}.{fraction}0")) else {
            return Fit::Not(Unclear::NotANumber);
        };
        let digits = i16::from(self.currency.digits());
        amount.multiply_pow10(digits + self.power);
        if amount.absolute.is_zero() {
            return Fit::Not(Unclear::NotPositive);
        }
        if amount.absolute.nonzero_magnitude_end() < 0 {
            return Fit::Not(Unclear::TooManyDecimals);
        }
        amount.absolute.trim_start();
        amount.absolute.trim_end_if_integer();
        match amount.to_string().parse::<i64>().ok().and_then(Money::new) {
            Some(money) if self.power == 0 && fraction.len() > usize::from(self.currency.digits()) => {
                Fit::Padded(money)
            }
            Some(money) => Fit::Exact(money),
            None => Fit::Not(Unclear::TooLarge),
        }
    }
}

/// The form in which texts are compared: half width, small letters, one kind of each sign.
fn compared(typed: &str) -> String {
    let one_kind: String = typed
        .nfkc()
        .map(|c| match c {
            '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
            '‘' | '’' | 'ʼ' | '`' | '´' => '\'',
            '。' => '.',
            c if c.is_whitespace() => ' ',
            c => c,
        })
        .flat_map(char::to_lowercase)
        .collect();
    one_kind.trim().to_owned()
}

/// What stands after the digits: `,-`, a power of ten, a mark of the currency. The power.
fn power_and_mark(tail: &str, lang: Lang, currency: Currency) -> Result<i16, Unclear> {
    let tail = tail
        .strip_prefix([',', '.'])
        .map_or(tail, |rest| rest.trim_start_matches(['-', '=']))
        .trim();
    let (power, mark) = MULTIPLIERS
        .iter()
        .filter(|(_, _, of)| {
            of.is_none_or(|of| {
                of == lang || (of, currency.code()) == (Lang::Id, "IDR") || (of, currency.code()) == (Lang::ZhCn, "CNY")
            })
        })
        .filter_map(|(word, power, _)| Some((word, *power, tail.strip_prefix(word)?)))
        .filter(|(word, _, rest)| !(word.is_ascii() && rest.starts_with(|c: char| c.is_alphanumeric() && c < '⺀')))
        .max_by_key(|(word, ..)| word.len())
        .map_or((0, tail), |(_, power, rest)| (power, rest.trim()));
    only_own_mark(mark, currency)?;
    Ok(power)
}

fn only_own_mark(mark: &str, currency: Currency) -> Result<(), Unclear> {
    if mark.is_empty() || is_mark(mark, currency) {
        return Ok(());
    }
    let of_another = MARKS
        .iter()
        .any(|(code, marks)| is_same(mark, code) || marks.iter().any(|known| is_same(mark, known)))
        || mark.parse::<Currency>().is_ok();
    Err(if of_another {
        Unclear::OtherCurrency
    } else {
        Unclear::NotANumber
    })
}

fn marks(currency: Currency) -> &'static [&'static str] {
    MARKS
        .iter()
        .find(|(code, _)| *code == currency.code())
        .map_or(&[], |(_, marks)| *marks)
}

fn is_mark(mark: &str, currency: Currency) -> bool {
    is_same(mark, currency.code()) || marks(currency).iter().any(|known| is_same(mark, known))
}

fn is_same(mark: &str, known: &str) -> bool {
    mark == compared(known)
}

/// "128块5", "128元5角3分", "128块半", "5毛": yuan, then their tenths and hundredths as they are
/// spoken. The digits before the point and after it.
fn spoken_yuan(text: &str, currency: Currency) -> Option<(String, String)> {
    if !is_mark("块", currency) {
        return None;
    }
    let (whole, rest) = match text.split_once(['块', '元', '圆']) {
        Some((whole, rest)) => (whole.trim_start_matches('¥').trim(), rest.trim()),
        None if text.ends_with(['毛', '角', '分']) => ("0", text),
        None => return None,
    };
    Some((whole.to_owned(), spoken_fraction(rest)?))
}

fn spoken_fraction(rest: &str) -> Option<String> {
    let is_digit = |text: &str| text.len() == 1 && text.bytes().all(|byte| byte.is_ascii_digit());
    if rest == "半" {
        return Some("5".to_owned());
    }
    // "128块50" says hundredths without their name, "128块5" tenths.
    if (1..=2).contains(&rest.len()) && rest.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(rest.to_owned());
    }
    let (tenths, hundredths) = rest.split_once(['毛', '角']).unwrap_or(("0", rest));
    let hundredths = hundredths.strip_suffix('分').unwrap_or(hundredths);
    (is_digit(tenths) && (hundredths.is_empty() && tenths != "0" || is_digit(hundredths)))
        .then(|| format!("{tenths}{hundredths}"))
}

/// Spaces that part words. The unbreakable ones hold a number together.
fn parts_words(c: char) -> bool {
    c.is_whitespace() && !matches!(c, '\u{a0}' | '\u{2007}' | '\u{2009}' | '\u{202f}')
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(parts_words).filter(|word| !word.is_empty())
}

/// Where the words of a text end, in bytes.
fn word_ends(text: &str) -> Vec<usize> {
    text.char_indices()
        .filter(|(at, c)| !parts_words(*c) && text[at + c.len_utf8()..].chars().next().is_none_or(parts_words))
        .map(|(at, c)| at + c.len_utf8())
        .collect()
}

fn has_digit(word: &str) -> bool {
    word.nfkc().any(|c| c.is_ascii_digit())
}

fn is_sign_or_power(word: &str, currency: Currency) -> bool {
    let word = compared(word);
    let word = word.trim_matches(['.', ',', '-', '+']);
    word.is_empty() || is_mark(word, currency) || MULTIPLIERS.iter().any(|(power, ..)| *power == word)
}

/// Where a name begins that was written onto the amount, as scripts without spaces do: `128.50王小明`.
fn name_begins(amount: &str) -> Option<usize> {
    let last_digit = amount
        .char_indices()
        .rfind(|(_, c)| has_digit(c.encode_utf8(&mut [0; 4])))?;
    let at = last_digit.0 + last_digit.1.len_utf8();
    let next = amount[at..].chars().next()?;
    let is_power = MULTIPLIERS.iter().any(|(word, ..)| word.starts_with(next));
    (next.is_alphabetic() && !next.is_ascii() && !is_power).then_some(at)
}

#[cfg(test)]
mod tests;
