//! What became of things that members wish for: cheaper, there again, or nearly gone.

use chrono::NaiveDate;
use domain::automation::{About, LAST_FEW, News, NewsKind};
use domain::order::Line;
use domain::shop::Shop;
use domain::{MemberId, Money, ProductId, ShopId, TouchId, UserId};
use storage::wishes::{self, Changed};
use storage::{StorageError, Tx};

use super::morning::span_of;
use crate::Loyalty;

/// Things that one message tells of.
const TOLD: usize = 5;

impl Loyalty {
    /// What changed on a day about what a member wishes for and can still have, that which a message is about first.
    /// Nothing, when there is nothing new about that one any more (M2).
    pub(crate) async fn wish_news(
        &self,
        tx: &mut Tx,
        shop: &Shop,
        member: MemberId,
        (product, day): (ProductId, NaiveDate),
    ) -> Result<Vec<News>, StorageError> {
        let changed = wishes::changed_on(tx, shop.id, member, span_of(shop, day)).await?;
        if changed.is_empty() {
            return Ok(Vec::new());
        }
        let tier = storage::tiers::of_member(tx, shop.id, member).await?;
        let off = tier.map_or(0, |tier| tier.off);
        let mut news: Vec<(ProductId, News)> = changed
            .into_iter()
            .filter_map(|changed| Some((changed.product, news(changed, off)?)))
            .collect();
        let Some(first) = news.iter().position(|(of, _)| *of == product) else {
            return Ok(Vec::new());
        };
        news.swap(0, first);
        news.truncate(TOLD);
        Ok(news.into_iter().map(|(_, news)| news).collect())
    }

    /// A member wishes no more for what a message is about. Says whether it is about something that they wished for.
    pub async fn unwish_touch(&self, shop: ShopId, touch: TouchId, user: UserId) -> Result<Option<bool>, StorageError> {
        let mut tx = self.db.begin().await?;
        let Some((shop, touch, _)) = self.own_touch(&mut tx, shop, touch, user).await? else {
            return Ok(None);
        };
        let About::Wish(product, _) = touch.about else {
            return Ok(None);
        };
        let was_wished = wishes::remove(&mut tx, shop.id, touch.member, product).await?;
        storage::touches::opened(&mut tx, shop.id, touch.id, self.now()).await?;
        tx.commit().await?;
        Ok(Some(was_wished))
    }
}

/// What there is to tell. That it costs less comes first, and then that it is there at all.
fn news(changed: Changed, off: u8) -> Option<News> {
    let own = |(price, member_price): (Money, Option<Money>)| {
        let line = Line {
            product: None,
            category: None,
            title: String::new(),
            quantity: 1,
            everyday: price,
            price: member_price.unwrap_or(price),
        };
        line.with_percent_off(off).price
    };
    let price = own(changed.now);
    let cheaper = changed.was.map(own).filter(|before| *before > price);
    let left = changed.stock.filter(|left| (1..=LAST_FEW).contains(left));
    let kind = match (cheaper, changed.back, left.filter(|_| changed.scarce)) {
        (Some(before), ..) => NewsKind::Cheaper { before },
        (None, true, _) => NewsKind::Back,
        (None, false, Some(left)) => NewsKind::Scarce { left },
        (None, false, None) => return None,
    };
    Some(News {
        title: changed.title,
        price,
        kind,
    })
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn money(minor: i64) -> Money {
        Money::new(minor).unwrap()
    }

    fn kind(off: u8, how: impl FnOnce(&mut Changed)) -> Option<NewsKind> {
        let mut changed = Changed {
            product: ProductId(Uuid::nil()),
            title: "Mug".to_owned(),
            now: (money(1_000), None),
            was: None,
            stock: None,
            back: false,
            scarce: false,
        };
        how(&mut changed);
        news(changed, off).map(|news| news.kind)
    }

    #[test]
    fn what_costs_a_member_less_is_news_and_nothing_else() {
        let cheaper = |before| Some(NewsKind::Cheaper { before: money(before) });

        assert_eq!(kind(0, |mug| mug.was = Some((money(1_200), None))), cheaper(1_200));
        assert_eq!(kind(0, |mug| mug.was = Some((money(1_200), Some(money(1_000))))), None);
        assert_eq!(
            kind(0, |mug| mug.was = Some((money(900), None))),
            None,
            "it went back up"
        );
        // Gold pays 900 as before, whatever other members pay.
        let member_price = |mug: &mut Changed| {
            mug.now = (money(1_000), Some(money(950)));
            mug.was = Some((money(1_000), None));
        };
        assert_eq!(kind(0, member_price), cheaper(1_000));
        assert_eq!(kind(10, member_price), None);
    }

    #[test]
    fn the_last_few_are_news_as_long_as_they_are_the_last_few() {
        let scarce = |left| {
            kind(0, |mug| {
                mug.scarce = true;
                mug.stock = Some(left);
            })
        };

        assert_eq!(scarce(3), Some(NewsKind::Scarce { left: 3 }));
        assert_eq!(scarce(4), None, "there are more again");
        assert_eq!(scarce(0), None);
        assert_eq!(kind(0, |mug| mug.back = true), Some(NewsKind::Back));
    }
}
