//! What a picture costs in time and bytes: `cargo run --release --example cost`.

use std::error::Error;
use std::time::{Duration, Instant};

use draw::{Artist, Card, CouponFace};

const ROUNDS: u16 = 300;

fn main() -> Result<(), Box<dyn Error>> {
    let start = Instant::now();
    let artist = Artist::new()?;
    println!("an artist          {:>9.3?}", start.elapsed());

    for name in ["Anna Kowalska", "欧阳娜娜", "Mia 👩‍👩‍👧‍👦🎉"] {
        measure(&format!("card of {name}"), |round| {
            let number = format!("No. {round}");
            artist.card(&Card {
                shop: "Corner Coffee",
                name,
                number: &number,
                points: "1,250",
                points_label: "points",
                tier: Some("Gold"),
                metal: None,
                footnote: "Show this at the till",
                link: &format!("https://t.me/corner_coffee_bot?start=m_ABCDEFGH{round:04}"),
                hue: 24,
            })
        })?;
    }
    measure("coupon", |round| coupon(&artist, round, 24))?;
    measure("coupon of a new kind", |round| coupon(&artist, round, round))?;
    Ok(())
}

fn coupon(artist: &Artist, round: u16, hue: u16) -> Result<Vec<u8>, draw::DrawError> {
    artist.coupon(&CouponFace {
        shop: "Corner Coffee",
        title: "Free coffee",
        code: &format!("ABCD-EFGH-{round:04}"),
        terms: "",
        valid: "Valid until 3 March 2027",
        footnote: "Show this at the till",
        link: &format!("https://t.me/corner_coffee_bot?start=c_ABCDEFGH{round:04}"),
        hue,
    })
}

fn measure(what: &str, mut draw: impl FnMut(u16) -> Result<Vec<u8>, draw::DrawError>) -> Result<(), Box<dyn Error>> {
    let mut times = Vec::new();
    let mut bytes = 0;
    for round in 0..ROUNDS {
        let start = Instant::now();
        bytes = draw(round)?.len();
        times.push(start.elapsed());
    }
    times.sort_unstable();
    let mean = times.iter().sum::<Duration>() / u32::from(ROUNDS);
    println!(
        "{what:<24} median {:>9.3?}   mean {mean:>9.3?}   {:>3} kB",
        times[times.len() / 2],
        bytes / 1000
    );
    Ok(())
}
