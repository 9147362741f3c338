//! The pictures of gifts: an emoji on the shop's colour.

use domain::gift::Gift;
use domain::shop::Shop;
use draw::{Artist, Poster};
use loyalty::Loyalty;
use playground::{Bot, Playground};

use super::shops::DemoShop;
use crate::init::{self, ShopFile};
use crate::pictures::hue;

/// Draws a picture for each gift of the file that has a symbol, and hangs it up. What was changed in
/// the chat stays; a picture that this playground does not know is taken down.
///
/// # Errors
/// When a picture cannot be drawn or the database fails.
pub async fn hang(
    acts: &Loyalty,
    telegram: &Playground,
    bot: &Bot,
    demo: &DemoShop,
    shop: &Shop,
) -> anyhow::Result<()> {
    let file = init::read(demo.file)?;
    let drawn = draw_all(demo, &file, hue(shop)).await?;
    let mut known = Vec::with_capacity(drawn.len());
    for (title, png) in drawn {
        known.push((title, telegram.keeps_picture(bot, &png)?));
    }
    let (gifts, _) = acts.all_gifts(shop.id, 0, 1_000).await?;
    for gift in gifts {
        let own = known.iter().find(|(title, _)| *title == gift.title);
        let photo = own.map(|(_, id)| id.clone());
        let is_here = gift.photo.as_ref().is_some_and(|id| telegram.has_file(id));
        if is_here || gift.photo == photo {
            continue;
        }
        let change = move |gift: &mut Gift| gift.photo = photo;
        acts.change_gift(shop, file.owner, gift.id, change).await?;
    }
    Ok(())
}

/// Drawing is computing; it keeps nobody else waiting.
async fn draw_all(demo: &DemoShop, file: &ShopFile, hue: u16) -> anyhow::Result<Vec<(String, Vec<u8>)>> {
    let wanted: Vec<(&'static str, String)> = demo
        .shelf
        .iter()
        .filter_map(|on_shelf| {
            let gift = file.gifts.iter().find(|gift| gift.slug == on_shelf.slug)?;
            Some((on_shelf.symbol?, gift.title.clone()))
        })
        .collect();
    let work = move || {
        let artist = Artist::new()?;
        wanted
            .into_iter()
            .map(|(symbol, title)| {
                let poster = Poster {
                    symbol,
                    title: &title,
                    hue,
                };
                let png = artist.poster(&poster)?;
                Ok((title, png))
            })
            .collect()
    };
    tokio::task::spawn_blocking(work).await?
}
