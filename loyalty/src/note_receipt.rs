//! By which number another system, the till's own or a web shop, knows a purchase; and whether it was made there.

use domain::action::Action;
use domain::order::Channel;
use domain::reason::Actor;
use domain::role::Right;
use domain::shop::Shop;
use domain::{OrderId, UserId, name};
use storage::orders::{self, Order};
use storage::{StorageError, Tx};

use crate::{Change, Loyalty};

/// The longest number, in characters.
pub const LONGEST_RECEIPT: usize = 40;

/// What noting a receipt came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReceiptNoted {
    Done(Box<Order>),
    /// Another purchase has this number.
    Taken {
        by: OrderId,
    },
    /// Nothing that a number can be.
    NoNumber,
    /// An order of the private chat was made there and nowhere else.
    MadeInChat,
    NoSuchOrder,
    NotAllowed,
}

impl Loyalty {
    /// Notes the number of a purchase's receipt. `None`: there is none.
    pub async fn note_receipt(
        &self,
        shop: &Shop,
        by: UserId,
        order: OrderId,
        typed: Option<&str>,
    ) -> Result<ReceiptNoted, StorageError> {
        let number = typed.map(name::clean);
        // Without a digit it is somebody's name, more likely than not, and names have no place in the books (D3).
        let fits = |number: &String| number.chars().any(char::is_numeric) && number.chars().count() <= LONGEST_RECEIPT;
        if number.as_ref().is_some_and(|number| !fits(number)) {
            return Ok(ReceiptNoted::NoNumber);
        }
        self.annotate(shop, by, order, |order| {
            order.external = number;
            true
        })
        .await
    }

    /// Says whether a purchase was made in the web shop, and not at the till.
    pub async fn note_channel(
        &self,
        shop: &Shop,
        by: UserId,
        order: OrderId,
        online: bool,
    ) -> Result<ReceiptNoted, StorageError> {
        self.annotate(shop, by, order, |order| {
            let at_counter = order.channel != Channel::Chat;
            if at_counter {
                order.channel = if online { Channel::Online } else { Channel::Till };
            }
            at_counter
        })
        .await
    }

    /// `how` says whether it can be so.
    async fn annotate(
        &self,
        shop: &Shop,
        by: UserId,
        order: OrderId,
        how: impl FnOnce(&mut Order) -> bool + Send,
    ) -> Result<ReceiptNoted, StorageError> {
        let mut tx = self.db.begin().await?;
        if self.allowed(&mut tx, shop.id, by, Right::RunTill).await?.is_err() {
            return Ok(ReceiptNoted::NotAllowed);
        }
        let Some(before) = orders::lock(&mut tx, shop.id, order).await? else {
            return Ok(ReceiptNoted::NoSuchOrder);
        };
        let mut after = before.clone();
        if !how(&mut after) {
            return Ok(ReceiptNoted::MadeInChat);
        }
        if after == before {
            return Ok(ReceiptNoted::Done(Box::new(after)));
        }
        if let Some(twin) = twin(&mut tx, shop, &after).await? {
            return Ok(ReceiptNoted::Taken { by: twin });
        }
        orders::annotate(&mut tx, shop.id, &after).await?;
        let change = Change::between(in_the_log(&before), in_the_log(&after));
        let (actor, member) = (Actor::Staff(by), Some(after.member));
        self.note(&mut tx, shop.id, actor, Action::OrderAnnotate, member, change)
            .await?;
        tx.commit().await?;
        Ok(ReceiptNoted::Done(Box::new(after)))
    }

    /// The newest purchase with this number, wherever it was made.
    pub async fn order_by_receipt(&self, shop: &Shop, typed: &str) -> Result<Option<OrderId>, StorageError> {
        let number = name::clean(typed);
        let mut newest = None;
        let mut tx = self.db.look().await?;
        for channel in Channel::ALL {
            let found = orders::find_by_external(&mut tx, shop.id, channel, &number).await?;
            newest = newest.max(found);
        }
        Ok(newest)
    }
}

/// Another purchase that was made there and has the number.
async fn twin(tx: &mut Tx, shop: &Shop, order: &Order) -> Result<Option<OrderId>, StorageError> {
    let Some(number) = &order.external else {
        return Ok(None);
    };
    let found = orders::find_by_external(tx, shop.id, order.channel, number).await?;
    Ok(found.filter(|found| *found != order.id))
}

fn in_the_log(order: &Order) -> serde_json::Value {
    serde_json::json!({ "channel": order.channel.as_str(), "external": order.external })
}
