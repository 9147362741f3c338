//! What a number counts that is no hour: "tomorrow 2 pairs" says nothing about two o'clock.

use super::text::Cursor;

const WORDS: &[&str] = &[
    "percent", "persen", "pct", "usd", "eur", "euro", "euros", "idr", "rp", "rb", "ribu", "jt", "juta", "k", "x",
    "pcs", "pc", "pieces", "pairs", "pair", "pasang", "buah", "biji", "orang", "people", "persons", "lusin", "kg", "g",
    "gr", "gram", "km", "cm", "mm", "m", "ml", "l", "litres", "liters", "liter", "points", "point", "poin", "pts",
    "or", "of", "hours", "hour", "hrs", "hr", "h", "minutes", "minute", "mins", "min", "menit", "jam", "days", "hari",
    "weeks", "week", "minggu", "months", "month", "bulan", "years", "year", "tahun",
];

const SIGNS: &[char] = &['%', '‰', '€', '$', '£', '¥', '°', '×', '*', '+', '#'];

/// Measures, and the beginnings of such: 小时, 积分, 分钟.
const MEASURES: &[char] = &[
    '个', '双', '件', '条', '只', '块', '元', '折', '人', '位', '瓶', '盒', '套', '码', '岁', '张', '份', '款', '箱',
    '包', '次', '名', '把', '台', '对', '斤', '公', '克', '米', '万', '千', '百', '天', '周', '年', '小', '分', '积',
    '倍', '楼', '号', '月', '日', '寸', '多', '几', '支', '本', '家',
];

/// Whether what stands after a number says that it counts something.
pub(super) fn follows(after: Cursor<'_>) -> bool {
    let next = after.after_space();
    next.next().is_some_and(|c| SIGNS.contains(&c) || MEASURES.contains(&c)) || next.any(WORDS).is_some()
}
