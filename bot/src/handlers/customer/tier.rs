//! What a member reads about their tier, wherever it stands.

use domain::shop::Shop;
use loyalty::Stand;

use crate::handlers::visit::Visit;

/// Tier and progress, and how long it lasts. Empty in a shop without tiers.
#[must_use]
pub fn about(visit: &Visit<'_>, shop: &Shop, stand: &Stand) -> Vec<String> {
    let lang = visit.lang();
    let Some(progress) = progress(visit, shop, stand) else {
        return Vec::new();
    };
    let standing = &stand.stored.standing;
    let tier = stand.tier().map_or("", |tier| &tier.title);
    let lasts = standing
        .drop_on
        .or(standing.term_ends)
        .map(|until| say::tiers::kept_until(lang, tier, until));
    [Some(progress), lasts].into_iter().flatten().collect()
}

/// Tier and progress in one line.
#[must_use]
pub fn progress(visit: &Visit<'_>, shop: &Shop, stand: &Stand) -> Option<String> {
    if stand.ladder.active().next().is_none() && stand.tier().is_none() {
        return None;
    }
    let tier = stand.tier().map(|tier| tier.title.as_str());
    let next = stand.next().map(|(next, missing)| (next.title.as_str(), missing));
    Some(say::tiers::progress(visit.lang(), tier, next, shop.currency))
}
