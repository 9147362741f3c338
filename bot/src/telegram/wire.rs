//! One call of a Bot API method over HTTP.
//!
//! teloxide's own sender waits ten seconds after each 5xx and drops the error code, so only its
//! types are used, not its sender.

use std::borrow::Cow;
use std::time::{Duration, Instant};

use reqwest::header::{CONTENT_TYPE, HeaderValue};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use teloxide::requests::Payload;

use super::verdict::Said;
use crate::settings::Secret;

const CONNECT: Duration = Duration::from_secs(5);
const ANSWER: Duration = Duration::from_secs(20);
const UPLOAD: Duration = Duration::from_mins(1);

/// Why there is no answer to a call.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// Telegram said no.
    #[error("{}", .0.description)]
    Said(Said),
    /// Nobody knows whether Telegram did it.
    #[error("{0}")]
    Lost(String),
}

/// The beginning of every answer.
#[derive(Deserialize)]
struct Envelope<'a> {
    ok: bool,
    #[serde(borrow)]
    result: Option<&'a RawValue>,
    error_code: Option<i64>,
    #[serde(borrow)]
    description: Option<Cow<'a, str>>,
    parameters: Option<Parameters>,
}

#[derive(Deserialize)]
struct Parameters {
    retry_after: Option<u64>,
    migrate_to_chat_id: Option<i64>,
}

/// The HTTP client and the address of one bot. Cheap to clone.
#[derive(Clone)]
pub struct Wire {
    client: reqwest::Client,
    /// Ends with `/bot<token>/`.
    base: Secret,
    /// Ends with `/file/bot<token>/`.
    files: Secret,
    token: Secret,
}

impl Wire {
    /// # Errors
    /// When the machine offers no way to open a connection, such as TLS without roots.
    pub fn new(token: Secret, api_url: &reqwest::Url) -> anyhow::Result<Self> {
        let client = reqwest::Client::builder()
            .connect_timeout(CONNECT)
            .timeout(ANSWER)
            .tcp_nodelay(true)
            .tcp_keepalive(Duration::from_mins(1))
            .pool_idle_timeout(Duration::from_secs(75))
            .pool_max_idle_per_host(64)
            .build()?;
        let base = format!("{}/bot{}/", api_url.as_str().trim_end_matches('/'), token.expose());
        let files = format!("{}/file/bot{}/", api_url.as_str().trim_end_matches('/'), token.expose());
        Ok(Self {
            client,
            base: Secret::new(base),
            files: Secret::new(files),
            token,
        })
    }

    /// Calls a method with JSON.
    pub async fn call<P>(&self, payload: &P) -> Result<P::Output, Failure>
    where
        P: Payload + Serialize + Sync,
        P::Output: DeserializeOwned,
    {
        let bytes = self.bytes(payload).await?;
        read::<P::Output>(&bytes)
    }

    /// Calls a method with JSON and hands back the whole answer, for those who want its text.
    pub async fn bytes<P>(&self, payload: &P) -> Result<Vec<u8>, Failure>
    where
        P: Payload + Serialize + Sync,
    {
        let body = serde_json::to_vec(payload).map_err(|error| Failure::Lost(format!("{}: {error}", P::NAME)))?;
        let mut request = self
            .client
            .post(self.address(P::NAME))
            .header(CONTENT_TYPE, HeaderValue::from_static("application/json"))
            .body(body);
        if let Some(longer) = payload.timeout_hint() {
            request = request.timeout(ANSWER + longer);
        }
        self.send(P::NAME, request).await
    }

    /// Calls a method with a form that carries a file.
    pub async fn upload<T: DeserializeOwned>(
        &self,
        method: &'static str,
        form: reqwest::multipart::Form,
    ) -> Result<T, Failure> {
        let request = self.client.post(self.address(method)).multipart(form).timeout(UPLOAD);
        let bytes = self.send(method, request).await?;
        read::<T>(&bytes)
    }

    /// Fetches a file that Telegram keeps, up to `most` bytes of it. `None`: it is larger.
    pub async fn download(&self, path: &str, most: u64) -> Result<Option<Vec<u8>>, Failure> {
        let request = self
            .client
            .get(format!("{}{path}", self.files.expose()))
            .timeout(UPLOAD);
        let lost = |error| Failure::Lost(self.scrubbed(error));
        let mut response = request.send().await.map_err(lost)?;
        let status = response.status();
        if !status.is_success() {
            return Err(Failure::Lost(format!("HTTP {} for a file", status.as_u16())));
        }
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(lost)? {
            bytes.extend_from_slice(&chunk);
            if u64::try_from(bytes.len()).is_ok_and(|size| size > most) {
                return Ok(None);
            }
        }
        Ok(Some(bytes))
    }

    async fn send(&self, method: &'static str, request: reqwest::RequestBuilder) -> Result<Vec<u8>, Failure> {
        let started = Instant::now();
        let answer = async {
            let response = request.send().await?;
            let status = response.status();
            response.bytes().await.map(|bytes| (status, bytes))
        }
        .await;
        let outcome = match answer {
            Ok((status, bytes)) => judge(status.as_u16(), bytes.into()),
            Err(error) => Err(Failure::Lost(self.scrubbed(error))),
        };
        let result = match &outcome {
            Ok(_) => "ok",
            Err(Failure::Lost(_)) => "lost",
            Err(Failure::Said(said)) if said.code == 429 => "429",
            Err(Failure::Said(said)) if said.code >= 500 => "5xx",
            Err(Failure::Said(_)) => "4xx",
        };
        metrics::counter!("regulars_telegram_calls_total", "method" => method, "result" => result).increment(1);
        metrics::histogram!("regulars_telegram_seconds", "method" => method).record(started.elapsed().as_secs_f64());
        outcome
    }

    fn address(&self, method: &str) -> String {
        format!("{}{method}", self.base.expose())
    }

    /// What went wrong below HTTP, without the address, which holds the token (S7).
    fn scrubbed(&self, error: reqwest::Error) -> String {
        let error = error.without_url();
        let mut text = error.to_string();
        let mut cause = std::error::Error::source(&error);
        while let Some(error) = cause {
            text.push_str(": ");
            text.push_str(&error.to_string());
            cause = error.source();
        }
        self.token.scrub(&text)
    }
}

/// The answer if it is one that says yes.
fn judge(status: u16, bytes: Vec<u8>) -> Result<Vec<u8>, Failure> {
    let said = match serde_json::from_slice::<Envelope<'_>>(&bytes) {
        Ok(envelope) if envelope.ok => return Ok(bytes),
        Ok(envelope) => Said {
            code: envelope.error_code.unwrap_or_else(|| i64::from(status)),
            description: envelope.description.map_or_else(String::new, Cow::into_owned),
            retry_after: envelope
                .parameters
                .as_ref()
                .and_then(|parameters| parameters.retry_after),
            migrate_to: envelope
                .parameters
                .as_ref()
                .and_then(|parameters| parameters.migrate_to_chat_id),
        },
        // A proxy or a server on its way down answers without JSON.
        Err(_) if status >= 500 || status == 429 => Said {
            code: i64::from(status),
            description: format!("HTTP {status}"),
            retry_after: None,
            migrate_to: None,
        },
        Err(error) => {
            return Err(Failure::Lost(format!(
                "HTTP {status} with an answer that is not the Bot API's: {error}"
            )));
        }
    };
    Err(Failure::Said(said))
}

fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Failure> {
    let unreadable = |error: serde_json::Error| Failure::Lost(format!("an answer of an unknown shape: {error}"));
    let envelope: Envelope<'_> = serde_json::from_slice(bytes).map_err(unreadable)?;
    serde_json::from_str(envelope.result.map_or("null", RawValue::get)).map_err(unreadable)
}

/// The results of a batch, each as the text that was received.
pub fn results(bytes: &[u8]) -> Result<Vec<&RawValue>, Failure> {
    #[derive(Deserialize)]
    struct Batch<'a> {
        #[serde(borrow)]
        result: Vec<&'a RawValue>,
    }
    serde_json::from_slice::<Batch<'_>>(bytes)
        .map(|batch| batch.result)
        .map_err(|error| Failure::Lost(format!("an answer of an unknown shape: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(status: u16, body: &str) -> Failure {
        judge(status, body.as_bytes().to_vec()).unwrap_err()
    }

    #[test]
    fn an_answer_is_read_whatever_carries_it() {
        assert_eq!(read::<i64>(br#"{"ok":true,"result":7}"#), Ok(7));
        assert!(judge(200, br#"{"ok":true,"result":7}"#.to_vec()).is_ok());
        assert!(matches!(refusal(502, "<html>Bad Gateway</html>"), Failure::Said(said) if said.code == 502));
        assert!(matches!(
            refusal(200, "<html>log in to the hotel</html>"),
            Failure::Lost(_)
        ));
        assert!(matches!(
            refusal(429, r#"{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 7","parameters":{"retry_after":7}}"#),
            Failure::Said(said) if said.retry_after == Some(7)
        ));
        assert!(matches!(
            refusal(400, r#"{"ok":false,"error_code":400,"description":"caf\u00e9","parameters":{"migrate_to_chat_id":-1002}}"#),
            Failure::Said(said) if said.migrate_to == Some(-1002) && said.description == "café"
        ));
    }

    #[tokio::test]
    async fn s7_a_failed_connection_does_not_show_the_token() {
        let nowhere = reqwest::Url::parse("http://127.0.0.1:1").unwrap();
        let wire = Wire::new(Secret::new("42:abcdefgh"), &nowhere).unwrap();

        let failure = wire.call(&teloxide::payloads::GetMe::new()).await.unwrap_err();

        let shown = format!("{failure} {failure:?}");
        assert!(matches!(failure, Failure::Lost(_)));
        assert!(!shown.contains("abcdefgh"), "{shown}");
    }
}
