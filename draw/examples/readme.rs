//! Draws the pictures that the README shows: `cargo run --example readme -- OUT_DIR`.

use std::error::Error;
use std::path::PathBuf;

use draw::{Artist, Card, CouponFace};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("name a folder for the pictures")?);
    std::fs::create_dir_all(&folder)?;
    let artist = Artist::new()?;
    let anna = Card {
        shop: "Corner Coffee & Games",
        name: "Anna Kowalska",
        number: "No. 1042",
        points: "1,250",
        points_label: "points",
        tier: None,
        metal: None,
        footnote: "Show this at the till",
        link: "https://t.me/corner_coffee_bot?start=mABCDEFGHJKMN",
        hue: 28,
    };
    let xiaoming = Card {
        shop: "内联升布鞋店",
        name: "王小明 🧧",
        number: "会员号 1043",
        points: "860",
        points_label: "积分",
        footnote: "结账时请出示",
        hue: 350,
        ..anna
    };
    let mug = CouponFace {
        shop: "Corner Coffee & Games",
        title: "Free coffee",
        code: "K7QM-2WXA-9RTD",
        terms: "",
        valid: "Valid until 22 December 2026",
        footnote: "Show this at the till",
        link: "https://t.me/corner_coffee_bot?start=cAAAAAAAAAAAAAAAAAAAAAAK7QM2WXA9RTD",
        hue: 28,
    };
    std::fs::write(folder.join("card.png"), artist.card(&anna)?)?;
    std::fs::write(folder.join("card-zh.png"), artist.card(&xiaoming)?)?;
    std::fs::write(folder.join("coupon.png"), artist.coupon(&mug)?)?;
    Ok(())
}
