//! The member card: a picture with a QR code that opens the member's file for staff.

use domain::Token;
use draw::{Artist, Card};

use super::{back_to, member_or_invite};
use crate::handlers::visit::Visit;
use crate::pictures::{self, hue};
use crate::tap::{Start, Tap};
use crate::telegram::{Message, Picture};

pub async fn show(visit: &Visit<'_>) -> anyhow::Result<()> {
    let Some((shop, member)) = member_or_invite(visit).await? else {
        return Ok(());
    };
    visit.tap_seen().await?;
    let lang = visit.lang();
    let Some(token) = Token::parse(&member.card) else {
        anyhow::bail!("the card of member {} has no token", member.id);
    };
    let link = Start::Card(token).link(&visit.club.me.username);
    let number = say::card::number_line(lang, member.number);
    let points = say::card::points_line(lang, member.points);
    let label = say::card::points_label_line(lang, member.points);
    let footnote = say::card::footnote_line(lang);
    let stand = visit.club.loyalty.stand_of(shop.id, member.id).await?;
    let tier = stand.tier().map(|tier| tier.title.clone());
    let metal = stand.tier().and_then(|tier| pictures::metal(tier.colour));
    let shown_tier = tier.clone().unwrap_or_default();
    let shown_metal = stand.tier().map_or("", |tier| tier.colour.as_str());
    let shown = [
        &shop.name,
        &member.name,
        &number,
        &points,
        &label,
        &link,
        &shown_tier,
        shown_metal,
    ];
    let key = pictures::key("card", &shown);
    let picture = if let Some(kept) = visit.club.telegram.kept_picture(&key).await {
        kept
    } else {
        let (shop_name, name, hue) = (shop.name.clone(), member.name.clone(), hue(shop));
        let draw = move |artist: &Artist| {
            artist.card(&Card {
                shop: &shop_name,
                name: &name,
                number: &number,
                points: &points,
                points_label: &label,
                tier: tier.as_deref(),
                metal,
                footnote: &footnote,
                link: &link,
                hue,
            })
        };
        let bytes = visit.club.studio.draw(draw).await?;
        Picture::Png {
            name: "card.png".into(),
            bytes,
            key: Some(key),
            of: Some(member.id),
        }
    };
    let mut caption = say::card::caption(lang, &member.name, member.number, member.points);
    if let Some(progress) = super::tier::progress(visit, shop, &stand) {
        caption = format!("{caption}\n{progress}");
    }
    let message = Message::text(caption)
        .picture(picture)
        .buttons(vec![back_to(visit, &Tap::Menu)]);
    visit.show(&message).await?;
    Ok(())
}
