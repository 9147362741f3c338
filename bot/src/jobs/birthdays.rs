//! What birthdays bring, in the shop's own words.

use loyalty::BirthdayPage;

use crate::club::Club;

pub async fn page(club: &Club, page: BirthdayPage) -> anyhow::Result<()> {
    let Some(shop) = club.loyalty.shop(page.shop).await? else {
        return Ok(());
    };
    let title = say::birthdays::title(shop.lang);
    Ok(club.loyalty.birthdays_page(page, &title).await?)
}
