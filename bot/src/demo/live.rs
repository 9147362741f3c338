//! What people do by themselves once the shop is open, so that their chats are not empty.

use std::time::Duration;

use playground::{Bot, Group, Playground, PlaygroundError};

use super::shops::{DemoShop, Does};

/// How long somebody waits for an answer before they put the phone away.
const PATIENCE: Duration = Duration::from_secs(20);

/// People who talk with the bot through the playground, as others do on the page.
pub struct Talk {
    pub telegram: Playground,
    pub bot: Bot,
    pub group: Group,
    pub demo: &'static DemoShop,
    /// Whether they buy something as well. They do so once, and look every time.
    pub buys: bool,
}

impl Talk {
    /// Has everybody do their part, one after the other. Who gets no answer goes without.
    pub async fn goes_on(&self) {
        for part in self.demo.live {
            if let Err(error) = self.plays(part.by, part.does).await {
                tracing::debug!(%error, "somebody's part in the talk was left out");
            }
        }
    }

    async fn plays(&self, by: i64, does: Does) -> Result<(), PlaygroundError> {
        let Some(person) = self.telegram.person(by) else {
            return Ok(());
        };
        match does {
            Does::Asks(words) => {
                person.try_says(&self.bot, words)?;
            }
            Does::Opens(gift) => {
                let listed = person
                    .waits_for(
                        &self.bot,
                        |seen| seen.labels().iter().any(|label| label.contains(gift)),
                        PATIENCE,
                    )
                    .await?;
                let label = listed.labels().into_iter().find(|label| label.contains(gift));
                person.taps(&self.bot, label.unwrap_or(gift))?;
            }
            Does::Orders { words, staff, sells } => {
                if let (true, Some(staff)) = (self.buys, self.telegram.person(staff)) {
                    let order = person.try_says(&self.group, words)?;
                    staff.replies(&self.group, order, sells);
                }
            }
        }
        Ok(())
    }
}
