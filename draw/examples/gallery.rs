//! Draws cards, coupons and posters with hard names: `cargo run --example gallery -- DIRECTORY`.

use std::error::Error;
use std::path::PathBuf;

use draw::{Artist, Card, CouponFace, Metal, Poster};

const NAMES: &[(&str, &str)] = &[
    ("plain", "Anna Kowalska"),
    ("long", "Maximiliane Friederike von Hohenberg-Württemberg"),
    (
        "longer",
        "Hubert Blaine Wolfeschlegelsteinhausenbergerdorff Senior the Third of Philadelphia",
    ),
    (
        "one-word",
        "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
    ),
    ("chinese", "欧阳娜娜"),
    (
        "chinese-long",
        "内联升老主顾会员中心的王永庆先生和他的家人们以及朋友们和邻居们",
    ),
    ("japanese", "さくらカフェの 髙橋 美咲"),
    ("korean", "김서연 뷁쀍"),
    ("cyrillic", "Екатерина Вознесенская"),
    ("greek", "Αλέξανδρος Παπαδόπουλος"),
    ("arabic", "محمد عبد الرحمن (Ali 7)"),
    ("hebrew", "שרה כהן-לוי 🌸"),
    ("thai", "สมชาย ศรีสุวรรณ์ ผู้ยิ่งใหญ่"),
    ("devanagari", "श्रीमती लक्ष्मी क्षत्रिय"),
    ("emoji", "👩‍👩‍👧‍👦 Mia 🇮🇩🏴󠁧󠁢󠁥󠁮󠁧󠁿 ❤️‍🔥 👍🏽 1️⃣"),
    ("decorated", "꧁༺ 𝓐𝓷𝓷𝓪 ★ ༻꧂ ᴋɪɴɢ ⓐⓑ Ｆｕｌｌ"),
    ("zalgo", "Z̷̡̛̗̜̣̥a̴̢̧̛͎̲̞l̶̡̨̛̝̣̥g̵̢̧̛̞̥ơ̶̡̨ ก็็็็็็็็"),
    ("markup", "<b>&\"'</svg> {{qr}}"),
    ("empty", " \u{202e}\u{3164}\u{0} "),
    ("burmese", "မြန်မာ နွေးနွေး ខ្មែរ සිංහල தமிழ்"),
    ("mixed", "李 Anna محمد 🎉 Ωmega"),
    ("vietnamese", "Nguyễn Thị Ánh Tuyết Nguyệt"),
];

const TITLES: &[(&str, &str, &str, &str, u16)] = &[
    (
        "coffee",
        "Free coffee",
        "Valid until 3 March 2027",
        "Show this at the till",
        24,
    ),
    (
        "long",
        "A handmade leather belt with your initials in gold",
        "Valid until 31 December 2027",
        "Show this at the till",
        270,
    ),
    ("chinese", "手工布鞋一双", "有效期至2027年3月3日", "结账时请出示", 0),
    (
        "indonesian",
        "☕ Kopi gratis ukuran besar",
        "Berlaku sampai 3 Maret 2027",
        "Tunjukkan ini di kasir",
        140,
    ),
    (
        "arabic",
        "قهوة مجانية",
        "صالح حتى ٣ مارس ٢٠٢٧",
        "اعرض هذا عند الصندوق",
        200,
    ),
];

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("gallery DIRECTORY")?);
    std::fs::create_dir_all(&folder)?;
    let artist = Artist::new()?;
    for (place, (file, name)) in NAMES.iter().enumerate() {
        let hue = u16::try_from(place * 33 % 360)?;
        let card = Card {
            shop: if place % 3 == 1 {
                "内联升布鞋店"
            } else {
                "Corner Coffee"
            },
            name,
            number: "No. 1042",
            points: if place % 4 == 3 { "1,234,567,890" } else { "1,250" },
            points_label: "points",
            tier: [
                Some("Gold"),
                None,
                Some("黄金会员"),
                Some("Platinum Plus Member of Honour"),
            ][place % 4],
            metal: [
                None,
                Some(Metal::Gold),
                Some(Metal::Silver),
                Some(Metal::Night),
                Some(Metal::Bronze),
                Some(Metal::Rose),
                Some(Metal::Sea),
            ][place % 7],
            footnote: "Show this at the till",
            link: "https://t.me/corner_coffee_bot?start=m_ABCDEFGHJKMN",
            hue,
        };
        std::fs::write(folder.join(format!("card-{file}.png")), artist.card(&card)?)?;
    }
    for (file, title, valid, footnote, hue) in TITLES {
        let coupon = CouponFace {
            shop: "Corner Coffee",
            title,
            code: if *file == "arabic" {
                "özel-kod"
            } else {
                "ABCD-EFGH-JKMN"
            },
            terms: match *file {
                "coffee" => "Sneakers for €60 instead of €80",
                "long" => "20% off, at most €10 · from €30 · only for Shoes, Belts and 3 more · for Gold and higher",
                "chinese" => "减 20%，最多减 ¥50 · 满 ¥100可用 · 限 布鞋 · 限 金卡 及以上会员",
                _ => "",
            },
            valid,
            footnote,
            link: "https://t.me/corner_coffee_bot?start=c_ABCDEFGHJKMN",
            hue: *hue,
        };
        std::fs::write(folder.join(format!("coupon-{file}.png")), artist.coupon(&coupon)?)?;
    }
    for (file, title, .., hue) in TITLES {
        let poster = Poster {
            symbol: "🎁",
            title,
            hue: *hue,
        };
        std::fs::write(folder.join(format!("poster-{file}.png")), artist.poster(&poster)?)?;
    }
    Ok(())
}
