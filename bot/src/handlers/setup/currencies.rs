//! Which currencies a shop probably sells in.

use chrono_tz::Tz;
use domain::{Currency, Lang};

/// Currencies on the buttons, the likeliest first.
#[must_use]
pub fn likely(lang: Lang, zone: Option<Tz>) -> Vec<Currency> {
    let spoken: &[&str] = match lang {
        Lang::En => &["USD", "EUR", "GBP", "SGD", "AUD", "INR"],
        Lang::ZhCn => &["CNY", "HKD", "TWD", "SGD", "MYR", "USD"],
        Lang::Id => &["IDR", "SGD", "MYR", "USD", "EUR"],
    };
    let mut codes: Vec<&str> = zone.and_then(|zone| of_zone(zone.name())).into_iter().collect();
    codes.extend(
        spoken
            .iter()
            .filter(|code| Some(**code) != codes.first().copied())
            .copied()
            .collect::<Vec<_>>(),
    );
    codes.iter().take(6).filter_map(|code| code.parse().ok()).collect()
}

/// The money of a time zone, where one can know.
fn of_zone(zone: &str) -> Option<&'static str> {
    let (area, city) = zone.split_once('/')?;
    Some(match (area, city) {
        ("Asia", "Shanghai" | "Urumqi") => "CNY",
        ("Asia", "Jakarta" | "Makassar" | "Jayapura" | "Pontianak") => "IDR",
        ("Asia", "Hong_Kong") => "HKD",
        ("Asia", "Macau") => "MOP",
        ("Asia", "Taipei") => "TWD",
        ("Asia", "Singapore") => "SGD",
        ("Asia", "Kuala_Lumpur" | "Kuching") => "MYR",
        ("Asia", "Bangkok") => "THB",
        ("Asia", "Ho_Chi_Minh" | "Saigon") => "VND",
        ("Asia", "Manila") => "PHP",
        ("Asia", "Tokyo") => "JPY",
        ("Asia", "Seoul") => "KRW",
        ("Asia", "Kolkata" | "Calcutta") => "INR",
        ("Asia", "Dubai") => "AED",
        ("Asia", "Riyadh") => "SAR",
        ("Asia", "Jerusalem" | "Tel_Aviv") => "ILS",
        ("Asia", "Almaty") => "KZT",
        ("Europe", "London" | "Belfast") => "GBP",
        ("Europe", "Zurich") => "CHF",
        ("Europe", "Stockholm") => "SEK",
        ("Europe", "Oslo") => "NOK",
        ("Europe", "Copenhagen") => "DKK",
        ("Europe", "Warsaw") => "PLN",
        ("Europe", "Prague") => "CZK",
        ("Europe", "Budapest") => "HUF",
        ("Europe", "Bucharest") => "RON",
        ("Europe", "Istanbul") => "TRY",
        ("Europe", "Kyiv" | "Kiev") => "UAH",
        ("Europe", "Moscow" | "Samara" | "Kaliningrad") => "RUB",
        ("Europe", "Minsk") => "BYN",
        ("Europe", "Belgrade") => "RSD",
        ("Europe", "Chisinau") => "MDL",
        ("Europe", "Sarajevo") => "BAM",
        ("Europe", "Tirane") => "ALL",
        ("Europe", "Skopje") => "MKD",
        ("Europe", _) => "EUR",
        ("Australia", _) => "AUD",
        ("Pacific", "Auckland") => "NZD",
        ("America", "Toronto" | "Vancouver" | "Montreal" | "Edmonton" | "Winnipeg" | "Halifax") => "CAD",
        ("America", "New_York" | "Chicago" | "Denver" | "Los_Angeles" | "Phoenix" | "Anchorage" | "Detroit") => "USD",
        ("America", "Mexico_City" | "Monterrey" | "Tijuana" | "Cancun") => "MXN",
        ("America", "Sao_Paulo" | "Manaus" | "Bahia" | "Fortaleza" | "Recife") => "BRL",
        ("America", "Bogota") => "COP",
        ("America", "Santiago") => "CLP",
        ("America", "Lima") => "PEN",
        ("America", _) if city.starts_with("Argentina/") || city == "Buenos_Aires" => "ARS",
        ("Africa", "Johannesburg") => "ZAR",
        ("Africa", "Lagos") => "NGN",
        ("Africa", "Nairobi") => "KES",
        ("Africa", "Cairo") => "EGP",
        ("Africa", "Casablanca") => "MAD",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(lang: Lang, zone: Option<Tz>) -> Vec<&'static str> {
        likely(lang, zone).into_iter().map(Currency::code).collect()
    }

    #[test]
    fn the_money_of_the_place_comes_first_and_once() {
        use chrono_tz::{America, Asia, Europe};

        assert_eq!(
            codes(Lang::En, Some(Europe::Berlin)),
            ["EUR", "USD", "GBP", "SGD", "AUD", "INR"]
        );
        assert_eq!(
            codes(Lang::Id, Some(Asia::Jakarta)),
            ["IDR", "SGD", "MYR", "USD", "EUR"]
        );
        assert_eq!(codes(Lang::ZhCn, Some(Asia::Kuala_Lumpur)).first(), Some(&"MYR"));
        assert_eq!(
            codes(Lang::En, Some(America::Argentina::Buenos_Aires)).first(),
            Some(&"ARS")
        );
        assert_eq!(codes(Lang::ZhCn, None).first(), Some(&"CNY"));
    }

    #[test]
    fn every_named_currency_exists() {
        for zone in chrono_tz::TZ_VARIANTS {
            if let Some(code) = of_zone(zone.name()) {
                assert!(code.parse::<Currency>().is_ok(), "{zone}: {code}");
            }
        }
    }
}
