//! A barber, in Indonesian.

use domain::Lang;
use domain::relative::Relation;
use say::field_editor::ReadySet;

use super::Deed::{
    Born, Buys, BuysFor, Cancels, ChecksIn, Claims, Fills, FollowsUp, Noted, NotedInPrivate, Redeems, Returns, Tagged,
    Undone, Uses, Wishes,
};
use super::Does::{Asks, Opens, Orders};
use super::{Actor, Day, DemoShop, Habits, Kin, Known, Part, StaffRoom, Topic, Tour, goods, live, said};

const HARTONO: i64 = 5_220_000_001;
const JOKO: i64 = 5_220_000_002;
const DIMAS: i64 = 5_220_000_003;
const BAGUS: i64 = 5_220_000_004;
const YANTO: i64 = 5_220_000_005;
const RIZKY: i64 = 5_220_000_006;
const MARK: i64 = 5_220_000_007;
const SLAMET: i64 = 5_220_000_008;

const FAJAR: Kin = Kin {
    relation: Relation::Son,
    name: "Fajar",
    born: Some(Day::On(8, 17, None)),
    size: "",
    taste: "mohawk pendek, seperti pemain bola",
};
const MEI: Kin = Kin {
    relation: Relation::Partner,
    name: "Mei",
    born: Some(Day::Lunar(1, 15)),
    size: "",
    taste: "tonik yang tidak wangi",
};

pub const BARBER: DemoShop = DemoShop {
    key: "barber",
    title: "Pangkas Rambut Sinar",
    about: "A small barber in Jakarta, in Indonesian",
    file: include_str!("barber.toml"),
    members: 40,
    crowd: 5_220_001_000,
    group: "Pelanggan Pangkas Sinar",
    tongues: &[(Lang::Id, 96), (Lang::En, 4)],
    cast: &[
        Actor {
            id: HARTONO,
            first: "Hartono",
            last: None,
            username: Some("pak_hartono"),
            language: "id",
            about: "Owner",
            part: Part::Staff,
        },
        Actor {
            id: JOKO,
            first: "Joko",
            last: None,
            username: Some("joko_kapster"),
            language: "id",
            about: "Clerk",
            part: Part::Staff,
        },
        Actor {
            id: DIMAS,
            first: "Dimas",
            last: None,
            username: Some("dimas_prakoso"),
            language: "id",
            about: "New here",
            part: Part::Newcomer,
        },
        Actor {
            id: BAGUS,
            first: "Bagus",
            last: None,
            username: Some("bagus_klimis"),
            language: "id",
            about: "Regular",
            part: Part::Member {
                since: 340,
                deeds: &[
                    (340, Buys(5_000_000, "Potong rambut")),
                    (340, Fills("barber-hair", "Lurus")),
                    (340, Fills("barber-scalp", "Berminyak")),
                    (320, Buys(5_000_000, "Potong rambut")),
                    (300, Buys(8_500_000, "Potong dan cukur")),
                    (
                        300,
                        Noted("Sisi nomor 2, atas 4 cm, belah kiri. Cambang jangan disentuh."),
                    ),
                    (268, Redeems("sisir")),
                    (268, Uses),
                    (240, Buys(5_000_000, "Potong rambut")),
                    (240, Fills("barber-work", "Pegawai bank")),
                    (239, Born(Day::In(5))),
                    (239, BuysFor(&FAJAR)),
                    (208, Buys(8_500_000, "Potong dan cukur")),
                    (180, Redeems("cukur")),
                    (160, Buys(5_000_000, "Potong rambut")),
                    (132, Buys(8_500_000, "Potong dan cukur")),
                    (132, Tagged("Langganan pagi")),
                    (110, Buys(12_000_000, "Semir dan potong")),
                    (110, Fills("barber-colour", "Hitam alami, 4.0")),
                    (110, Fills("barber-products", "Pomade water based, tonik")),
                    (82, Buys(5_000_000, "Potong rambut")),
                    (54, Buys(8_500_000, "Potong dan cukur")),
                    (26, Redeems("potong")),
                    (25, Uses),
                    (
                        20,
                        NotedInPrivate("Ayahnya baru meninggal. Jangan tanya kabar keluarga dulu."),
                    ),
                    (12, Buys(8_500_000, "Potong dan cukur")),
                    (12, Wishes("pomade")),
                    (4, Claims("tonik-juragan")),
                    (3, Redeems("cukur")),
                    (1, FollowsUp(1, "Siapkan tonik yang dia pesan")),
                    (0, ChecksIn),
                ],
            },
        },
        Actor {
            id: YANTO,
            first: "Yanto",
            last: None,
            username: None,
            language: "id",
            about: "Changes plans",
            part: Part::Member {
                since: 200,
                deeds: &[
                    (200, Buys(5_000_000, "Potong rambut")),
                    (90, Buys(6_000_000, "Potong dan keramas")),
                    (90, Undone),
                    (90, Buys(5_000_000, "Potong rambut")),
                    (62, Buys(11_000_000, "Semir")),
                    (62, Tagged("Bawa anak")),
                    (62, Noted("Anaknya takut mesin cukur, pakai gunting saja.")),
                    (40, Redeems("sisir")),
                    (38, Uses),
                    (20, Redeems("cukur")),
                    (18, Cancels),
                    (6, Buys(13_500_000, "Pomade dan potong")),
                    (5, Returns(8_500_000)),
                ],
            },
        },
        Actor {
            id: RIZKY,
            first: "Rizky 💈✨",
            last: None,
            username: Some("rizky_fade"),
            language: "id",
            about: "Emoji name",
            part: Part::Member {
                since: 60,
                deeds: &[
                    (60, Buys(7_000_000, "Fade")),
                    (32, Buys(7_000_000, "Fade")),
                    (32, Fills("barber-hair", "Bergelombang")),
                    (32, Noted("Skin fade setengah di sisi, poni jangan dipendekkan.")),
                    (10, Redeems("pomade")),
                    (4, Buys(7_000_000, "Fade")),
                    (3, FollowsUp(2, "Tanya apakah poninya sudah pas")),
                ],
            },
        },
        Actor {
            id: MARK,
            first: "Mark",
            last: Some("Jansen"),
            username: Some("mark_in_jakarta"),
            language: "en",
            about: "Reads English",
            part: Part::Member {
                since: 95,
                deeds: &[
                    (95, Buys(8_500_000, "Potong dan cukur")),
                    (40, Buys(8_500_000, "Potong dan cukur")),
                    (40, Fills("barber-hair", "Keriting")),
                    (
                        40,
                        Noted("Suka tenang. Bahasa Indonesianya masih belajar, pelan-pelan saja."),
                    ),
                    (39, BuysFor(&MEI)),
                    (15, Redeems("cukur")),
                    (15, Uses),
                ],
            },
        },
        Actor {
            id: SLAMET,
            first: "Slamet",
            last: None,
            username: None,
            language: "id",
            about: "Long away",
            part: Part::Member {
                since: 330,
                deeds: &[
                    (330, Buys(5_000_000, "Potong rambut")),
                    (290, Buys(5_000_000, "Potong rambut")),
                    // Perak with this, for half a year that is almost over.
                    (172, Buys(8_500_000, "Potong dan cukur")),
                    (172, Noted("Lututnya sakit, kursi diturunkan dulu.")),
                ],
            },
        },
    ],
    odd_names: &[
        "Muhammad Nur Alamsyah Putra Wijayakusuma Hadiningrat",
        "🌙 Cahaya",
        "Tri",
    ],
    symbols: &[
        ("pomade", "🧴"),
        ("cukur", "🪒"),
        ("potong", "💈"),
        ("sisir", "🌳"),
        ("paket-lebaran", "🌙"),
    ],
    goods: &[
        goods("Potong rambut", 4_500_000, 5_500_000, 500_000),
        goods("Potong dan cukur", 8_000_000, 9_000_000, 500_000),
        goods("Cukur", 3_000_000, 4_000_000, 500_000),
        goods("Semir", 9_000_000, 13_000_000, 1_000_000),
        goods("Pomade", 6_500_000, 9_500_000, 500_000),
        goods("Potong anak", 3_500_000, 4_000_000, 500_000),
    ],
    habits: Habits {
        regulars: 35,
        occasional: 40,
        gone: 10,
        regular_buys: (6, 12),
        occasional_buys: (1, 4),
        wishes: &["cukur", "potong", "pomade"],
    },
    fields: &[ReadySet::Barber],
    tags: &["Langganan pagi", "Suka ngobrol", "Bawa anak"],
    known: Known {
        born: 40,
        filled: 40,
        fields: &[
            ("barber-hair", &["Lurus", "Bergelombang", "Keriting"]),
            ("barber-scalp", &["Normal", "Kering", "Berminyak", "Sensitif"]),
            ("barber-work", &["Guru", "Sopir", "Mahasiswa", "Pedagang", "Perawat"]),
        ],
        noted: 30,
        notes: &[
            "Minta air hangat untuk cuci rambut.",
            "Selalu datang dengan temannya.",
            "Potongan terakhir terlalu pendek, sisakan 1 cm lebih.",
            "Tidak suka kipas angin.",
        ],
        tagged: 30,
        claiming: 150,
        wishing: 15,
        wishes: &["pomade", "tonik"],
    },
    talk: &[
        said(1_600, BAGUS, "Pak, Sabtu pagi ramai tidak?"),
        said(1_594, HARTONO, "Buka jam 8, Mas. Datang sebelum jam 9 masih sepi."),
        said(1_590, YANTO, "Aku ikut, sekalian anakku."),
        said(300, RIZKY, "Fade kemarin mantap 🔥 makasih Joko!"),
        said(296, JOKO, "Sama-sama! Minggu depan dirapikan ya."),
        said(120, MARK, "Is there a place for me at five?"),
        said(118, JOKO, "Yes, five is fine, Mark!"),
        said(5, DIMAS, "Baru pertama ke sini, potong dan keramas ya 🙏"),
    ],
    staff_room: StaffRoom {
        title: "Tim Sinar",
        topics: &[
            Topic {
                name: None,
                talk: &[
                    (HARTONO, "Pagi, Jok. Kunci ada di laci."),
                    (JOKO, "Siap, Pak. Handuk sudah saya jemur."),
                ],
            },
            Topic {
                name: Some("Stok"),
                talk: &[
                    (JOKO, "Pomade tinggal tiga kaleng, silet satu dus."),
                    (HARTONO, "Besok saya belanja. Bedak juga?"),
                    (JOKO, "Bedak juga, Pak."),
                ],
            },
            Topic {
                name: Some("Jadwal"),
                talk: &[
                    (JOKO, "Minggu saya izin pulang kampung, Pak."),
                    (HARTONO, "Boleh. Kita buka setengah hari saja."),
                ],
            },
        ],
    },
    live: &[
        live(BAGUS, Asks("/card")),
        live(BAGUS, Asks("/points")),
        live(BAGUS, Asks("/gifts")),
        live(YANTO, Asks("/offers")),
        live(JOKO, Asks("/find riz")),
        live(RIZKY, Asks("/coupons")),
        live(MARK, Asks("/points")),
        live(SLAMET, Asks("/points")),
        live(HARTONO, Asks("/staff")),
        live(BAGUS, Opens("Cukur jenggot gratis")),
        live(
            RIZKY,
            Orders {
                words: "Fade lagi ya, Pak 🙏",
                staff: HARTONO,
                sells: "/sell 70000",
            },
        ),
    ],
    tour: Tour {
        customer: DIMAS,
        clerk: JOKO,
        owner: HARTONO,
        typed: "/sell 75000",
        sale: 7_500_000,
        gift: "cukur",
        offer: "hemat-potong",
        typed_later: "/sell 85000 @dimas_prakoso",
        later: 8_500_000,
        field: ("barber-hair", "Bergelombang"),
        find: "dim",
        days: 130,
        spendable: false,
    },
};
