//! A member takes their file to another account, with a code that the old one makes, or staff for whoever lost it (D4).

use chrono::{DateTime, TimeDelta, Utc};
use domain::action::Action;
use domain::coupon::Code;
use domain::letter::Letter;
use domain::reason::Actor;
use domain::role::Right;
use domain::shop::Shop;
use domain::{MemberId, UserId};
use storage::members::{self, Known, Member};
use storage::people::Visitor;
use storage::{StorageError, dialogs, guesses, move_codes, people};

use crate::enroll::{read_member, shown_name};
use crate::{Change, Loyalty, find};

const CODE_MINUTES: i64 = 15;

/// What a code came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MovedHere {
    Done {
        member: Box<Member>,
    },
    /// There is no such code, or its time is over, or it was used.
    Unknown,
    /// Too many wrong codes (C1).
    Locked {
        until: DateTime<Utc>,
    },
    /// Whoever typed it has a file here already, and it is another one.
    HasOwn,
    /// It is their own code, in their own account.
    Same,
}

/// What came of asking for a code for somebody else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MoveLet {
    Done {
        member: Box<Member>,
        code: Code,
        until: DateTime<Utc>,
    },
    /// There is no such member any more.
    Nobody,
    /// Nobody decides about their own file; the code for it is in their own chat.
    Own,
    NotAllowed,
}

impl Loyalty {
    /// Makes a code for a member whose old account is lost, and whom somebody on the staff knows: as good as one of
    /// the member's own, and in its place.
    pub async fn let_move(&self, shop: &Shop, by: UserId, member: MemberId) -> Result<MoveLet, StorageError> {
        let (code, until) = (self.ids.code(), self.now() + TimeDelta::minutes(CODE_MINUTES));
        let mut tx = self.db.begin().await?;
        if self.allowed(&mut tx, shop.id, by, Right::ForgetMembers).await?.is_err() {
            return Ok(MoveLet::NotAllowed);
        }
        let found = members::find(&mut tx, shop.id, member).await?;
        let Some(found) = found.filter(|found| !found.gone) else {
            return Ok(MoveLet::Nobody);
        };
        if found.user == Some(by) {
            return Ok(MoveLet::Own);
        }
        move_codes::put(&mut tx, shop.id, found.id, &code, until).await?;
        let (actor, change) = (Actor::Staff(by), Change::default());
        self.note(&mut tx, shop.id, actor, Action::MemberLetMove, Some(found.id), change)
            .await?;
        tx.commit().await?;
        Ok(MoveLet::Done {
            member: Box::new(found),
            code,
            until,
        })
    }

    /// Makes a code that moves a member's file, for a quarter of an hour and for one use.
    pub async fn move_code(&self, shop: &Shop, member: MemberId) -> Result<(Code, DateTime<Utc>), StorageError> {
        let (code, until) = (self.ids.code(), self.now() + TimeDelta::minutes(CODE_MINUTES));
        let mut tx = self.db.begin().await?;
        move_codes::put(&mut tx, shop.id, member, &code, until).await?;
        tx.commit().await?;
        Ok((code, until))
    }

    /// A code was typed or opened in another account: the file is that account's from here on. The old one is told.
    pub async fn move_here(
        &self,
        visitor: &Visitor,
        shop: &Shop,
        code: Option<&Code>,
    ) -> Result<MovedHere, StorageError> {
        let now = self.now();
        let mut tx = self.db.begin().await?;
        if let Some(until) = guesses::locked_until(&mut tx, shop.id, visitor.id, now).await? {
            return Ok(MovedHere::Locked { until });
        }
        let found = match code {
            Some(code) => move_codes::spend(&mut tx, shop.id, code, now).await?,
            None => None,
        };
        let Some(member) = found else {
            let locked = self.count_wrong_code(&mut tx, visitor, shop, now).await?;
            tx.commit().await?;
            return Ok(locked.map_or(MovedHere::Unknown, |until| MovedHere::Locked { until }));
        };
        // Dropped with the transaction, the code can be used where it belongs.
        if let Some(own) = members::find_by_user(&mut tx, shop.id, visitor.id).await? {
            return Ok(if own.id == member {
                MovedHere::Same
            } else {
                MovedHere::HasOwn
            });
        }
        let before = read_member(&mut tx, shop, member).await?;
        let name = if members::said_name(&mut tx, shop.id, member).await? {
            before.name.clone()
        } else {
            shown_name(&visitor.first_name, visitor.last_name.as_deref())
        };
        let username = visitor.username.as_deref();
        members::set_user(&mut tx, shop.id, member, visitor.id, &name, username).await?;
        find::keep_person(
            &mut tx,
            &Known {
                shop: shop.id,
                member,
                name,
                username: username.map(str::to_owned),
            },
        )
        .await?;
        people::enter_shop(&mut tx, visitor.id, shop.id).await?;
        if let Some(old) = before.user {
            dialogs::end(&mut tx, old.0, old).await?;
            let shop_name = shop.name.clone();
            self.write_to(&mut tx, shop, old, Letter::FileMoved { shop: shop_name })
                .await?;
        }
        let actor = Actor::Member(visitor.id);
        self.note(
            &mut tx,
            shop.id,
            actor,
            Action::MemberMove,
            Some(member),
            Change::default(),
        )
        .await?;
        self.put_tag_job(&mut tx, shop, member).await?;
        let member = Box::new(read_member(&mut tx, shop, member).await?);
        tx.commit().await?;
        Ok(MovedHere::Done { member })
    }
}
