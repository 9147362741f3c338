//! What a card and a coupon cost to draw.

use std::time::{Duration, Instant};

use draw::{Artist, Card, CouponFace};

/// What was seen. Drawing takes one thread, so its time is processor time on a machine that is free.
#[derive(Debug, Clone, Copy, Default)]
pub struct Costs {
    pub card: Duration,
    /// Of a gift that no coupon was drawn for before.
    pub first_coupon: Duration,
    pub next_coupon: Duration,
    pub card_bytes: usize,
    pub coupon_bytes: usize,
}

pub fn measure() -> anyhow::Result<Costs> {
    let artist = Artist::new()?;
    let mut costs = Costs::default();
    let mut cards = Vec::new();
    let mut firsts = Vec::new();
    let mut nexts = Vec::new();
    for round in 0..16_u16 {
        let (points, title) = (format!("{},250", 1 + round), format!("Bench gift {round}"));
        let card = Card {
            shop: "Bench",
            name: "Anna Adly 王小明",
            number: "No. 1042",
            points: &points,
            points_label: "points",
            tier: None,
            metal: None,
            footnote: "Show this at the till",
            link: "https://t.me/regulars_bench_bot?start=mABCDEFGHJKMN",
            hue: round * 20,
        };
        let started = Instant::now();
        costs.card_bytes = artist.card(&card)?.len();
        cards.push(started.elapsed());
        for code in ["ABCD-EFGH-JKMN", "NMKJ-HGFE-DCBA", "2345-6789-ABCD"] {
            let link = format!("https://t.me/regulars_bench_bot?start=cABCDEFGHIJKLMNOPQRSTUV{code}");
            let coupon = CouponFace {
                shop: "Bench",
                title: &title,
                code,
                valid: "Valid until 22 December 2026",
                footnote: "Show this at the till",
                link: &link,
                hue: 200,
            };
            let started = Instant::now();
            costs.coupon_bytes = artist.coupon(&coupon)?.len();
            let list = if code.starts_with("ABCD") {
                &mut firsts
            } else {
                &mut nexts
            };
            list.push(started.elapsed());
        }
    }
    costs.card = median(cards);
    costs.first_coupon = median(firsts);
    costs.next_coupon = median(nexts);
    Ok(costs)
}

fn median(mut list: Vec<Duration>) -> Duration {
    list.sort_unstable();
    list.get(list.len() / 2).copied().unwrap_or_default()
}
