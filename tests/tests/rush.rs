//! Five hundred people want what there is twenty of, and tap within a second: polled, through the lanes, answered.

use std::collections::{HashMap, HashSet};

use chrono::TimeDelta;
use domain::{Clock, MemberId, OfferId};
use playground::Tap;
use stories::{Room, Someone, TestShop, on_both_engines};

on_both_engines![c6_c8_m7_five_hundred_tap_the_post_in_the_group_within_a_second];

const CROWD: usize = 500;
const EARLY: usize = 8;
const STOCK: usize = 20;

/// Who stands in line, first to last.
async fn line(shop: &TestShop, offer: OfferId) -> Vec<MemberId> {
    let mut tx = shop.loyalty().db.read().await.unwrap();
    let waiting = storage::claims::waiting(&mut tx, shop.id, offer, 500).await.unwrap();
    tx.commit().await.unwrap();
    waiting.into_iter().map(|claim| claim.member).collect()
}

/// Members who are in the group and can be written to.
async fn crowd(shop: &TestShop, room: &Room) -> Vec<Someone> {
    let mut crowd = Vec::with_capacity(CROWD);
    for n in 0..CROWD {
        let someone = shop.stage.person(&format!("Guest {n:03}"));
        someone.person.opens(&shop.link()).unwrap();
        someone.person.joins(&room.group);
        crowd.push(someone);
    }
    shop.stage.quiet().await;
    for someone in &crowd {
        shop.makes_a_member_of(someone).await;
    }
    // The welcome of so many comes and goes.
    shop.passes(TimeDelta::minutes(1)).await;
    shop.stage.post_everything().await;
    shop.passes(TimeDelta::minutes(15)).await;
    shop.stage.works().await;
    shop.stage.everybody_looks();
    crowd
}

/// What a tap was answered with over the chat.
fn alert(tap: &Tap) -> String {
    tap.answer().and_then(|answer| answer.text).unwrap_or_default()
}

/// The place in line that an answer names.
fn place(alert: &str) -> usize {
    let number = alert.split_once("No. ").expect("a place").1;
    let digits: String = number.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().unwrap()
}

async fn c6_c8_m7_five_hundred_tap_the_post_in_the_group_within_a_second(shop: TestShop) {
    let room = shop.has_a_group().await;
    let gold = shop.has_gold().await;
    let crowd = crowd(&shop, &room).await;
    let mut members = HashMap::new();
    for (n, someone) in crowd.iter().enumerate() {
        members.insert(shop.file(someone).await.id, n);
    }
    let (late, early) = crowd.split_at(CROWD - EARLY);
    for someone in early {
        shop.promotes(someone, gold).await;
    }
    shop.stage.post_everything().await;
    let opens_at = shop.clock.now() + TimeDelta::minutes(61);
    let offer = shop
        .has_an_offer("Sneakers", |offer| {
            offer.opens_at = opens_at;
            offer.stock = Some(i64::try_from(STOCK).unwrap());
        })
        .await;
    shop.comes_to(opens_at - TimeDelta::minutes(60)).await;
    shop.comes_to(shop.clock.now() + TimeDelta::seconds(10)).await;
    shop.stage.post().await;
    assert!(room.post().html.contains("<b>20 left</b>"));
    shop.stage.playground.forget_calls();

    // Those whose time has come tap last.
    let taps: Vec<Tap> = crowd
        .iter()
        .map(|someone| someone.person.taps(&room.group, "I want it").unwrap())
        .collect();
    shop.stage.quiet().await;

    let (waiting, served) = taps.split_at(CROWD - EARLY);
    for tap in served {
        assert_eq!(
            alert(tap),
            "Sneakers is yours! The coupon is on its way to our private chat."
        );
    }
    let told: Vec<usize> = waiting.iter().map(|tap| place(&alert(tap))).collect();
    assert_eq!(told.iter().copied().collect::<HashSet<_>>(), (1..=late.len()).collect());
    let before = line(&shop, offer).await;
    assert_eq!(before.len(), late.len());
    // Side by side, one may pass another; on the whole, whoever tapped first stands in front.
    let (front, back) = before.split_at(before.len() / 2);
    let taps_of = |half: &[MemberId]| half.iter().map(|member| members[member]).sum::<usize>() / half.len();
    assert!(taps_of(front) + CROWD / 4 < taps_of(back));
    for _ in 0..3 {
        shop.comes_to(shop.clock.now() + TimeDelta::seconds(5)).await;
        shop.stage.post().await;
    }
    shop.comes_to(opens_at).await;
    for _ in 0..3 {
        shop.comes_to(shop.clock.now() + TimeDelta::seconds(5)).await;
        shop.stage.post().await;
    }

    let first = STOCK - EARLY;
    assert_eq!(line(&shop, offer).await, before[first..]);
    for member in &before[..first] {
        let someone = &crowd[members[member]];
        assert_eq!(shop.coupons(someone).await.len(), 1);
        let told = someone.looks().html;
        assert!(told.starts_with("🎟 <b>Sneakers</b> at Corner Café is yours!"), "{told}");
    }
    for someone in early {
        assert_eq!(shop.coupons(someone).await.len(), 1);
    }
    assert_eq!(shop.offer(offer).await.stock, Some(0));
    let calls = shop.stage.playground.calls();
    let edits = calls.iter().filter(|call| call.method == "editMessageText").count();
    assert!((1..=6).contains(&edits), "{edits} edits of one post");
    assert_eq!(
        room.stands().last().map(String::as_str),
        Some(
            "✨ <b>Sneakers</b>\n€60 instead of €80\nFor members, until 30 Nov 2026\n\n\
             <b>All 20 taken</b>, 480 waiting in line"
        )
    );
    shop.stage.everybody_looks();
}
