//! Time zones as shops look for them: by a city, or a part of its name.

use chrono_tz::{TZ_VARIANTS, Tz};
use domain::Lang;
use domain::name::folded;

/// Zones on the buttons of a language, the likeliest first.
#[must_use]
pub const fn likely(lang: Lang) -> &'static [Tz] {
    use chrono_tz::{America, Asia, Australia, Europe};
    match lang {
        Lang::En => &[
            Europe::London,
            America::New_York,
            America::Los_Angeles,
            Europe::Berlin,
            Asia::Singapore,
            Asia::Kolkata,
            Australia::Sydney,
        ],
        Lang::ZhCn => &[
            Asia::Shanghai,
            Asia::Hong_Kong,
            Asia::Taipei,
            Asia::Singapore,
            Asia::Kuala_Lumpur,
        ],
        Lang::Id => &[
            Asia::Jakarta,
            Asia::Makassar,
            Asia::Jayapura,
            Asia::Singapore,
            Asia::Kuala_Lumpur,
        ],
    }
}

/// Big cities whose zone is named after another one, and names in the languages that are spoken here.
const CITIES: &[(&str, Tz)] = {
    use chrono_tz::{America, Asia, Australia, Europe};
    &[
        ("amoy", Asia::Shanghai),
        ("bali", Asia::Makassar),
        ("balikpapan", Asia::Makassar),
        ("bandung", Asia::Jakarta),
        ("bangalore", Asia::Kolkata),
        ("banjarmasin", Asia::Makassar),
        ("barcelona", Europe::Madrid),
        ("batam", Asia::Jakarta),
        ("beijing", Asia::Shanghai),
        ("bogor", Asia::Jakarta),
        ("boston", America::New_York),
        ("canberra", Australia::Sydney),
        ("chengdu", Asia::Shanghai),
        ("chennai", Asia::Kolkata),
        ("dallas", America::Chicago),
        ("delhi", Asia::Kolkata),
        ("denpasar", Asia::Makassar),
        ("frankfurt", Europe::Berlin),
        ("guangzhou", Asia::Shanghai),
        ("hamburg", Europe::Berlin),
        ("hanoi", Asia::Ho_Chi_Minh),
        ("houston", America::Chicago),
        ("lombok", Asia::Makassar),
        ("manado", Asia::Makassar),
        ("manchester", Europe::London),
        ("medan", Asia::Jakarta),
        ("miami", America::New_York),
        ("milan", Europe::Rome),
        ("mumbai", Asia::Kolkata),
        ("munich", Europe::Berlin),
        ("osaka", Asia::Tokyo),
        ("padang", Asia::Jakarta),
        ("palembang", Asia::Jakarta),
        ("pekanbaru", Asia::Jakarta),
        ("penang", Asia::Kuala_Lumpur),
        ("san francisco", America::Los_Angeles),
        ("seattle", America::Los_Angeles),
        ("semarang", Asia::Jakarta),
        ("shenzhen", Asia::Shanghai),
        ("solo", Asia::Jakarta),
        ("surabaya", Asia::Jakarta),
        ("washington", America::New_York),
        ("wuhan", Asia::Shanghai),
        ("yogyakarta", Asia::Jakarta),
        ("上海", Asia::Shanghai),
        ("伦敦", Europe::London),
        ("北京", Asia::Shanghai),
        ("南京", Asia::Shanghai),
        ("厦门", Asia::Shanghai),
        ("台北", Asia::Taipei),
        ("吉隆坡", Asia::Kuala_Lumpur),
        ("天津", Asia::Shanghai),
        ("巴黎", Europe::Paris),
        ("广州", Asia::Shanghai),
        ("悉尼", Australia::Sydney),
        ("成都", Asia::Shanghai),
        ("新加坡", Asia::Singapore),
        ("曼谷", Asia::Bangkok),
        ("杭州", Asia::Shanghai),
        ("武汉", Asia::Shanghai),
        ("洛杉矶", America::Los_Angeles),
        ("深圳", Asia::Shanghai),
        ("澳门", Asia::Macau),
        ("纽约", America::New_York),
        ("西安", Asia::Shanghai),
        ("重庆", Asia::Shanghai),
        ("雅加达", Asia::Jakarta),
        ("首尔", Asia::Seoul),
        ("香港", Asia::Hong_Kong),
        ("东京", Asia::Tokyo),
    ]
};

/// Parts of the world whose zones are named after cities. Others are abbreviations and old names.
const AREAS: [&str; 10] = [
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
];

/// More than this are not offered; who typed so little types more.
const MOST: usize = 8;

/// The zones that a typed text could mean, the nearest first. One: it is that.
#[must_use]
pub fn matching(typed: &str) -> Vec<Tz> {
    let typed = plain(typed);
    if typed.is_empty() {
        return Vec::new();
    }
    let mut fits: Vec<(u8, &str, Tz)> = TZ_VARIANTS
        .iter()
        .filter_map(|zone| {
            let (area, city) = zone.name().split_once('/')?;
            if !AREAS.contains(&area) {
                return None;
            }
            Some((nearness(&typed, &plain(city), &plain(zone.name()))?, zone.name(), *zone))
        })
        .collect();
    fits.extend(
        CITIES.iter().filter_map(|(city, zone)| {
            nearness(&typed, &plain(city), "").map(|nearness| (nearness, zone.name(), *zone))
        }),
    );
    if typed == "utc" || typed == "gmt" {
        fits.push((EXACT, "UTC", Tz::UTC));
    }
    fits.sort_unstable_by_key(|(nearness, name, _)| (*nearness, *name));
    // Whoever types a city's whole name means that city.
    if let Some((EXACT, _, first)) = fits.first() {
        let first = *first;
        fits.retain(|(nearness, _, zone)| *nearness == EXACT && *zone != first);
        fits.insert(0, (EXACT, first.name(), first));
    }
    let mut zones: Vec<Tz> = Vec::new();
    for (_, _, zone) in fits {
        if !zones.contains(&zone) {
            zones.push(zone);
        }
    }
    zones.truncate(MOST);
    zones
}

const EXACT: u8 = 0;

fn nearness(typed: &str, city: &str, whole: &str) -> Option<u8> {
    // "Argentina/Buenos Aires": the last part is the city.
    let last = city.rsplit('/').next().unwrap_or(city);
    if typed == last || typed == whole {
        Some(EXACT)
    } else if last.starts_with(typed) {
        Some(1)
    } else if last.contains(typed) {
        Some(2)
    } else if whole.contains(typed) {
        Some(3)
    } else {
        None
    }
}

fn plain(text: &str) -> String {
    let spaced: String = folded(text.trim())
        .chars()
        .map(|c| if c == '_' || c == '-' { ' ' } else { c })
        .collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(typed: &str) -> Vec<&'static str> {
        matching(typed).into_iter().map(Tz::name).collect()
    }

    #[test]
    fn a_city_is_found_however_it_is_typed() {
        for (typed, zone) in [
            ("Jakarta", "Asia/Jakarta"),
            ("JAKARTA ", "Asia/Jakarta"),
            ("new york", "America/New_York"),
            ("New_York", "America/New_York"),
            ("America/New_York", "America/New_York"),
            ("são paulo", "America/Sao_Paulo"),
            ("buenos aires", "America/Argentina/Buenos_Aires"),
            ("上海", "Asia/Shanghai"),
            ("Bandung", "Asia/Jakarta"),
            ("bali", "Asia/Makassar"),
            ("utc", "UTC"),
        ] {
            assert_eq!(found(typed).first().copied(), Some(zone), "{typed}");
        }
        assert_eq!(found("Jakarta").len(), 1);
        assert_eq!(found("London"), ["Europe/London"]);
    }

    #[test]
    fn a_part_of_a_name_offers_all_that_fit_and_the_nearest_first() {
        assert_eq!(found("lond"), ["Europe/London"]);
        assert!(found("san").len() > 2);
        assert!(found("a").len() <= MOST);
        assert!(found("sing").starts_with(&["Asia/Singapore"]));
    }

    #[test]
    fn what_is_no_place_finds_nothing() {
        for typed in ["", "  ", "xyzzy", "🎁", "EST5EDT", "Etc/GMT+5"] {
            assert!(found(typed).is_empty(), "{typed}: {:?}", found(typed));
        }
    }
}
