//! What an automation is about: everything that is bought, or what is bought of one category.

use domain::automation::Automation;
use domain::product::Category;
use domain::role::Right;
use domain::shop::Shop;
use domain::{AutomationId, CategoryId};
use say::automation_editor as words;

use super::change;
use crate::handlers::customer::{back_to, screen};
use crate::handlers::staff::{on_staff, outdated};
use crate::handlers::visit::Visit;
use crate::tap::Tap;
use crate::telegram::Button;

/// Those of which there can be so many that buttons for all of them fit.
const MOST: usize = 60;

/// The category that an automation is about.
pub async fn of(visit: &Visit<'_>, shop: &Shop, automation: &Automation) -> anyhow::Result<Option<Category>> {
    let Some(category) = automation.category else {
        return Ok(None);
    };
    let all = visit.club.loyalty.all_categories(shop.id).await?;
    Ok(all.into_iter().find(|known| known.id == category))
}

/// The same automations, of which those about a category are called after it where the shop gave them no name: several
/// of a kind are told apart by that.
pub async fn named(
    visit: &Visit<'_>,
    shop: &Shop,
    mut automations: Vec<Automation>,
) -> anyhow::Result<Vec<Automation>> {
    if automations.iter().all(|automation| automation.category.is_none()) {
        return Ok(automations);
    }
    let all = visit.club.loyalty.all_categories(shop.id).await?;
    for automation in automations.iter_mut().filter(|automation| automation.title.is_none()) {
        let of = all.iter().find(|known| Some(known.id) == automation.category);
        automation.title = of.map(|of| say::automations::of_category(visit.lang(), automation.trigger, &of.title));
    }
    Ok(automations)
}

/// Everything and each category, with whether it is meant. What is hidden from members is not offered.
pub async fn choose(visit: &Visit<'_>, id: AutomationId) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunAutomations).await? else {
        return Ok(());
    };
    visit.tap_seen().await?;
    let (lang, loyalty) = (visit.lang(), &visit.club.loyalty);
    let Some(automation) = loyalty.automation(shop, visit.user(), id).await? else {
        return outdated(visit).await;
    };
    let all = loyalty.all_categories(shop.id).await?;
    let mut buttons = vec![Button::tap(
        words::everything_label(lang, automation.category.is_none()),
        Tap::AboutEverything { id }.data(),
    )];
    let offered = all
        .iter()
        .filter(|category| category.active || automation.category == Some(category.id));
    buttons.extend(offered.map(|category| {
        let label = words::meant_label(&category.title, automation.category == Some(category.id));
        let tap = Tap::AboutCategory {
            id,
            category: category.id,
        };
        Button::tap(label, tap.data())
    }));
    buttons.truncate(MOST);
    let mut rows: Vec<Vec<Button>> = buttons.chunks(2).map(<[Button]>::to_vec).collect();
    rows.push(back_to(visit, &Tap::Automation { id }));
    visit.show(&screen(words::choose_category(lang), rows)).await?;
    Ok(())
}

/// It is about everything from here on.
pub async fn everything(visit: &Visit<'_>, id: AutomationId) -> anyhow::Result<()> {
    let news = words::saved(visit.lang());
    change(visit, id, news, |automation| automation.category = None).await
}

/// It is about one category from here on.
pub async fn one(visit: &Visit<'_>, id: AutomationId, category: CategoryId) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunAutomations).await? else {
        return Ok(());
    };
    let all = visit.club.loyalty.all_categories(shop.id).await?;
    // Whoever makes a button up names none of this shop's.
    if !all.iter().any(|known| known.id == category) {
        return outdated(visit).await;
    }
    let news = words::saved(visit.lang());
    change(visit, id, news, move |automation| automation.category = Some(category)).await
}
