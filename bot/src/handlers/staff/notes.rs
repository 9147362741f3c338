//! Notes about members.

use domain::role::Right;
use domain::shop::Shop;
use domain::{MemberId, NoteId, name};
use loyalty::{LONGEST_NOTE, NoteWritten, WriteNote};
use say::file::{Act, act_label};

use super::{answer, find, no_longer_staff, on_staff, outdated, turn_away};
use crate::handlers::customer::{back_to, page_in_range, pager, screen};
use crate::handlers::dialog::Dialog;
use crate::handlers::visit::{Asked, Visit};
use crate::tap::Tap;
use crate::telegram::Button;

/// Notes of one page: five of the longest fit a message.
const PAGE: i64 = 5;

/// `/note words`: a note on the file that is open; without words, all of its notes.
pub async fn on_command(visit: &Visit<'_>, open: Option<MemberId>, words: &str) -> anyhow::Result<()> {
    match open {
        Some(member) if words.is_empty() => list(visit, member, 0).await,
        Some(member) => on_words(visit, member, false, words).await,
        None => find::how_to(visit).await,
    }
}

/// The notes about a member, newest first.
pub async fn list(visit: &Visit<'_>, member: MemberId, page: i64) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunTill).await? else {
        return Ok(());
    };
    let (lang, loyalty, page) = (visit.lang(), &visit.club.loyalty, page_in_range(page));
    let Some(found) = loyalty.member(shop.id, member).await? else {
        return outdated(visit).await;
    };
    let Ok(notes) = loyalty.notes(shop, visit.user(), member, page * PAGE, PAGE).await? else {
        return no_longer_staff(visit).await;
    };
    visit.tap_seen().await?;
    let told: Vec<say::file::Note<'_>> = notes.notes.iter().map(|note| in_words(shop, note)).collect();
    let write = |private: i64, act| {
        let tap = Tap::WriteNote { member, private };
        Button::tap(act_label(lang, act), tap.data())
    };
    let mut rows = vec![vec![write(0, Act::WriteNote)]];
    if notes.with_private {
        rows.push(vec![write(1, Act::WritePrivateNote)]);
    }
    rows.extend(notes.notes.iter().map(|note| {
        let label = say::file::remove_this_label(lang, &note.body);
        vec![Button::tap(label, Tap::RemoveNote { note: note.id }.data())]
    }));
    rows.push(pager(visit, page, notes.more, |page| Tap::MemberNotes { member, page }));
    rows.push(back_to(visit, &Tap::File { member }));
    visit
        .show(&screen(say::file::notes(lang, &found.name, &told), rows))
        .await?;
    Ok(())
}

/// A note as `say` takes it.
pub(super) fn in_words<'a>(shop: &Shop, note: &'a storage::notes::Note) -> say::file::Note<'a> {
    say::file::Note {
        body: &note.body,
        private: note.private,
        author: note.author_name.as_deref(),
        on: shop.day(note.at),
    }
}

/// "Write a note": its words come next.
pub async fn ask(visit: &Visit<'_>, member: MemberId, private: bool) -> anyhow::Result<()> {
    let right = if private { Right::SeePrivate } else { Right::RunTill };
    let Some((shop, _)) = on_staff(visit, right).await? else {
        return Ok(());
    };
    let Some(found) = visit.club.loyalty.member(shop.id, member).await? else {
        return outdated(visit).await;
    };
    visit.tap_seen().await?;
    let text = say::file::ask_note(visit.lang(), &found.name, private);
    let rows = vec![back_to(visit, &Tap::MemberNotes { member, page: 0 })];
    visit.show(&screen(text, rows)).await?;
    visit.ask(&Dialog::Note { member, private }).await
}

/// The words of a note.
pub async fn on_words(visit: &Visit<'_>, member: MemberId, private: bool, text: &str) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunTill).await? else {
        return Ok(());
    };
    let (lang, loyalty) = (visit.lang(), &visit.club.loyalty);
    let body = name::one_line(text);
    if body.is_empty() || body.chars().count() > LONGEST_NOTE {
        let rows = vec![back_to(visit, &Tap::MemberNotes { member, page: 0 })];
        return answer(visit, &screen(say::file::note_too_long(lang, LONGEST_NOTE), rows)).await;
    }
    let message = match visit.asked {
        Asked::Message { id } => id,
        Asked::Tap { .. } => 0,
    };
    let ask = WriteNote {
        member,
        body: &body,
        private,
        by: visit.user(),
        cause: &format!("note:{}:{message}", visit.chat),
    };
    match loyalty.write_note(shop, &ask).await? {
        NoteWritten::Done(note) => {
            let found = loyalty.member(shop.id, member).await?;
            let name = found.as_ref().map_or("", |found| found.name.as_str());
            let rows = vec![
                vec![Button::tap(
                    act_label(lang, Act::RemoveNote),
                    Tap::RemoveNote { note: note.id }.data(),
                )],
                back_to(visit, &Tap::File { member }),
            ];
            answer(visit, &screen(say::file::note_kept(lang, name), rows)).await?;
            visit.end_dialog().await?;
            super::file::keep_open(visit, member).await
        }
        NoteWritten::Gone => outdated(visit).await,
        NoteWritten::NotAllowed => no_longer_staff(visit).await,
    }
}

/// Removes a note, or puts it back.
pub async fn remove(visit: &Visit<'_>, note: NoteId, removed: bool) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunTill).await? else {
        return Ok(());
    };
    let lang = visit.lang();
    match visit
        .club
        .loyalty
        .remove_note(shop, visit.user(), note, removed)
        .await?
    {
        NoteWritten::Done(found) => {
            visit.tap_seen().await?;
            let back = back_to(
                visit,
                &Tap::MemberNotes {
                    member: found.member,
                    page: 0,
                },
            );
            let (text, rows) = if removed {
                let again = Button::tap(act_label(lang, Act::PutBack), Tap::PutBackNote { note }.data());
                (say::file::note_removed(lang), vec![vec![again], back])
            } else {
                (say::file::note_put_back(lang), vec![back])
            };
            visit.show(&screen(text, rows)).await?;
            Ok(())
        }
        NoteWritten::Gone => outdated(visit).await,
        NoteWritten::NotAllowed => turn_away(visit, &say::file::note_of_a_colleague_alert(lang)).await,
    }
}
