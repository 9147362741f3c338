//! What birthdays bring, in the shop's own words.

use loyalty::BirthdayPage;

use crate::club::Club;

pub async fn page(club: &Club, page: BirthdayPage) -> anyhow::Result<()> {
    let Some(shop) = club.loyalty.shop(page.shop).await? else {
        return Ok(());
    };
    let title = say::tiers::birthday_title(shop.lang);
    Ok(club.loyalty.birthday_gifts_page(page, &title).await?)
}
