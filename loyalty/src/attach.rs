//! Somebody from the shop's own list comes to Telegram: their file becomes theirs, once.

use domain::action::Action;
use domain::reason::{Actor, Reason};
use domain::shop::Shop;
use domain::{Points, ShopId, Token, UserId, name};
use serde_json::json;
use storage::members::{self, Member};
use storage::{StorageError, Tx, people};

use crate::book::Posting;
use crate::enroll::{read_member, shown_name, welcome_cause};
use crate::import::file_under;
use crate::{Change, Loyalty};

/// By what somebody shows that a file is theirs.
#[derive(Debug, Clone, Copy)]
pub enum FileProof<'a> {
    /// The token on the invitation that the shop gave them. It works once.
    Invitation(&'a Token),
    /// Their own number, as Telegram vouches for it.
    Phone(&'a str),
}

/// Somebody agreed to become a member, and has a file.
#[derive(Debug, Clone, Copy)]
pub struct Attach<'a> {
    pub shop: &'a Shop,
    pub user: UserId,
    pub first_name: &'a str,
    pub last_name: Option<&'a str>,
    pub username: Option<&'a str>,
    pub proof: FileProof<'a>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Attached {
    /// The file is theirs from this moment on. `kept` is what was on it, and the welcome comes on top.
    Done {
        member: Box<Member>,
        kept: Points,
        welcome: Points,
    },
    /// They have a file of their own.
    Already { member: Box<Member> },
    /// There is none, or it is somebody's by now.
    NoSuchFile,
    /// Several members have this number; the shop knows who is who.
    Several,
}

impl Loyalty {
    /// Makes a file that the shop kept for somebody theirs.
    pub async fn attach(&self, ask: &Attach<'_>) -> Result<Attached, StorageError> {
        let (shop, now) = (ask.shop, self.now());
        let mut tx = self.db.begin().await?;
        if let Some(member) = members::find_by_user(&mut tx, shop.id, ask.user).await? {
            people::enter_shop(&mut tx, ask.user, shop.id).await?;
            tx.commit().await?;
            let member = Box::new(member);
            return Ok(Attached::Already { member });
        }
        let file = match shown_file(&mut tx, shop, ask.proof).await? {
            Ok(file) => file,
            Err(answer) => return Ok(answer),
        };
        let shown = shown_name(ask.first_name, ask.last_name);
        // Whoever has the paper that brought them here gets nowhere with it from now on.
        let card = self.ids.token();
        if !members::attach(&mut tx, shop.id, file.id, ask.user, &shown, ask.username, card.as_str()).await? {
            return Ok(Attached::NoSuchFile);
        }
        people::enter_shop(&mut tx, ask.user, shop.id).await?;
        let welcome = shop.rules.welcome;
        if !welcome.is_zero() {
            let posting = Posting {
                shop,
                member: file.id,
                reason: Reason::Welcome,
                cause: welcome_cause(file.id),
                order: None,
                coupon: None,
                actor: Actor::Shop,
                at: now,
            };
            self.credit(&mut tx, &posting, welcome, None).await?;
        }
        let member = read_member(&mut tx, shop, file.id).await?;
        file_under(&mut tx, shop, &member).await?;
        let change = Change::between(json!({ "name": file.name }), json!({ "name": member.name }));
        self.note(
            &mut tx,
            shop.id,
            Actor::Member(ask.user),
            Action::MemberAttach,
            Some(file.id),
            change,
        )
        .await?;
        self.put_tag_job(&mut tx, shop, file.id).await?;
        tx.commit().await?;
        Ok(Attached::Done {
            member: Box::new(member),
            kept: file.points,
            welcome,
        })
    }

    /// Whether a shop keeps files of people who are not on Telegram.
    pub async fn has_files_to_attach(&self, shop: ShopId) -> Result<bool, StorageError> {
        let mut tx = self.db.look().await?;
        members::any_unattached(&mut tx, shop).await
    }

    /// The shop and the file that an invitation is for, as long as it works.
    pub async fn invited_file(&self, token: &Token) -> Result<Option<(ShopId, Member)>, StorageError> {
        let mut tx = self.db.read().await?;
        let Some((shop, member)) = members::find_by_card(&mut tx, token.as_str()).await? else {
            return Ok(None);
        };
        let member = members::find(&mut tx, shop, member).await?;
        Ok(member
            .filter(|member| member.user.is_none())
            .map(|member| (shop, member)))
    }
}

/// The file that the proof is for, or why there is none.
async fn shown_file(tx: &mut Tx, shop: &Shop, proof: FileProof<'_>) -> Result<Result<Member, Attached>, StorageError> {
    let files = match proof {
        FileProof::Invitation(token) => match members::find_by_card(tx, token.as_str()).await? {
            Some((of, member)) if of == shop.id => members::find(tx, shop.id, member).await?.into_iter().collect(),
            _ => Vec::new(),
        },
        FileProof::Phone(phone) => match name::phone_digits(phone) {
            Some(digits) => members::with_phone(tx, shop.id, &digits, 2).await?,
            None => Vec::new(),
        },
    };
    let mut open: Vec<Member> = files.into_iter().filter(|file| file.user.is_none()).collect();
    Ok(match (open.pop(), open.is_empty()) {
        (Some(file), true) => Ok(file),
        (Some(_), false) => Err(Attached::Several),
        (None, _) => Err(Attached::NoSuchFile),
    })
}
