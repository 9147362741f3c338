use qrcode::QrCode;
use serde_json::{Value, json};

use crate::stage::{PNG, Stage};

#[tokio::test]
async fn links_lead_to_chats() {
    let stage = Stage::new().await;
    let (group, _, anna) = stage.cafe();
    let ben = stage.person("Ben");
    let open = |person: i64, link: &str| json!({ "do": "open", "person": person, "link": link });

    let only_shown = stage.act(open(ben.id(), "https://t.me/Regulars_Bot")).await;
    assert_eq!(only_shown["chat"], stage.bot.id());
    assert_eq!(ben.sees(&stage.bot), []);
    stage.act(open(ben.id(), &stage.bot.start_link("join_1"))).await;
    assert_eq!(ben.sees(&stage.bot)[0].text, "/start join_1");
    let joined = stage.act(open(ben.id(), &group.invite_link())).await;
    assert_eq!(joined["chat"], group.id());
    assert!(group.has(&ben));
    let in_already = stage.act(open(anna.id(), &group.invite_link())).await;
    assert_eq!(in_already["chat"], group.id());

    let other_name = "http://Telegram.me/regulars_bot?start=again";
    stage.act(open(ben.id(), other_name)).await;
    assert_eq!(ben.sees(&stage.bot)[1].text, "/start again");
    let invited = group.invite_link().replace("t.me", "telegram.me");
    assert_eq!(stage.act(open(ben.id(), &invited)).await["chat"], group.id());
    assert_eq!(
        stage.cannot(open(ben.id(), "tg://resolve?domain=regulars_bot")).await,
        "The playground does not follow tg:// links. Links to t.me work here."
    );

    for nowhere in [
        "https://t.me/",
        "https://t.me/nobody_here",
        "https://t.me/+nothing",
        "https://t.me/anna",
        "https://t.me/regulars_bot?start=a%20b",
        "https://evil.example/t.me/regulars_bot",
        "javascript:alert(1)",
        "",
    ] {
        stage.cannot(open(ben.id(), nowhere)).await;
    }
    let eve = stage.person("Eve");
    group.add(&eve);
    group.remove(&eve);
    let refused = stage.cannot(open(eve.id(), &group.invite_link())).await;
    assert_eq!(refused, "This invitation is not valid any more.");
}

#[tokio::test]
async fn a_startgroup_link_asks_to_which_group() {
    let stage = Stage::new().await;
    let olga = stage.person("Olga");
    let group = stage.playground.add_supergroup("Corner Cup", &olga);
    let eve = stage.person("Eve");
    let link = "https://t.me/regulars_bot?startgroup=claim_7&admin=delete_messages+invite_users";
    let open = |person: i64, group: Value| json!({ "do": "open", "person": person, "link": link, "group": group });

    let (status, _) = stage.asks("act", &open(olga.id(), json!(null))).await;
    assert_eq!(status, 400);
    stage.cannot(open(eve.id(), json!(group.id()))).await;
    let opened = stage.act(open(olga.id(), json!(group.id()))).await;

    assert_eq!(opened["chat"], group.id());
    let me = json!({ "chat_id": group.id(), "user_id": stage.bot.id() });
    assert_eq!(stage.ok("getChatMember", me).await["can_delete_messages"], true);
    assert_eq!(olga.sees(&group).last().unwrap().text, "/start@regulars_bot claim_7");
}

/// A picture with a code on it.
fn code(text: &str) -> Vec<u8> {
    let code = QrCode::new(text).unwrap();
    let (wide, scale, margin) = (code.width(), 6, 24);
    let side = wide * scale + 2 * margin;
    let mut points = vec![255_u8; side * side];
    for (index, colour) in code.to_colors().into_iter().enumerate() {
        if colour == qrcode::Color::Dark {
            for y in 0..scale {
                let row = margin + index / wide * scale + y;
                let start = row * side + margin + index % wide * scale;
                points[start..start + scale].fill(0);
            }
        }
    }
    let side = u32::try_from(side).unwrap();
    let mut picture = Vec::new();
    let mut encoder = png::Encoder::new(&mut picture, side, side);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.write_header().unwrap().write_image_data(&points).unwrap();
    picture
}

#[tokio::test]
async fn anybody_scans_a_code_on_a_picture() {
    let stage = Stage::new().await;
    let anna = stage.customer("Anna");
    let clerk = stage.person("Clara");
    let link = stage.bot.start_link("c_K7");
    anna.sends_photo(&stage.bot, &code(&link), "");
    let pane = stage.pane(&anna, stage.bot.id(), &json!(0)).await;
    let photo = pane["messages"][1]["photo"]["id"].clone();

    let scanned = stage
        .act(json!({ "do": "scan", "person": clerk.id(), "photo": photo }))
        .await;

    assert_eq!(scanned, json!({ "ok": true, "link": link, "chat": stage.bot.id() }));
    assert_eq!(clerk.sees(&stage.bot)[0].text, "/start c_K7");
    let uploaded = stage
        .uploads(&format!("person={}&as=scan", clerk.id()), code(&link))
        .await;
    assert_eq!((uploaded.0, &uploaded.1["link"]), (200, &json!(link)));
    let elsewhere = stage
        .uploads(&format!("person={}&as=scan", clerk.id()), code("https://evil.example"))
        .await;
    assert_eq!(elsewhere.0, 409, "{}", elsewhere.1);
    for unreadable in [PNG.to_vec(), b"text".to_vec(), bomb()] {
        let (status, answer) = stage
            .uploads(&format!("person={}&as=scan", clerk.id()), unreadable)
            .await;
        assert_eq!(status, 409, "{answer}");
    }
    stage
        .cannot(json!({ "do": "scan", "person": clerk.id(), "photo": "0123" }))
        .await;
}

/// A small file that says it is a picture of four thousand million points.
fn bomb() -> Vec<u8> {
    let mut picture = Vec::new();
    let mut encoder = png::Encoder::new(&mut picture, 65_000, 65_000);
    encoder.set_color(png::ColorType::Grayscale);
    drop(encoder.write_header().unwrap());
    picture
}
