//! The owner of the house brings a list of customers along.

use std::fmt::Write;

use loyalty::{ExportFrom, ExportPage, Importer};
use playground::{MessageId, Seen};
use storage::exports::Listed;

use super::{Crowd, club};

const READ: &str = "Looks right, show me";
const TAKE: &str = "Take over";
const TAKEN: &str = "✅ Done. Your customers are in the club.";

impl Crowd {
    /// The owner sends a list of so many people, each with points and a note of their own, and has it read. Gives the
    /// message with the button that takes it over.
    pub async fn owner_has_a_list_read(&self, people: usize) -> MessageId {
        let mut list = String::from("Name,Phone,Points,Note\n");
        for at in 0..people {
            writeln!(list, "Guest {at},+49170{at:07},7,likes tea {at}").unwrap();
        }
        let owner = &self.owner;
        owner.sends_document(&self.bot, "customers.csv", "text/csv", list.as_bytes(), "");
        let shown = self.owner_sees(|seen| has_button(seen, READ)).await;
        drop(owner.taps_on(&self.bot, shown, READ).unwrap());
        self.owner_sees(|seen| has_button(seen, TAKE)).await
    }

    /// The owner has the list taken over.
    pub fn owner_takes_it_over(&self, message: MessageId) {
        let seen = self.owner.sees(&self.bot);
        let shown = seen.iter().find(|seen| seen.message_id == message);
        let buttons = shown.into_iter().flat_map(|seen| seen.buttons.concat());
        let label = buttons.map(|button| button.text).find(|label| label.starts_with(TAKE));
        let label = label.expect("a button that takes the list over");
        drop(self.owner.taps_on(&self.bot, message, &label).unwrap());
    }

    /// Waits until the owner is told that it is done.
    pub async fn owner_is_told_that_it_is_taken_over(&self) {
        self.owner_sees(|seen| seen.words().starts_with(TAKEN)).await;
    }

    async fn owner_sees(&self, kind: impl Fn(&Seen) -> bool) -> MessageId {
        let mut found = None;
        self.waits("the owner to be answered", async || {
            let seen = self.owner.sees(&self.bot);
            found = seen.iter().find(|seen| kind(seen)).map(|seen| seen.message_id);
            found.map(drop).ok_or_else(|| "the owner waits".to_owned())
        })
        .await;
        found.expect("an answer")
    }

    /// Everybody in the club, as an export lists them.
    pub async fn listed(&self, url: &str) -> Vec<Listed> {
        let club = club(url).await;
        let mut everybody = Vec::new();
        let mut from = Some(ExportFrom::TABLES[0]);
        while let Some(next) = from {
            let page = club.export_page(self.shop, Importer::Operator, next).await.unwrap();
            let Ok(page) = page else { panic!("the operator may") };
            from = page.next();
            if let ExportPage::Members(members) = page {
                everybody.extend(members);
            }
        }
        club.db.close().await.unwrap();
        everybody
    }
}

fn has_button(seen: &Seen, beginning: &str) -> bool {
    let mut buttons = seen.buttons.iter().flatten();
    buttons.any(|button| button.text.starts_with(beginning))
}
