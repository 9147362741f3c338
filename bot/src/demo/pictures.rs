//! The pictures of gifts: an emoji on the shop's colour.

use domain::gift::Gift;
use domain::shop::Shop;
use draw::Poster;
use playground::{Bot, Playground};

use super::shops::DemoShop;
use crate::club::Club;
use crate::init;
use crate::pictures::hue;

/// Where the pictures of a shop's gifts hang.
pub struct Gallery {
    pub telegram: Playground,
    pub bot: Bot,
    pub demo: &'static DemoShop,
    pub shop: Shop,
}

impl Gallery {
    /// Draws a picture for each gift of the file that has a symbol, and hangs it up. What was changed in
    /// the chat stays; a picture that this playground does not know is taken down.
    ///
    /// # Errors
    /// When a picture cannot be drawn or the database fails.
    pub async fn hang(&self, club: &Club) -> anyhow::Result<()> {
        let (acts, shop) = (&club.loyalty, &self.shop);
        let file = init::read(self.demo.file)?;
        let (mut bare, _) = acts.all_gifts(shop.id, 0, 1_000).await?;
        for part in &file.gifts {
            let symbol = self.demo.symbol_of(&part.slug);
            let (Some(symbol), Some(at)) = (symbol, bare.iter().position(|gift| gift.title == part.title)) else {
                continue;
            };
            let id = self.draw(club, symbol, &part.title).await?;
            let gift = bare.remove(at);
            if !self.has_picture_of(&gift) {
                let hung = Gift {
                    photo: Some(id),
                    ..gift
                };
                acts.gift_from_file(shop.id, &part.slug, &hung, None).await?;
            }
        }
        for gift in bare {
            if gift.photo.is_some() && !self.has_picture_of(&gift) {
                let take_down = |gift: &mut Gift| gift.photo = None;
                acts.change_gift(shop, file.owner, gift.id, take_down).await?;
            }
        }
        Ok(())
    }

    /// Draws a poster, and hands it to Telegram.
    async fn draw(&self, club: &Club, symbol: &'static str, title: &str) -> anyhow::Result<String> {
        let (title, hue) = (title.to_owned(), hue(&self.shop));
        let drawn = club.studio.draw(move |artist| {
            artist.poster(&Poster {
                symbol,
                title: &title,
                hue,
            })
        });
        Ok(self.telegram.keeps_picture(&self.bot, &drawn.await?)?)
    }

    fn has_picture_of(&self, gift: &Gift) -> bool {
        gift.photo.as_ref().is_some_and(|id| self.telegram.has_file(id))
    }
}
