//! A real Chromium that looks at the page as people do.
//!
//! Nothing sleeps: whatever is asked for is waited for in the page itself.

mod driver;

use std::panic::{AssertUnwindSafe, resume_unwind};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use fantoccini::actions::{InputSource, MouseActions, PointerAction};
use fantoccini::elements::{Element, ElementRef};
use fantoccini::error::CmdError;
use fantoccini::key::Key;
use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, ClientBuilder};
use futures::FutureExt;
use hyper::Method;
use hyper_util::client::legacy::connect::HttpConnector;
use reqwest::Url;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::{Semaphore, SemaphorePermit};

use driver::Driver;

/// What takes longer does not come.
const PATIENCE: Duration = Duration::from_secs(30);
/// The driver gives up later than the page, which can say why.
const LONGEST_SCRIPT: Duration = Duration::from_secs(40);
const FIND: &str = include_str!("find.js");
/// How the driver names an element in what a script gives back.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// Each browser keeps a core busy; more of them at once would only wait for each other.
static TURNS: Semaphore = Semaphore::const_new(3);

/// What the page is shown on.
#[derive(Debug, Clone, Copy)]
pub struct Screen {
    pub width: u32,
    pub height: u32,
    /// Pixels per unit of length.
    pub scale: u32,
    pub dark: bool,
}

impl Screen {
    pub const DESKTOP: Self = Self {
        width: 1280,
        height: 800,
        scale: 1,
        dark: false,
    };
    pub const PHONE: Self = Self {
        width: 390,
        height: 844,
        ..Self::DESKTOP
    };

    fn is_phone(self) -> bool {
        self.width < 600
    }
}

/// One browser with one window.
pub struct Browser {
    client: Client,
    // Dropped after the client: what is in it is in use until then.
    _profile: TempDir,
    _driver: Arc<Driver>,
    _turn: SemaphorePermit<'static>,
}

impl Browser {
    pub async fn opens(url: &str, screen: Screen) -> Self {
        let turn = TURNS.acquire().await.unwrap();
        let driver = Driver::shared();
        let profile = TempDir::with_prefix("regulars-browser-").unwrap();
        let flags = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--hide-scrollbars",
            // A mouse; without one the page shows what else appears under it.
            "--blink-settings=primaryHoverType=2,availableHoverTypes=2,primaryPointerType=4,availablePointerTypes=4",
        ];
        let folder = format!("--user-data-dir={}", profile.path().display());
        let flags: Vec<&str> = flags.into_iter().chain([folder.as_str()]).collect();
        let Value::Object(wanted) = json!({
            "goog:chromeOptions": { "args": flags },
            "goog:loggingPrefs": { "browser": "ALL" },
            "timeouts": { "script": LONGEST_SCRIPT.as_millis() },
        }) else {
            unreachable!("it is written as an object")
        };
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(wanted)
            .connect(&driver.address())
            .await
            .expect("Chromium starts");
        let browser = Self {
            client,
            _profile: profile,
            _driver: driver,
            _turn: turn,
        };
        browser.is_shown_on(screen).await;
        browser.client.goto(url).await.unwrap();
        browser
    }

    /// Changes the screen; the page stays.
    pub async fn is_shown_on(&self, screen: Screen) {
        let size = json!({
            "width": screen.width,
            "height": screen.height,
            "deviceScaleFactor": screen.scale,
            "mobile": screen.is_phone(),
        });
        self.devtools("Emulation.setDeviceMetricsOverride", size).await;
        let scheme = if screen.dark { "dark" } else { "light" };
        let features = json!({ "features": [
            { "name": "prefers-color-scheme", "value": scheme },
            // Nothing moves away from under a pointer, and a picture shows no half of a movement.
            { "name": "prefers-reduced-motion", "value": "reduce" },
        ] });
        self.devtools("Emulation.setEmulatedMedia", features).await;
    }

    pub async fn goes_to(&self, url: &str) {
        self.client.goto(url).await.unwrap();
    }

    pub async fn reloads(&self) {
        self.client.refresh().await.unwrap();
    }

    /// The whole page.
    pub fn page(&self) -> Part<'_> {
        Part {
            browser: self,
            within: None,
        }
    }

    /// The part of the page that is called so: a person's pane by their name, "Tour", "Tools", a dialog by its title.
    pub fn part(&self, name: &str) -> Part<'_> {
        Part {
            browser: self,
            within: Some(name.to_owned()),
        }
    }

    /// What a piece of script gives back.
    pub async fn tells(&self, script: &str) -> Value {
        self.client.execute(script, Vec::new()).await.unwrap()
    }

    /// Waits until an expression of script is true.
    pub async fn comes(&self, expression: &str) {
        let script = format!(
            "const [patience, done] = arguments;
             const end = (came) => {{
                 changes.disconnect();
                 clearTimeout(timer);
                 document.removeEventListener('load', look, true);
                 done(came);
             }};
             const changes = new MutationObserver(look);
             const timer = setTimeout(() => end(false), patience);
             function look() {{ if ({expression}) end(true); }}
             changes.observe(document, {{ subtree: true, childList: true, attributes: true, characterData: true }});
             document.addEventListener('load', look, true);
             look();"
        );
        let patience = vec![json!(PATIENCE.as_millis())];
        let came = self.client.execute_async(&script, patience).await.unwrap();
        assert!(came == Value::Bool(true), "it does not come that {expression}");
    }

    /// Everything that is to be read.
    pub async fn text(&self) -> String {
        let text = self.tells("return document.body.innerText").await;
        text.as_str().unwrap_or_default().to_owned()
    }

    /// Draws what is to be seen, with all its pictures.
    pub async fn draws(&self, file: &Path) {
        self.comes(
            "[...document.images].every((image) => image.complete || image.getBoundingClientRect().bottom < 0 || !image.checkVisibility())",
        )
        .await;
        let png = self.client.screenshot().await.unwrap();
        std::fs::write(file, png).unwrap();
    }

    /// What the browser complained of since it was last asked: errors of scripts, refused by the content security
    /// policy, not found.
    pub async fn complaints(&self) -> Vec<String> {
        let command = Vendor {
            path: "se/log",
            body: json!({ "type": "browser" }),
        };
        let log = self.client.issue_cmd(command).await.unwrap();
        let lines = log.as_array().cloned().unwrap_or_default();
        let bad = |line: &&Value| line["level"] == "SEVERE" || line["source"] == "security";
        let words = |line: &Value| line["message"].as_str().unwrap_or_default().to_owned();
        lines.iter().filter(bad).map(words).collect()
    }

    /// Looks on while a story is told. One that fails leaves a picture in a folder, with what was to be read and
    /// what the browser said.
    pub async fn watches(&self, story: impl Future<Output = ()>, name: &str, folder: &Path) {
        let Err(cause) = AssertUnwindSafe(story).catch_unwind().await else {
            return;
        };
        let picture = folder.join(format!("{name}.png"));
        let png = self.client.screenshot().await.unwrap();
        std::fs::write(&picture, png).unwrap();
        let (text, complaints) = (self.text().await, self.complaints().await);
        eprintln!(
            "── {name}, as seen in {}:\n{text}\n── the browser: {complaints:#?}",
            picture.display()
        );
        self.client.clone().close().await.unwrap();
        resume_unwind(cause);
    }

    pub async fn closes(self) {
        self.client.close().await.unwrap();
    }

    async fn devtools(&self, cmd: &str, params: Value) {
        let command = Vendor {
            path: "goog/cdp/execute",
            body: json!({ "cmd": cmd, "params": params }),
        };
        self.client.issue_cmd(command).await.unwrap();
    }
}

/// A part of the page: all that is done and seen is in it.
#[derive(Clone)]
pub struct Part<'b> {
    browser: &'b Browser,
    within: Option<String>,
}

impl Part<'_> {
    /// Waits until these words are to be read.
    pub async fn sees(&self, words: &str) {
        self.element("text", words).await;
    }

    /// Waits until these words are not to be read any more.
    pub async fn misses(&self, words: &str) {
        let found = self.find("text", words, true).await;
        assert!(
            found == Value::Bool(true),
            "{words:?} is still to be seen{}",
            self.place()
        );
    }

    /// Waits until there is such a button.
    pub async fn offers(&self, name: &str) {
        self.element("button", name).await;
    }

    /// Waits until there is no such button.
    pub async fn offers_no(&self, name: &str) {
        let found = self.find("button", name, true).await;
        assert!(found == Value::Bool(true), "{name:?} is still offered{}", self.place());
    }

    /// Taps the newest button of this name. A name that ends in … is a beginning.
    pub async fn taps(&self, name: &str) {
        self.does("button", name, async |element| element.click().await).await;
    }

    /// Writes into a field, in place of what is in it.
    pub async fn fills(&self, field: &str, text: &str) {
        self.does("field", field, async |element| {
            element.clear().await?;
            element.send_keys(text).await
        })
        .await;
    }

    /// Writes into a field, and presses Enter.
    pub async fn enters(&self, field: &str, text: &str) {
        self.fills(field, &format!("{text}{}", char::from(Key::Enter))).await;
    }

    /// Chooses from a list.
    pub async fn chooses(&self, field: &str, label: &str) {
        self.does("field", field, async |element| element.select_by_label(label).await)
            .await;
    }

    /// Says something in a pane: writes it and presses Enter.
    pub async fn says(&self, text: &str) {
        self.does("field", "Message", async |element| {
            element.clear().await?;
            element.send_keys(&format!("{text}{}", char::from(Key::Enter))).await
        })
        .await;
    }

    /// Presses Enter in the field for messages, whatever is in it.
    pub async fn sends(&self) {
        self.does("field", "Message", async |element| {
            element.send_keys(&char::from(Key::Enter).to_string()).await
        })
        .await;
    }

    /// Opens the menu of the newest message with these words, and chooses from it.
    pub async fn chooses_for(&self, message: &str, item: &str) {
        self.does("message", message, async |element| {
            let menu = MouseActions::new("mouse".to_owned())
                .then(PointerAction::MoveToElement {
                    element: element.clone(),
                    duration: None,
                    x: 0.0,
                    y: 0.0,
                })
                .then(PointerAction::Down { button: 2 })
                .then(PointerAction::Up { button: 2 });
            self.browser.client.perform_actions(menu).await
        })
        .await;
        self.browser.part("Message").taps(item).await;
    }

    /// How many elements a selector finds here. For what people do not see: how much there is of it.
    pub async fn counts(&self, selector: &str) -> usize {
        let script = "const [within, selector] = arguments;
            const parts = [...document.querySelectorAll('[aria-label]')].filter((node) => node.ariaLabel.startsWith(within));
            return parts[0].querySelectorAll(selector).length;";
        let within = self.within.clone().unwrap_or_default();
        let count = self
            .browser
            .client
            .execute(script, vec![json!(within), json!(selector)])
            .await
            .unwrap();
        usize::try_from(count.as_u64().unwrap()).unwrap()
    }

    /// What is drawn again while one reaches for it is reached for again.
    async fn does(&self, what: &str, name: &str, act: impl AsyncFn(&Element) -> Result<(), CmdError>) {
        let begun = Instant::now();
        loop {
            let element = self.element(what, name).await;
            match act(&element).await {
                Ok(()) => return,
                Err(CmdError::Standard(trouble)) if is_passing(&trouble.error()) && begun.elapsed() < PATIENCE => {}
                Err(error) => panic!("{what} {name:?}{}: {error}", self.place()),
            }
        }
    }

    async fn element(&self, what: &str, words: &str) -> Element {
        let found = self.find(what, words, false).await;
        let Some(id) = found[ELEMENT].as_str() else {
            panic!("no {what} {words:?} is to be seen{}", self.place());
        };
        Element::from_element_id(self.browser.client.clone(), ElementRef::from(id.to_owned()))
    }

    async fn find(&self, what: &str, words: &str, gone: bool) -> Value {
        let ask = json!({ "within": self.within, "what": what, "words": words, "gone": gone });
        let asked = vec![ask, json!(PATIENCE.as_millis())];
        self.browser.client.execute_async(FIND, asked).await.unwrap()
    }

    fn place(&self) -> String {
        self.within
            .as_ref()
            .map(|name| format!(" in {name:?}"))
            .unwrap_or_default()
    }
}

fn is_passing(status: &str) -> bool {
    matches!(
        status,
        "stale element reference" | "element click intercepted" | "element not interactable"
    )
}

/// A command of Chromium's own driver.
#[derive(Debug)]
struct Vendor {
    path: &'static str,
    body: Value,
}

impl WebDriverCompatibleCommand for Vendor {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, <Url as std::str::FromStr>::Err> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.path))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(self.body.to_string()))
    }
}
