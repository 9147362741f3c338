//! Coffee and games, in English.

use domain::Lang;
use domain::relative::Relation;
use say::field_editor::ReadySet;

use super::Deed::{
    Born, Buys, BuysFor, Cancels, ChecksIn, Claims, Fills, FollowsUp, Noted, NotedInPrivate, Redeems, Returns, Tagged,
    Undone, Uses, Wishes,
};
use super::Does::{Asks, Opens, Orders};
use super::{Actor, Day, DemoShop, Habits, Kin, Known, Part, StaffRoom, Topic, Tour, goods, live, said};

const OLIVIA: i64 = 5_210_000_001;
const BEN: i64 = 5_210_000_002;
const MIA: i64 = 5_210_000_003;
const ANNA: i64 = 5_210_000_004;
const PRIYA: i64 = 5_210_000_005;
const TOM: i64 = 5_210_000_006;
const XIAOMING: i64 = 5_210_000_007;
const SARI: i64 = 5_210_000_008;
const GRAHAM: i64 = 5_210_000_009;

const DEV: Kin = Kin {
    relation: Relation::Partner,
    name: "Dev",
    born: Some(Day::On(11, 2, None)),
    size: "",
    taste: "light games, nothing about war",
};
const ANJALI: Kin = Kin {
    relation: Relation::Daughter,
    name: "Anjali",
    born: Some(Day::On(6, 9, None)),
    size: "",
    taste: "animals, puzzles, hot chocolate",
};

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
                    (352, Fills("cafe-drink", "Flat white, extra hot")),
                    (345, Fills("games-played", "Arcs, Heat, anything with dice")),
                    (345, Fills("games-system", "Table")),
                    (345, Buys(4_200, "Cascadia, second hand")),
                    (331, Buys(2_150, "Friday table, pizza")),
                    (331, Tagged("Friday table")),
                    (330, Born(Day::In(4))),
                    (303, Buys(3_890, "Dice tray")),
                    (289, Redeems("flat-white")),
                    (288, Uses),
                    (247, Buys(2_640, "Friday table")),
                    (247, Fills("cafe-milk", "Oat")),
                    (
                        247,
                        Noted("Explains every game so that it is fun. Ask her to host newcomers."),
                    ),
                    (205, Buys(5_499, "Heat, new edition")),
                    (204, BuysFor(&DEV)),
                    (204, BuysFor(&ANJALI)),
                    (170, Buys(1_975, "Friday table")),
                    (128, Buys(7_450, "Arcs")),
                    (128, Fills("cafe-seat", "The round table, facing the door")),
                    (
                        120,
                        NotedInPrivate(
                            "Between two jobs since spring. A coffee on the house now and then, without words.",
                        ),
                    ),
                    (97, Redeems("first-edition")),
                    (96, Uses),
                    (75, Buys(2_380, "Friday table")),
                    (61, Redeems("cinnamon-bun")),
                    (33, Buys(8_900, "A gift voucher")),
                    (19, Buys(3_150, "Friday table, for four")),
                    (19, Noted("Keeps her blue dice bag under the counter.")),
                    (12, Wishes("harbour")),
                    (9, Redeems("mug")),
                    (6, ChecksIn),
                    (4, Claims("harbour-for-captains")),
                    (2, Buys(940, "Flat white, toast")),
                    (1, FollowsUp(1, "Tell her when Harbour is back in stock")),
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
                    (14, Tagged("Friday table")),
                    (
                        14,
                        Noted(
                            "Brings things back when the box is heavier than he thought. He always buys something else.",
                        ),
                    ),
                    (12, Redeems("flat-white")),
                    (11, Cancels),
                    (5, Buys(2_400, "Sleeves and a playmat")),
                    (4, Claims("game-night")),
                    (3, Returns(900)),
                    (2, FollowsUp(4, "Ask whether the playmat lies flat by now")),
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
                    (160, Fills("games-played", "围棋")),
                    (120, Buys(3_450, "Go stones")),
                    (120, Born(Day::Lunar(8, 15))),
                    (
                        119,
                        Noted("Plays Go at three dan. Looks for somebody to lose to on Sundays."),
                    ),
                    (66, Buys(8_200, "Walnut board")),
                    (51, Redeems("first-edition")),
                    (50, Uses),
                    (14, Buys(1_240, "Two mochas, brownies")),
                    (14, Wishes("roasters-choice")),
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
                    (26, Fills("cafe-milk", "Lactose-free")),
                    (26, Fills("cafe-allergies", "Peanuts")),
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
                since: 345,
                deeds: &[
                    (345, Buys(2_200, "Tea for two, twice")),
                    // A Knight by this, for a year that is almost over.
                    (338, Buys(4_400, "Scones for the bowling club")),
                    (338, Noted("Hard of hearing on the left. Give him the quiet corner.")),
                ],
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
    symbols: &[
        ("flat-white", "☕"),
        ("cinnamon-bun", "🥐"),
        ("table", "🎲"),
        ("mug", "🍵"),
        ("first-edition", "📕"),
        ("winter-tasting", "🍫"),
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
    fields: &[ReadySet::Cafe, ReadySet::Games],
    tags: &["Friday table", "Early bird", "Works from here"],
    known: Known {
        born: 12,
        filled: 6,
        fields: &[
            (
                "cafe-drink",
                &["Cappuccino", "Espresso", "Chai", "Flat white", "Tea, builder's"],
            ),
            ("cafe-milk", &["Oat", "Whole", "Soy", "None"]),
            (
                "games-played",
                &["Cascadia", "Catan", "Chess", "Azul", "Ticket to Ride"],
            ),
            ("games-system", &["Table", "Switch", "PC"]),
        ],
        noted: 4,
        notes: &[
            "Comes with a pram. Hold the door.",
            "Never wants a bag.",
            "Asks for the wifi every time. Just bring the slip.",
            "Pays with coins, and counts them well.",
        ],
        tagged: 6,
        claiming: 20,
        wishing: 4,
        wishes: &["harbour", "dice", "house-blend"],
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
        live(TOM, Asks("/offers")),
        live(BEN, Asks("/find priya")),
        live(XIAOMING, Asks("/points")),
        live(SARI, Asks("/coupons")),
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
        gift: "cinnamon-bun",
        offer: "game-night",
        typed_later: "/sell 24.50 @anna_k",
        later: 2_450,
        field: ("cafe-milk", "Oat"),
        find: "kowal",
        days: 190,
        spendable: false,
    },
};
