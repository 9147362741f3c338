//! Pictures as a phone and a scanner see them.

use draw::{Artist, Card, Chart, Column, Columns, CouponFace, DrawError, Plot, Poster, Row, Slip};
use seen::Seen;

const NAMES: &[&str] = &[
    "Anna Kowalska",
    "Hubert Blaine Wolfeschlegelsteinhausenbergerdorff Senior the Third of Philadelphia",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
    "内联升老主顾会员中心的王永庆先生和他的家人们以及朋友们和邻居们以及所有认识他的人",
    "さくらカフェの 髙橋 美咲",
    "김서연 뷁쀍",
    "Αλέξανδρος Παπαδόπουλος",
    "محمد عبد الرحمن (Ali 7) \u{202e}evil\u{202c}",
    "שרה כהן-לוי 🌸",
    "สมชาย ศรีสุวรรณ์ ผู้ยิ่งใหญ่",
    "श्रीमती लक्ष्मी क्षत्रिय",
    "👩‍👩‍👧‍👦 Mia 🇮🇩🏴󠁧󠁢󠁥󠁮󠁧󠁿 ❤️‍🔥 👍🏽 1️⃣ ☎︎",
    "꧁༺ 𝓐𝓷𝓷𝓪 ★ ༻꧂ ᴋɪɴɢ ⓐⓑ Ｆｕｌｌ",
    "Z̷̡̛̗̜̣̥a̴̢̧̛͎̲̞l̶̡̨̛̝̣̥g̵̢̧̛̞̥ơ̶̡̨ ก็็็็็็็็",
    "<b>&\"'</svg> {{qr}}]]>",
    "﷽﷽﷽﷽﷽﷽﷽﷽",
    "\u{301}\u{200d}\u{fe0f}",
    "\u{0}\u{7}\u{1b}[31m\u{ffff}\u{10ffff}",
    "",
    " \u{3164}\u{2800}\n",
];

#[cfg(test)]
mod seen {
    pub struct Seen {
        pub width: usize,
        pub height: usize,
        /// Red, green and blue of each pixel.
        pixels: Vec<[u8; 3]>,
    }

    impl Seen {
        pub fn of(bytes: &[u8]) -> Self {
            let mut decoder = png::Decoder::new(std::io::Cursor::new(bytes));
            decoder.set_transformations(png::Transformations::EXPAND);
            let mut reader = decoder.read_info().unwrap();
            let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
            let info = reader.next_frame(&mut pixels).unwrap();
            assert_eq!(info.color_type, png::ColorType::Rgb, "no pixel is transparent");
            Self {
                width: usize::try_from(info.width).unwrap(),
                height: usize::try_from(info.height).unwrap(),
                pixels: pixels.as_chunks::<3>().0.to_vec(),
            }
        }

        /// What a scanner reads off the picture.
        pub fn scan(&self) -> Vec<String> {
            let grey = |x: usize, y: usize| {
                let [red, green, blue] = self.pixels[y * self.width + x].map(u32::from);
                u8::try_from((red * 3 + green * 6 + blue) / 10).unwrap()
            };
            let mut image = rqrr::PreparedImage::prepare_from_greyscale(self.width, self.height, grey);
            image
                .detect_grids()
                .iter()
                .map(|grid| grid.decode().unwrap().1)
                .collect()
        }

        pub fn part(&self, columns: std::ops::Range<usize>, rows: std::ops::Range<usize>) -> Vec<[u8; 3]> {
            rows.flat_map(|y| self.pixels[y * self.width + columns.start..y * self.width + columns.end].to_vec())
                .collect()
        }
    }
}

fn card<'a>(name: &'a str, link: &'a str) -> Card<'a> {
    Card {
        shop: "Corner Coffee",
        name,
        number: "No. 1042",
        points: "1,250",
        points_label: "points",
        tier: Some("Gold"),
        metal: None,
        footnote: "Show this at the till",
        link,
        hue: 24,
    }
}

fn coupon<'a>(title: &'a str, code: &'a str, link: &'a str) -> CouponFace<'a> {
    CouponFace {
        shop: "Corner Coffee",
        title,
        code,
        terms: "",
        valid: "Valid until 3 March 2027",
        footnote: "Show this at the till",
        link,
        hue: 140,
    }
}

const LINK: &str = "https://t.me/corner_coffee_bot?start=m_ABCDEFGHJKMN";

#[test]
fn what_the_codes_say_is_the_link() {
    let artist = Artist::new().unwrap();
    let links = (0..40)
        .map(|number| {
            format!(
                "https://t.me/shop_{}_bot?start=m_{:012X}",
                "x".repeat(number % 20),
                number * 7_919_777_333
            )
        })
        .chain([
            "https://t.me/a?start=1".to_owned(),
            format!("https://example.org/{}", "long/".repeat(40)),
        ]);
    for (hue, link) in (0..360).step_by(9).cycle().zip(links) {
        let card = Card {
            hue,
            ..card("Anna", &link)
        };
        assert_eq!(Seen::of(&artist.card(&card).unwrap()).scan(), [link.as_str()]);

        let coupon = CouponFace {
            hue,
            ..coupon("Free coffee", "ABCD-EFGH-JKMN", &link)
        };
        assert_eq!(Seen::of(&artist.coupon(&coupon).unwrap()).scan(), [link.as_str()]);
    }
}

#[test]
fn every_name_leaves_the_codes_alone() {
    let artist = Artist::new().unwrap();
    let plain = Seen::of(&artist.card(&card("Anna", LINK)).unwrap());
    let plain_coupon = Seen::of(&artist.coupon(&coupon("Coffee", "ABCD-EFGH-JKMN", LINK)).unwrap());
    let repeated = NAMES.iter().map(|name| name.repeat(50)).collect::<Vec<_>>();
    for name in NAMES.iter().copied().chain(repeated.iter().map(String::as_str)) {
        let bytes = artist.card(&card(name, LINK)).unwrap();
        let seen = Seen::of(&bytes);
        assert_eq!((seen.width, seen.height), (1000, 630));
        assert!(bytes.len() < 60_000, "{} bytes for {name}", bytes.len());
        assert_eq!(seen.scan(), [LINK]);
        assert!(
            seen.part(628..932, 176..480) == plain.part(628..932, 176..480),
            "{name} touches the code"
        );

        let bytes = artist.coupon(&coupon(name, "ABCD-EFGH-JKMN", LINK)).unwrap();
        let seen = Seen::of(&bytes);
        assert_eq!((seen.width, seen.height), (1000, 560));
        assert!(bytes.len() < 60_000, "{} bytes for {name}", bytes.len());
        assert!(
            seen.part(662..960, 80..400) == plain_coupon.part(662..960, 80..400),
            "{name} touches the code"
        );
        assert!(
            seen.part(100..570, 400..480) == plain_coupon.part(100..570, 400..480),
            "{name} touches the letters"
        );
    }
}

fn slip<'a>(words: &'a str, link: Option<&'a str>) -> Slip<'a> {
    Slip {
        shop: words,
        reference: words,
        what: words,
        sum: words,
        standing: words,
        footnote: words,
        link,
        hue: 24,
    }
}

#[test]
fn a_slip_is_scanned_whatever_is_written_on_it() {
    let artist = Artist::new().unwrap();
    let code = 650..950;
    let plain = Seen::of(&artist.slip(&slip("", Some(LINK))).unwrap());
    for words in NAMES {
        let seen = Seen::of(&artist.slip(&slip(words, Some(LINK))).unwrap());
        assert_eq!((seen.width, seen.height), (1000, 560));
        assert_eq!(seen.scan(), [LINK], "{words}");
        assert!(
            seen.part(code.clone(), 80..390) == plain.part(code.clone(), 80..390),
            "{words} touches the code"
        );
    }
}

#[test]
fn a_slip_that_nobody_needs_any_more_has_no_code() {
    let artist = Artist::new().unwrap();

    let seen = Seen::of(&artist.slip(&slip("Handed over", None)).unwrap());

    assert_eq!(seen.scan(), Vec::<String>::new());
}

#[test]
fn odd_text_anywhere_is_drawn() {
    let artist = Artist::new().unwrap();
    for text in NAMES {
        let card = Card {
            shop: text,
            name: text,
            number: text,
            points: text,
            points_label: text,
            tier: Some(text),
            metal: None,
            footnote: text,
            link: LINK,
            hue: u16::MAX,
        };
        assert_eq!(Seen::of(&artist.card(&card).unwrap()).scan(), [LINK]);

        let coupon = CouponFace {
            shop: text,
            title: text,
            code: text,
            terms: "",
            valid: text,
            footnote: text,
            link: LINK,
            hue: u16::MAX,
        };
        assert_eq!(Seen::of(&artist.coupon(&coupon).unwrap()).scan(), [LINK]);
    }
}

#[test]
fn no_title_of_a_poster_rises_into_its_picture() {
    let artist = Artist::new().unwrap();
    let poster = |title| {
        let poster = Poster {
            symbol: "☕",
            title,
            hue: 24,
        };
        Seen::of(&artist.poster(&poster).unwrap())
    };
    let plain = poster("Coffee");
    assert_eq!((plain.width, plain.height), (1000, 560));
    for name in NAMES {
        assert!(
            poster(name).part(440..560, 350..400) == plain.part(440..560, 350..400),
            "{name} rises too high"
        );
    }
}

#[test]
fn the_same_words_make_the_same_bytes() {
    let one = Artist::new().unwrap();
    let other = Artist::new().unwrap();
    for name in NAMES {
        assert!(
            one.card(&card(name, LINK)).unwrap() == other.card(&card(name, LINK)).unwrap(),
            "card of {name}"
        );

        let coupon = coupon(name, "ABCD-EFGH-JKMN", LINK);
        let fresh = one.coupon(&coupon).unwrap();
        assert!(
            fresh == one.coupon(&coupon).unwrap(),
            "{name} from a face that was kept"
        );
        assert!(fresh == other.coupon(&coupon).unwrap(), "{name} by another artist");
    }
}

#[test]
fn a_kept_face_carries_no_trace_of_an_earlier_code() {
    let artist = Artist::new().unwrap();
    let first = artist.coupon(&coupon("Coffee", "2345-6789-XYZW", LINK)).unwrap();
    let second = artist
        .coupon(&coupon("Coffee", "ABCD-EFGH-JKMN", "https://t.me/b?start=c_2"))
        .unwrap();

    assert!(first != second);
    assert!(
        second
            == Artist::new()
                .unwrap()
                .coupon(&coupon("Coffee", "ABCD-EFGH-JKMN", "https://t.me/b?start=c_2"))
                .unwrap()
    );
}

#[test]
fn names_are_told_apart_in_every_script() {
    let artist = Artist::new().unwrap();
    let blank = Seen::of(&artist.card(&card("", LINK)).unwrap());
    let mut seen = vec![blank.part(56..590, 170..420)];
    for name in &NAMES[..16] {
        let part = Seen::of(&artist.card(&card(name, LINK)).unwrap()).part(56..590, 170..420);
        assert!(!seen.contains(&part), "{name} looks like another");
        seen.push(part);
    }
}

#[test]
fn many_kinds_of_coupon_do_not_pile_up_and_stay_right() {
    let artist = Artist::new().unwrap();
    let first = artist.coupon(&coupon("Gift 0", "ABCD-EFGH-JKMN", LINK)).unwrap();
    for number in 1..120 {
        artist
            .coupon(&coupon(&format!("Gift {number}"), "ABCD-EFGH-JKMN", LINK))
            .unwrap();
    }

    assert!(first == artist.coupon(&coupon("Gift 0", "ABCD-EFGH-JKMN", LINK)).unwrap());
}

#[test]
fn a_link_beyond_any_code_is_refused() {
    let artist = Artist::new().unwrap();
    let link = "x".repeat(3_000);

    assert!(matches!(artist.card(&card("Anna", &link)), Err(DrawError::Link(_))));
    assert!(matches!(
        artist.coupon(&coupon("Coffee", "ABCD-EFGH-JKMN", &link)),
        Err(DrawError::Link(_))
    ));
}

#[test]
fn several_threads_share_an_artist() {
    let artist = Artist::new().unwrap();
    let alone = artist.card(&card("Anna", LINK)).unwrap();
    let together = std::thread::scope(|scope| {
        let threads = (0..6)
            .map(|_| scope.spawn(|| artist.card(&card("Anna", LINK)).unwrap()))
            .collect::<Vec<_>>();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect::<Vec<_>>()
    });

    assert!(together.iter().all(|bytes| *bytes == alone));
}

fn chart<'a>(words: &'a str, plot: Plot<'a>, legend: &'a [&'a str], dark: bool) -> Chart<'a> {
    Chart {
        title: words,
        value: words,
        note: words,
        plot,
        legend,
        dark,
        hue: 24,
    }
}

#[test]
fn a_chart_of_nothing_lies_on_its_dates() {
    let artist = Artist::new().unwrap();
    let columns = Columns {
        columns: &[Column::default(); 12],
        scale: &[],
        labels: &[(0, "Nov 2026"), (11, "Oct 2027")],
    };
    let seen = Seen::of(&artist.chart(&chart("0", Plot::Columns(&columns), &[], false)).unwrap());
    let is_blank = |rows: std::ops::Range<usize>| {
        let pixels = seen.part(100..900, rows);
        pixels.iter().all(|pixel| *pixel == pixels[0])
    };

    assert!(is_blank(310..640));
    assert!(!is_blank(640..660));
}

#[test]
fn no_name_and_no_number_breaks_a_chart() {
    let artist = Artist::new().unwrap();
    let columns = [0, 1, i64::MAX, i64::MIN].map(|up| Column { up, down: [up, 3] });
    for words in NAMES {
        let rows = [5, 0, i64::MAX, i64::MIN].map(|length| Row {
            name: words,
            value: words,
            length,
        });
        let legend = [*words; 3];
        let scale = [(i64::MAX, *words), (-5, *words), (0, *words)];
        let labels = [(0, *words), (99, *words)];
        let plots = [
            Plot::Rows(&rows),
            Plot::Rows(&[]),
            Plot::Columns(&Columns {
                columns: &columns,
                scale: &scale,
                labels: &labels,
            }),
        ];
        for (plot, dark) in plots.into_iter().zip([false, true, false]) {
            let seen = Seen::of(&artist.chart(&chart(words, plot, &legend, dark)).unwrap());
            assert_eq!((seen.width, seen.height), (1000, 740), "{words}");
        }
    }
}
