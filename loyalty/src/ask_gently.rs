//! Gentle questions: one at a time, after something nice (D1).

use chrono::TimeDelta;
use domain::letter::Letter;
use domain::question::{self, EVERYTHING, Outcome, Subject};
use domain::shop::Shop;
use domain::{LetterId, MemberId, UserId};
use storage::{StorageError, Tx, birthdays, fields, members, outbox, people, questions, relatives};

use crate::Loyalty;

/// How long after the nice thing a question comes.
const MOMENT_SECONDS: i64 = 3;

impl Loyalty {
    /// Puts the next question to a member, if it is time for one: a letter, with the note that it was put.
    pub(crate) async fn ask_gently(&self, tx: &mut Tx, shop: &Shop, member: MemberId) -> Result<(), StorageError> {
        let asking = questions::asking(tx, shop.id).await?;
        if !asking.asks {
            return Ok(());
        }
        let Some(user) = members::find(tx, shop.id, member).await?.and_then(|member| member.user) else {
            return Ok(());
        };
        let Some(contact) = people::contact(tx, user).await?.filter(|contact| contact.reachable) else {
            return Ok(());
        };
        let put = questions::of_member(tx, shop.id, member).await?;
        let missing = missing(tx, shop, member).await?;
        let now = self.now();
        let Some(subject) = question::next(&asking, &missing, &put, now) else {
            return Ok(());
        };
        let field = match subject {
            Subject::Field(field) => fields::find(tx, shop.id, field).await?,
            Subject::Birthday | Subject::Family => None,
        };
        questions::put(tx, shop.id, member, &subject.key(), now).await?;
        let letter = Letter::Question {
            shop: shop.name.clone(),
            subject: subject.key(),
            title: field.as_ref().map(|field| field.title.clone()).unwrap_or_default(),
            why: field.as_ref().and_then(|field| field.why.clone()),
            options: field
                .as_ref()
                .map(|field| field.kind.options().to_vec())
                .unwrap_or_default(),
            points: asking.points,
        };
        let letter = outbox::NewLetter {
            id: LetterId(self.ids.uuid(now)),
            shop: shop.id,
            chat: user.0,
            lang: contact.lang(),
            letter,
            dedupe: None,
            // After the answer to what was nice, not before it.
            not_before: now + TimeDelta::seconds(MOMENT_SECONDS),
        };
        outbox::put(tx, &letter).await?;
        Ok(())
    }

    /// "Not now", or "don't ask again": from whoever was asked. Says whether they are a member here.
    pub async fn put_off(
        &self,
        shop: &Shop,
        user: UserId,
        subject: Subject,
        outcome: Outcome,
    ) -> Result<bool, StorageError> {
        let mut tx = self.db.begin().await?;
        let Some(member) = members::find_by_user(&mut tx, shop.id, user).await? else {
            return Ok(false);
        };
        let key = subject.key();
        let answered = questions::of_member(&mut tx, shop.id, member.id)
            .await?
            .iter()
            .any(|put| put.subject == key && put.outcome == Outcome::Answered);
        if !answered {
            questions::settle(&mut tx, shop.id, member.id, &key, outcome, self.now()).await?;
        }
        tx.commit().await?;
        Ok(true)
    }

    /// Whether a member may be asked anything.
    pub async fn may_be_asked(&self, shop: &Shop, member: MemberId) -> Result<bool, StorageError> {
        let mut tx = self.db.look().await?;
        let put = questions::of_member(&mut tx, shop.id, member).await?;
        Ok(!put
            .iter()
            .any(|put| put.subject == EVERYTHING && put.outcome == Outcome::Never))
    }

    /// A member wants to be asked nothing more, or questions again.
    pub async fn ask_me(&self, shop: &Shop, user: UserId, ask: bool) -> Result<bool, StorageError> {
        let mut tx = self.db.begin().await?;
        let Some(member) = members::find_by_user(&mut tx, shop.id, user).await? else {
            return Ok(false);
        };
        let outcome = if ask { Outcome::Later } else { Outcome::Never };
        questions::settle(&mut tx, shop.id, member.id, EVERYTHING, outcome, self.now()).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// The question that a member was asked last and has not answered.
    pub async fn open_question(&self, shop: &Shop, member: MemberId) -> Result<Option<question::Put>, StorageError> {
        let mut tx = self.db.look().await?;
        let put = questions::of_member(&mut tx, shop.id, member).await?;
        Ok(put
            .into_iter()
            .find(|put| put.times > 0)
            .filter(|put| put.outcome == Outcome::Open))
    }
}

/// What is not known of a member and would be asked for: the shop's own fields in their order, then the birthday,
/// and relatives last.
async fn missing(tx: &mut Tx, shop: &Shop, member: MemberId) -> Result<Vec<Subject>, StorageError> {
    let known = fields::values_of(tx, shop.id, member).await?;
    let mut missing: Vec<Subject> = fields::list(tx, shop.id)
        .await?
        .into_iter()
        .filter(|field| field.active && field.asked && !known.iter().any(|filled| filled.field == field.id))
        .map(|field| Subject::Field(field.id))
        .collect();
    // Whoever took their birthday back does not want to be asked for it.
    if birthdays::find(tx, shop.id, member).await?.is_none() {
        missing.push(Subject::Birthday);
    } else if relatives::count(tx, shop.id, member).await? == 0 {
        // Relatives are for those who told of themselves.
        missing.push(Subject::Family);
    }
    Ok(missing)
}
