//! Photos of a member's things.

use domain::role::Right;
use domain::{MemberId, PhotoId, name};
use loyalty::{KeepPhoto, MOST_PHOTOS, PhotoKept};
use say::file::{Act, act_label};

use super::{answer, file, no_longer_staff, on_staff, outdated};
use crate::handlers::customer::{back_to, page_in_range, pager, screen};
use crate::handlers::dialog::Dialog;
use crate::handlers::visit::{Asked, Visit};
use crate::tap::Tap;
use crate::telegram::{Button, Picture};

/// The longest caption that is kept.
const CAPTION: usize = 200;

/// One photo, newest first, with the way to the others.
pub async fn show(visit: &Visit<'_>, member: MemberId, place: i64) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunTill).await? else {
        return Ok(());
    };
    let (lang, loyalty, place) = (visit.lang(), &visit.club.loyalty, page_in_range(place));
    let Some(found) = loyalty.member(shop.id, member).await? else {
        return outdated(visit).await;
    };
    let Ok((photo, count)) = loyalty.photo(shop.id, visit.user(), member, place).await? else {
        return no_longer_staff(visit).await;
    };
    visit.tap_seen().await?;
    let add = vec![Button::tap(
        act_label(lang, Act::AddPhoto),
        Tap::AddPhoto { member }.data(),
    )];
    let back = back_to(visit, &Tap::File { member });
    let Some(photo) = photo else {
        let text = say::file::no_photos(lang, &found.name);
        visit.show(&screen(text, vec![add, back])).await?;
        return Ok(());
    };
    let remove = Tap::DropPhoto { photo: photo.id };
    let rows = vec![
        pager(visit, place, place + 1 < count, |place| Tap::MemberPhotos {
            member,
            place,
        }),
        add,
        vec![Button::tap(act_label(lang, Act::RemovePhoto), remove.data())],
        back,
    ];
    let day = shop.day(photo.at);
    let text = say::file::photo(lang, &found.name, &photo.caption, day, place + 1, count);
    visit
        .show(&screen(text, rows).picture(Picture::FileId(photo.file)))
        .await?;
    Ok(())
}

/// "Add a photo": it comes next.
pub async fn ask(visit: &Visit<'_>, member: MemberId) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunTill).await? else {
        return Ok(());
    };
    let Some(found) = visit.club.loyalty.member(shop.id, member).await? else {
        return outdated(visit).await;
    };
    visit.tap_seen().await?;
    let text = say::file::ask_photo(visit.lang(), &found.name);
    visit
        .show(&screen(text, vec![back_to(visit, &Tap::File { member })]))
        .await?;
    visit.ask(&Dialog::MemberPhoto { member }).await
}

pub async fn on_photo(visit: &Visit<'_>, member: MemberId, photo: &str, caption: &str) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunTill).await? else {
        return Ok(());
    };
    let (lang, loyalty) = (visit.lang(), &visit.club.loyalty);
    let message = match visit.asked {
        Asked::Message { id } => id,
        Asked::Tap { .. } => 0,
    };
    let caption: String = name::one_line(caption).chars().take(CAPTION).collect();
    let ask = KeepPhoto {
        member,
        file: photo,
        caption: &caption,
        by: visit.user(),
        cause: &format!("photo:{}:{message}", visit.chat),
    };
    let back = vec![back_to(visit, &Tap::MemberPhotos { member, place: 0 })];
    match loyalty.keep_photo(shop.id, &ask).await? {
        PhotoKept::Done => {
            let found = loyalty.member(shop.id, member).await?;
            let name = found.as_ref().map_or("", |found| found.name.as_str());
            answer(visit, &screen(say::file::photo_kept(lang, name), back)).await?;
            visit.end_dialog().await?;
            file::keep_open(visit, member).await
        }
        PhotoKept::TooMany => answer(visit, &screen(say::file::too_many_photos(lang, MOST_PHOTOS), back)).await,
        PhotoKept::Gone => outdated(visit).await,
        PhotoKept::NotAllowed => no_longer_staff(visit).await,
    }
}

pub async fn remove(visit: &Visit<'_>, photo: PhotoId) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunTill).await? else {
        return Ok(());
    };
    match visit.club.loyalty.drop_photo(shop.id, visit.user(), photo).await? {
        Ok(Some(member)) => show(visit, member, 0).await,
        Ok(None) => outdated(visit).await,
        Err(_) => no_longer_staff(visit).await,
    }
}
