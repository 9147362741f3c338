//! A visit to the demo's page: the real program with a seeded shop, and a browser that looks at it.

use std::path::{Path, PathBuf};
use std::time::Duration;

use bot::demo::shops::DemoShop;
use bot::demo::{Demo, Showing, Wanted, begin};
use chrono::{DateTime, Utc};
use playground::{Host, Playground};

use crate::browser::{Browser, Part, Screen};

const LOOK: Duration = Duration::from_millis(200);
const LONGEST: Duration = Duration::from_mins(4);

/// What a story about the page is told with.
pub struct Visit {
    pub demo: Demo,
    pub telegram: Playground,
    pub browser: Browser,
}

/// Tells a story about a shop on the page. Afterwards nobody has complained: not the browser, not the Bot API,
/// and the club's numbers add up. A story that fails leaves a picture in `pictures`.
pub async fn tell(
    name: &str,
    pictures: &Path,
    shop: &'static DemoShop,
    screen: Screen,
    story: impl AsyncFnOnce(&Visit),
) {
    let visit = Visit::begins(shop, screen, None).await;
    visit.browser.watches(Box::pin(story(&visit)), name, pictures).await;
    visit.ends().await;
}

impl Visit {
    /// `data`: a folder to keep the shop in, instead of one that goes.
    pub async fn begins(shop: &'static DemoShop, screen: Screen, data: Option<PathBuf>) -> Self {
        let wanted = Wanted {
            shop: Some(shop.key.to_owned()),
            data,
            open: false,
            // Whoever talks by themselves may come between two acts of a story.
            quiet: true,
        };
        let Showing { demo, telegram, first } = begin(&wanted, "127.0.0.1:0").await.unwrap();
        demo.play(first).await.unwrap();
        let browser = Browser::opens(&format!("{}/", telegram.api_url()), screen).await;
        Self {
            demo,
            telegram,
            browser,
        }
    }

    pub fn page(&self) -> Part<'_> {
        self.browser.page()
    }

    /// A pane by the name of its person, or another part of the page by its title.
    pub fn part(&self, name: &str) -> Part<'_> {
        self.browser.part(name)
    }

    /// The chat of the bot, as the page names it.
    pub fn private(&self) -> i64 {
        self.demo.tour()[2].chat
    }

    pub fn group(&self) -> i64 {
        self.demo.tour()[0].chat
    }

    /// Shows these people, each with a chat, one beside the other.
    pub async fn shows(&self, panes: &[(i64, i64)]) {
        self.browser.goes_to(&self.address(panes, "")).await;
        self.browser.reloads().await;
    }

    /// Somebody has talked with the bot before.
    pub fn has_talked(&self, person: i64) {
        self.telegram.person(person).unwrap().says(self.private(), "/start");
    }

    pub fn address(&self, panes: &[(i64, i64)], more: &str) -> String {
        let panes: Vec<String> = panes.iter().map(|(person, chat)| format!("{person}:{chat}")).collect();
        format!("{}/#p={}{more}", self.telegram.api_url(), panes.join(","))
    }

    /// Waits until the demo has nothing in hand.
    pub async fn is_at_rest(&self) {
        let rest = async {
            while self.demo.busy().is_some() {
                // Asked now and then, too: what changes between a look and a wait is not waited for.
                drop(tokio::time::timeout(LOOK, self.telegram.changed()).await);
            }
            self.telegram.all_taken().await;
        };
        tokio::time::timeout(LONGEST, rest)
            .await
            .expect("the demo comes to no rest");
    }

    /// What the demo's clock shows.
    pub fn now(&self) -> DateTime<Utc> {
        self.demo.now()
    }

    /// Waits until the demo's clock, which somebody moves, has come to a moment, and all nights until then are over.
    pub async fn comes_to(&self, moment: DateTime<Utc>) {
        let there = async {
            while self.demo.now() < moment {
                drop(tokio::time::timeout(LOOK, self.telegram.changed()).await);
            }
        };
        tokio::time::timeout(LONGEST, there)
            .await
            .expect("the clock does not come to the moment");
        self.is_at_rest().await;
    }

    pub async fn ends(self) {
        let complaints = self.browser.complaints().await;
        self.browser.closes().await;
        assert_eq!(complaints, Vec::<String>::new(), "the browser complained");
        assert_eq!(self.telegram.breaches(), Vec::<String>::new());
        let (acts, _) = self.demo.acts().await.expect("the program runs");
        assert_eq!(acts.check().await.unwrap().findings, []);
        drop(acts);
        self.demo.end().await.unwrap();
        self.telegram.stop();
    }
}
