//! The pictures of gifts: an emoji on the shop's colour.

use domain::gift::Gift;
use domain::shop::Shop;
use draw::{Artist, Poster};
use loyalty::Loyalty;
use playground::{Bot, Playground};

use super::shops::DemoShop;
use crate::init::{self, GiftPart, ShopFile};
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
    let (gifts, _) = acts.all_gifts(shop.id, 0, 1_000).await?;
    let mut bare = gifts;
    for (part, png) in drawn {
        let id = telegram.keeps_picture(bot, &png)?;
        let Some(at) = bare.iter().position(|gift| gift.title == part.title) else {
            continue;
        };
        let gift = bare.remove(at);
        if !is_here(telegram, &gift) {
            let hung = Gift {
                photo: Some(id),
                ..gift
            };
            acts.gift_from_file(shop.id, &part.slug, &hung, None).await?;
        }
    }
    for gift in bare
        .iter()
        .filter(|gift| gift.photo.is_some() && !is_here(telegram, gift))
    {
        let take_down = |gift: &mut Gift| gift.photo = None;
        acts.change_gift(shop, file.owner, gift.id, take_down).await?;
    }
    Ok(())
}

fn is_here(telegram: &Playground, gift: &Gift) -> bool {
    gift.photo.as_ref().is_some_and(|id| telegram.has_file(id))
}

/// Drawing is computing; it keeps nobody else waiting.
async fn draw_all(demo: &DemoShop, file: &ShopFile, hue: u16) -> anyhow::Result<Vec<(GiftPart, Vec<u8>)>> {
    let wanted: Vec<(&'static str, GiftPart)> = demo
        .shelf
        .iter()
        .filter_map(|on_shelf| {
            let gift = file.gifts.iter().find(|gift| gift.slug == on_shelf.slug)?;
            Some((on_shelf.symbol?, gift.clone()))
        })
        .collect();
    let work = move || {
        let artist = Artist::new()?;
        wanted
            .into_iter()
            .map(|(symbol, gift)| {
                let poster = Poster {
                    symbol,
                    title: &gift.title,
                    hue,
                };
                let png = artist.poster(&poster)?;
                Ok((gift, png))
            })
            .collect()
    };
    tokio::task::spawn_blocking(work).await?
}
