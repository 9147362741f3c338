//! Becoming a member.

use chrono::{DateTime, Utc};
use domain::reason::{Actor, Reason};
use domain::shop::Shop;
use domain::{MemberId, Points, UserId, name};
use storage::members::{self, Known, Member, NewMember};
use storage::{StorageError, Tx, balances, forgotten, ledger, people, shops, tasks};

use crate::Loyalty;
use crate::book::Posting;
use crate::find;

/// Somebody agreed to become a member.
#[derive(Debug, Clone)]
pub struct Enroll<'a> {
    pub shop: &'a Shop,
    pub user: UserId,
    pub first_name: &'a str,
    pub last_name: Option<&'a str>,
    pub username: Option<&'a str>,
    /// When they agreed. Whoever has become a member since then did so by this very agreement.
    pub since: DateTime<Utc>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Enrolled {
    /// A member from this moment, with the welcome points that came with it. Repeated, the same answer.
    Welcome { member: Member, welcome: Points },
    /// A member from earlier on; nothing changed.
    Already { member: Member },
}

impl Loyalty {
    /// What somebody would be given as a welcome if they joined now.
    pub async fn welcome_for(&self, shop: &Shop, user: UserId) -> Result<Points, StorageError> {
        let mut tx = self.db.look().await?;
        welcome_for(&mut tx, shop, user).await
    }

    /// Makes somebody a member of the shop's club: once, with one welcome bonus (P3).
    pub async fn enroll(&self, ask: &Enroll<'_>) -> Result<Enrolled, StorageError> {
        let (shop, now) = (ask.shop, self.now());
        let mut tx = self.db.begin().await?;
        if let Some(member) = members::find_by_user(&mut tx, shop.id, ask.user).await? {
            let answer = repeated(&mut tx, ask, member).await?;
            people::enter_shop(&mut tx, ask.user, shop.id).await?;
            tx.commit().await?;
            return Ok(answer);
        }
        let id = MemberId(self.ids.uuid(now));
        let number = shops::next_number(&mut tx, shop.id).await?;
        let shown = shown_name(ask.first_name, ask.last_name);
        let card = self.ids.token();
        let newcomer = NewMember {
            shop: shop.id,
            id,
            number,
            user: Some(ask.user),
            name: &shown,
            username: ask.username,
            card: card.as_str(),
            agreed_at: now,
        };
        if !members::add(&mut tx, &newcomer).await? {
            // Somebody else's transaction made the same person a member since the question above.
            drop(tx);
            let mut tx = self.db.read().await?;
            let member = members::find_by_user(&mut tx, shop.id, ask.user).await?;
            let member = member.ok_or_else(|| StorageError::Corrupt {
                table: "members",
                what: "a newcomer's number or card is taken by somebody else".into(),
            })?;
            return repeated(&mut tx, ask, member).await;
        }
        balances::open(&mut tx, shop.id, id).await?;
        // What staff noted about them before.
        tasks::adopt(&mut tx, shop.id, ask.user, id).await?;
        let known = Known {
            shop: shop.id,
            member: id,
            name: shown.clone(),
            username: ask.username.map(str::to_owned),
        };
        find::keep_person(&mut tx, &known).await?;
        people::enter_shop(&mut tx, ask.user, shop.id).await?;
        let welcome = welcome_for(&mut tx, shop, ask.user).await?;
        if !welcome.is_zero() {
            let posting = Posting {
                shop,
                member: id,
                reason: Reason::Welcome,
                cause: welcome_cause(id),
                order: None,
                coupon: None,
                actor: Actor::Shop,
                at: now,
            };
            self.credit(&mut tx, &posting, welcome, None).await?;
        }
        let member = read_member(&mut tx, shop, id).await?;
        tx.commit().await?;
        Ok(Enrolled::Welcome { member, welcome })
    }
}

/// What somebody is given as a welcome: once in a lifetime, whoever was forgotten meanwhile too (P3).
async fn welcome_for(tx: &mut Tx, shop: &Shop, user: UserId) -> Result<Points, StorageError> {
    let traits = forgotten::Traits {
        user: Some(user),
        phone: None,
        email: None,
    };
    let had = forgotten::knows(tx, shop.id, &traits).await?;
    Ok(if had { Points::ZERO } else { shop.rules.welcome })
}

/// The answer to somebody who is a member by now.
async fn repeated(tx: &mut Tx, ask: &Enroll<'_>, member: Member) -> Result<Enrolled, StorageError> {
    if member.agreed_at < ask.since {
        return Ok(Enrolled::Already { member });
    }
    let welcome = ledger::find_by_cause(tx, ask.shop.id, &welcome_cause(member.id)).await?;
    Ok(Enrolled::Welcome {
        member,
        welcome: welcome.map_or(Points::ZERO, |entry| entry.amount.size()),
    })
}

pub(crate) fn welcome_cause(member: MemberId) -> String {
    format!("welcome:{member}")
}

/// First and last name as one line (see [`name::clean`]), or a dash for somebody without either.
pub(crate) fn shown_name(first: &str, last: Option<&str>) -> String {
    let shown = name::clean(&format!("{first} {}", last.unwrap_or_default()));
    if shown.is_empty() { "–".into() } else { shown }
}

/// A member who is referred to, whoever it is or was.
pub(crate) async fn read_member(tx: &mut Tx, shop: &Shop, id: MemberId) -> Result<Member, StorageError> {
    members::find_whoever(tx, shop.id, id)
        .await?
        .ok_or_else(|| StorageError::Corrupt {
            table: "members",
            what: format!("member {id} is referred to and not there"),
        })
}
