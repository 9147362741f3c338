//! The privacy policy of a shop, for whoever asks for its address. It is made anew from the shop's settings.

use axum::extract::{Path, Query, State};
use axum::http::header::{ACCEPT_LANGUAGE, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::{Lang, ShopId};
use loyalty::Loyalty;
use say::privacy::{self, Policy};
use serde::Deserialize;
use uuid::Uuid;

/// Nothing but the words and this program's own style sheet.
const POLICY: &str =
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const STYLE: &str = "\
:root{color-scheme:light dark;--paper:#fff;--ink:#1d1d1f;--quiet:#5c5c66;--line:#e3e3e8;--link:#0b62c4}\
@media(prefers-color-scheme:dark){:root{--paper:#17181c;--ink:#ececf1;--quiet:#a3a3ad;--line:#33343b;--link:#7db7ff}}\
*{box-sizing:border-box}\
body{margin:0;background:var(--paper);color:var(--ink);font:17px/1.6 system-ui,-apple-system,'Segoe UI','Noto Sans','PingFang SC','Noto Sans CJK SC',sans-serif}\
main{max-width:38rem;margin:0 auto;padding:1.5rem 1.25rem 4rem;overflow-wrap:anywhere}\
nav{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;margin-bottom:1.5rem}\
nav a{padding:.4rem 0}\
a{color:var(--link)}\
[aria-current]{color:var(--quiet);text-decoration:none}\
h1{font-size:1.6rem;line-height:1.25;margin:0 0 1.5rem}\
h2{font-size:1.1rem;line-height:1.35;margin:1.75rem 0 .25rem;padding-top:1.25rem;border-top:1px solid var(--line)}\
p{margin:0}";

#[derive(Deserialize)]
pub struct Asked {
    lang: Option<String>,
}

pub async fn show(
    State(loyalty): State<Loyalty>,
    Path(shop): Path<String>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Response {
    let Some(shop) = Uuid::try_parse(&shop).ok().map(ShopId) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let found = async {
        let found = loyalty.shop(shop).await?;
        let contact = loyalty.contact_of(shop).await?;
        Ok::<_, storage::StorageError>((found, contact))
    }
    .await;
    let (shop, contact) = match found {
        Ok((Some(shop), contact)) => (shop, contact),
        Ok((None, _)) => return StatusCode::NOT_FOUND.into_response(),
        Err(error) => {
            tracing::error!(%error, "a privacy policy could not be shown");
            return StatusCode::SERVICE_UNAVAILABLE.into_response();
        }
    };
    let lang = asked
        .lang
        .as_deref()
        .and_then(Lang::for_tag)
        .or_else(|| wanted(&headers))
        .unwrap_or(shop.lang);
    let policy = Policy {
        shop: &shop.name,
        contact: contact.as_deref(),
        expiry_months: shop.rules.expiry_months,
    };
    let headers = [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CONTENT_SECURITY_POLICY, POLICY),
        (REFERRER_POLICY, "no-referrer"),
        (CACHE_CONTROL, "no-cache"),
    ];
    (headers, [("x-content-type-options", "nosniff")], page(lang, &policy)).into_response()
}

pub async fn style() -> Response {
    let headers = [
        (CONTENT_TYPE, "text/css; charset=utf-8"),
        (CACHE_CONTROL, "public, max-age=3600"),
    ];
    (headers, [("x-content-type-options", "nosniff")], STYLE).into_response()
}

fn page(lang: Lang, policy: &Policy<'_>) -> String {
    let title = privacy::policy_title(lang, policy.shop);
    let languages: Vec<String> = Lang::ALL
        .into_iter()
        .map(|other| {
            let (tag, name) = (other.tag(), say::escape(&say::common::language_label(other)));
            let current = if other == lang { " aria-current=\"page\"" } else { "" };
            format!("<a href=\"?lang={tag}\" lang=\"{tag}\" hreflang=\"{tag}\"{current}>{name}</a>")
        })
        .collect();
    let sections: Vec<String> = privacy::policy(lang, policy)
        .into_iter()
        .map(|(heading, text)| format!("<h2>{heading}</h2>\n<p>{text}</p>\n"))
        .collect();
    let (languages, sections) = (languages.concat(), sections.concat());
    format!(
        "<!doctype html>\n<html lang=\"{tag}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{title}</title>\n\
         <link rel=\"stylesheet\" href=\"/privacy.css\">\n</head>\n<body>\n<main>\n<nav>{languages}</nav>\n<h1>{title}</h1>\n\
         {sections}</main>\n</body>\n</html>\n",
        tag = lang.tag(),
    )
}

/// The first language that a browser asks for and the program speaks.
fn wanted(headers: &HeaderMap) -> Option<Lang> {
    let wanted = headers.get(ACCEPT_LANGUAGE)?.to_str().ok()?;
    wanted
        .split(',')
        .take(20)
        .filter_map(|one| one.split(';').next())
        .find_map(|tag| Lang::for_tag(tag.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_has_no_script_and_shows_names_as_they_are() {
        for lang in Lang::ALL {
            let policy = Policy {
                shop: "<script>alert(1)</script> & Co",
                contact: Some("\"><img src=x>"),
                expiry_months: Some(12),
            };

            let page = page(lang, &policy);

            assert!(!page.contains("<script") && !page.contains("<img"), "{page}");
            assert!(
                page.contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; Co"),
                "{page}"
            );
            assert_eq!(page.matches("aria-current").count(), 1);
            assert_eq!(page.matches("<h2>").count(), 7);
        }
    }

    #[test]
    fn a_browser_is_answered_in_the_first_language_that_is_spoken() {
        let of = |text: &'static str| {
            let headers = HeaderMap::from_iter([(ACCEPT_LANGUAGE, text.parse().unwrap())]);
            wanted(&headers)
        };

        assert_eq!(of("de-DE,de;q=0.9,id;q=0.8,en;q=0.7"), Some(Lang::Id));
        assert_eq!(of("zh-CN,zh;q=0.9"), Some(Lang::ZhCn));
        assert_eq!(of("de"), None);
    }
}
