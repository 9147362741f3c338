//! Coffee and games, in English.

use domain::Lang;

use super::Deed::{Buys, Cancels, ChecksIn, Redeems, Returns, Undone, Uses};
use super::Does::{Asks, Opens, Orders};
use super::{Actor, DemoShop, Habits, OnShelf, Part, StaffRoom, Topic, Tour, goods, live, said};

const OLIVIA: i64 = 5_210_000_001;
const BEN: i64 = 5_210_000_002;
const MIA: i64 = 5_210_000_003;
const ANNA: i64 = 5_210_000_004;
const PRIYA: i64 = 5_210_000_005;
const TOM: i64 = 5_210_000_006;
const XIAOMING: i64 = 5_210_000_007;
const SARI: i64 = 5_210_000_008;
const GRAHAM: i64 = 5_210_000_009;

pub const COFFEE: DemoShop = DemoShop {
    key: "coffee",
    title: "Corner Coffee & Games",
    about: "A coffee and games shop in London, in English",
    file: include_str!("coffee.toml"),
    members: 400,
    crowd: 5_210_001_000,
    group: "Corner Coffee & Games",
    tongues: &[(Lang::En, 92), (Lang::ZhCn, 5), (Lang::Id, 3)],
    cast: &[
        Actor {
            id: OLIVIA,
            first: "Olivia",
            last: Some("Hart"),
            username: Some("olivia_hart"),
            language: "en",
            about: "Owner",
            part: Part::Staff,
        },
        Actor {
            id: BEN,
            first: "Ben",
            last: None,
            username: Some("ben_behind_the_bar"),
            language: "en",
            about: "Clerk",
            part: Part::Staff,
        },
        Actor {
            id: MIA,
            first: "Mia",
            last: Some("Okafor"),
            username: Some("mia_okafor"),
            language: "en",
            about: "Manager",
            part: Part::Staff,
        },
        Actor {
            id: ANNA,
            first: "Anna",
            last: Some("Kowalska"),
            username: Some("anna_k"),
            language: "en",
            about: "New here",
            part: Part::Newcomer,
        },
        Actor {
            id: PRIYA,
            first: "Priya",
            last: Some("Raman"),
            username: Some("priya_rolls_twenty"),
            language: "en",
            about: "Regular",
            part: Part::Member {
                since: 352,
                deeds: &[
                    (352, Buys(1_280, "Two flat whites, carrot cake")),
                    (345, Buys(4_200, "Cascadia, second hand")),
                    (331, Buys(2_150, "Friday table, pizza")),
                    (303, Buys(3_890, "Dice tray")),
                    (289, Redeems("flat-white")),
                    (288, Uses),
                    (247, Buys(2_640, "Friday table")),
                    (205, Buys(5_499, "Heat, new edition")),
                    (170, Buys(1_975, "Friday table")),
                    (128, Buys(7_450, "Arcs")),
                    (97, Redeems("first-edition")),
                    (96, Uses),
                    (75, Buys(2_380, "Friday table")),
                    (61, Redeems("cinnamon-bun")),
                    (33, Buys(8_900, "A gift voucher")),
                    (19, Buys(3_150, "Friday table, for four")),
                    (9, Redeems("mug")),
                    (6, ChecksIn),
                    (2, Buys(940, "Flat white, toast")),
                    (0, ChecksIn),
                ],
            },
        },
        Actor {
            id: TOM,
            first: "Tom",
            last: Some("Baker"),
            username: None,
            language: "en",
            about: "Brings back",
            part: Part::Member {
                since: 240,
                deeds: &[
                    (240, Buys(640, "Espresso, cookie")),
                    (212, Buys(1_150, "Lunch")),
                    (44, Buys(6_999, "Brass")),
                    (44, Undone),
                    (44, Buys(5_999, "Brass")),
                    (38, Buys(6_499, "Brass: the other half")),
                    (30, Redeems("first-edition")),
                    (14, Buys(6_200, "A present for Priya")),
                    (12, Redeems("flat-white")),
                    (11, Cancels),
                    (5, Buys(2_400, "Sleeves and a playmat")),
                    (3, Returns(900)),
                ],
            },
        },
        Actor {
            id: XIAOMING,
            first: "王小明",
            last: None,
            username: Some("xiaoming_in_london"),
            language: "zh-hans",
            about: "Reads Chinese",
            part: Part::Member {
                since: 160,
                deeds: &[
                    (160, Buys(1_890, "Dinner and Go")),
                    (120, Buys(3_450, "Go stones")),
                    (66, Buys(8_200, "Walnut board")),
                    (51, Redeems("first-edition")),
                    (50, Uses),
                    (14, Buys(1_240, "Two mochas, brownies")),
                    (7, Redeems("cinnamon-bun")),
                ],
            },
        },
        Actor {
            id: SARI,
            first: "Sari",
            last: None,
            username: Some("sari_ngopi"),
            language: "id",
            about: "Reads Indonesian",
            part: Part::Member {
                since: 41,
                deeds: &[
                    (41, Buys(760, "Latte, bun")),
                    (26, Buys(1_530, "Lunch")),
                    (8, Redeems("cinnamon-bun")),
                    (7, Uses),
                    (1, ChecksIn),
                ],
            },
        },
        Actor {
            id: GRAHAM,
            first: "Graham",
            last: Some("Featherstonehaugh-Cholmondeley of Lower Slaughter"),
            username: None,
            language: "en",
            about: "Long away",
            part: Part::Member {
                since: 330,
                deeds: &[(330, Buys(2_200, "Tea for two, twice")), (322, Buys(1_600, "Scones"))],
            },
        },
    ],
    odd_names: &[
        "☕ Caffeine Caroline ☕",
        "D20 🎲🐉",
        "Bartholomew Maximilian Wolfeschlegelsteinhausenbergerdorff-Smythe",
        "Siobhán O’Súilleabháin",
        "Zoë",
        "X",
    ],
    shelf: &[
        OnShelf::with("flat-white", "☕"),
        OnShelf::with("cinnamon-bun", "🥐"),
        OnShelf::with("table", "🎲"),
        OnShelf::with("mug", "🍵"),
        OnShelf::with("first-edition", "📕"),
        OnShelf {
            from: Some(16),
            until: Some(60),
            ..OnShelf::with("winter-tasting", "🍫")
        },
        OnShelf {
            symbol: None,
            offered: false,
            ..OnShelf::with("autumn-blend", "")
        },
    ],
    goods: &[
        goods("Flat white", 380, 420, 10),
        goods("Two coffees", 760, 980, 10),
        goods("Breakfast", 890, 1_450, 10),
        goods("Lunch", 1_050, 1_980, 5),
        goods("Friday table", 1_800, 3_600, 50),
        goods("A card game", 1_199, 2_499, 100),
        goods("A board game", 2_999, 7_999, 100),
        goods("Beans, 250 g", 950, 1_350, 50),
        goods("", 400, 2_400, 5),
    ],
    habits: Habits {
        regulars: 6,
        occasional: 24,
        gone: 12,
        regular_buys: (5, 9),
        occasional_buys: (1, 3),
        wishes: &["flat-white", "cinnamon-bun", "flat-white", "mug", "table"],
    },
    talk: &[
        said(1_570, PRIYA, "Who is in for Friday? I have Arcs and no opponents."),
        said(1_566, TOM, "Me, if somebody explains it to me this time 😅"),
        said(1_561, XIAOMING, "I can come at eight. I bring the Go board too."),
        said(1_502, MIA, "The round table is yours from seven. Pizza as usual?"),
        said(1_498, PRIYA, "As usual! And one without cheese for Tom."),
        said(214, SARI, "Is the cinnamon bun back on Mondays?"),
        said(209, BEN, "Every day now. Come before ten, they do not last."),
        said(35, PRIYA, "My mug coupon came through, I pick it up tonight 🎉"),
        said(4, ANNA, "A flat white and two croissants, please ☕"),
    ],
    staff_room: StaffRoom {
        title: "Behind the counter",
        topics: &[
            Topic {
                name: None,
                talk: &[
                    (OLIVIA, "Quiet morning. Thanks for opening up, Ben."),
                    (BEN, "Easy. The grinder is louder than the guests."),
                ],
            },
            Topic {
                name: Some("Orders"),
                talk: &[
                    (MIA, "Oat milk runs out on Thursday. Twelve or sixteen?"),
                    (OLIVIA, "Sixteen, it is half-term."),
                    (MIA, "Ordered ✓"),
                ],
            },
            Topic {
                name: Some("Shifts"),
                talk: &[
                    (BEN, "Can somebody take my Saturday? My sister gets married 🎉"),
                    (MIA, "I have it. Dance for two."),
                ],
            },
            Topic {
                name: Some("Friday table"),
                talk: &[
                    (MIA, "Eight people for Arcs, they want the lamp and the good dice."),
                    (OLIVIA, "Then tidy the shelf before seven, please."),
                ],
            },
        ],
    },
    live: &[
        live(PRIYA, Asks("/card")),
        live(PRIYA, Asks("/points")),
        live(PRIYA, Asks("/gifts")),
        live(BEN, Asks("/find priya")),
        live(XIAOMING, Asks("/points")),
        live(SARI, Asks("/coupons")),
        live(TOM, Asks("/statement")),
        live(GRAHAM, Asks("/points")),
        live(OLIVIA, Asks("/staff")),
        live(MIA, Asks("/menu")),
        live(PRIYA, Opens("Cinnamon bun")),
        live(
            PRIYA,
            Orders {
                words: "And a flat white for the road, please.",
                staff: MIA,
                sells: "/sell 4.20",
            },
        ),
    ],
    tour: Tour {
        customer: ANNA,
        clerk: BEN,
        owner: OLIVIA,
        typed: "/sell 12.80",
        sale: 1_280,
        gift: "flat-white",
        find: "kowal",
        days: 190,
        spendable: false,
    },
};
