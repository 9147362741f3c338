//! Where updates go: the webhook's settings. Polling is in `delivery`.

use serde_json::{Value, json};

use super::{Act, Answer, Refusal};
use crate::delivery::webhook::WebhookWish;

const DEFAULT_CONNECTIONS: u16 = 40;

impl Act<'_> {
    pub fn set_webhook(&mut self) -> Answer {
        let url = self.text("url").unwrap_or_default().to_owned();
        if url.is_empty() {
            return Ok(self.delete_webhook());
        }
        check_url(&url)?;
        let secret = self
            .text("secret_token")
            .map(str::to_owned)
            .filter(|secret| !secret.is_empty());
        if let Some(secret) = &secret {
            check_secret(secret)?;
        }
        let max_connections = match self.integer("max_connections") {
            None => DEFAULT_CONNECTIONS,
            Some(count) => u16::try_from(count)
                .ok()
                .filter(|count| (1..=100).contains(count))
                .ok_or_else(|| Refusal::fault("max_connections must be 1-100"))?,
        };
        let ip_address = self.text("ip_address").map(str::to_owned);
        self.world.judge_kinds(self.params);
        let allowed = self.value("allowed_updates").cloned();
        let drop_pending = self.flag("drop_pending_updates").unwrap_or_default();
        if let Some(bot) = self.world.bots.get_mut(&self.bot) {
            bot.queue.set_allowed(allowed.as_ref());
            if drop_pending {
                bot.queue.drop_waiting();
            }
        }
        let wish = WebhookWish {
            url,
            secret,
            max_connections,
            ip_address,
        };
        self.world.set_webhook(self.bot, wish, self.shared);
        Ok(true.into())
    }

    pub fn delete_webhook(&mut self) -> Value {
        self.world.remove_webhook(self.bot);
        if self.flag("drop_pending_updates") == Some(true)
            && let Some(bot) = self.world.bots.get_mut(&self.bot)
        {
            bot.queue.drop_waiting();
        }
        self.world.touch();
        true.into()
    }

    pub fn get_webhook_info(&self) -> Value {
        let queue = self.world.bots.get(&self.bot).map(|bot| &bot.queue);
        let mut info = json!({
            "url": "",
            "has_custom_certificate": false,
            "pending_update_count": queue.map_or(0, crate::delivery::Queue::pending_count),
        });
        if let Some(webhook) = self.world.webhook(self.bot) {
            info["url"] = webhook.url.as_str().into();
            info["max_connections"] = webhook.max_connections.into();
            if let Some(address) = &webhook.ip_address {
                info["ip_address"] = address.as_str().into();
            }
            if let Some((at, error)) = &webhook.last_error {
                info["last_error_date"] = (*at).into();
                info["last_error_message"] = error.as_str().into();
            }
        }
        if let Some(names) = queue.and_then(crate::delivery::Queue::allowed_names) {
            info["allowed_updates"] = names.into();
        }
        info
    }
}

/// On loopback plain HTTP and any port will do; elsewhere Telegram's rules hold.
fn check_url(url: &str) -> Result<(), Refusal> {
    let Ok(parsed) = reqwest::Url::parse(url) else {
        return Err(Refusal::fault("bad webhook: Failed to resolve host"));
    };
    let is_local = matches!(parsed.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"));
    if is_local && matches!(parsed.scheme(), "http" | "https") {
        return Ok(());
    }
    if parsed.scheme() != "https" {
        return Err(Refusal::fault("bad webhook: An HTTPS URL must be provided for webhook"));
    }
    match parsed.port_or_known_default() {
        Some(443 | 80 | 88 | 8443) => Ok(()),
        _ => Err(Refusal::fault(
            "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443",
        )),
    }
}

fn check_secret(secret: &str) -> Result<(), Refusal> {
    if secret.len() > 256 {
        return Err(Refusal::fault("secret token is too long"));
    }
    if secret
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
    {
        return Ok(());
    }
    Err(Refusal::fault("secret token contains unallowed characters"))
}
