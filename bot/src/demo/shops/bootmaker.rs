//! A bootmaker with a long ledger, in Chinese.

use domain::Lang;
use domain::relative::Relation;
use say::field_editor::ReadySet;

use super::Deed::{
    Born, Buys, BuysFor, Cancels, ChecksIn, Claims, Fills, FollowsUp, Noted, NotedInPrivate, Redeems, Returns, Tagged,
    Undone, Uses, Wishes,
};
use super::Does::{Asks, Opens, Orders};
use super::{Actor, Day, DemoShop, Habits, Kin, Known, Part, StaffRoom, Topic, Tour, goods, live, said};

const ZHANG: i64 = 5_230_000_001;
const CHEN: i64 = 5_230_000_002;
const LI: i64 = 5_230_000_003;
const FANG: i64 = 5_230_000_004;
const WANG: i64 = 5_230_000_005;
const ZHAO: i64 = 5_230_000_006;
const LIU: i64 = 5_230_000_007;
const EMILY: i64 = 5_230_000_008;
const SUN: i64 = 5_230_000_009;
const OUYANG: i64 = 5_230_000_010;

const GUIFANG: Kin = Kin {
    relation: Relation::Partner,
    name: "李桂芳",
    born: Some(Day::Lunar(3, 12)),
    size: "37",
    taste: "绒面，软底，不要跟",
};
const DESHAN: Kin = Kin {
    relation: Relation::Father,
    name: "王德山",
    born: Some(Day::Lunar(9, 9)),
    size: "41 宽",
    taste: "圆口，不要亮面",
};
const TUANTUAN: Kin = Kin {
    relation: Relation::Daughter,
    name: "团团",
    born: Some(Day::On(9, 3, None)),
    size: "18",
    taste: "虎头、兔子",
};

pub const BOOTMAKER: DemoShop = DemoShop {
    key: "bootmaker",
    title: "履安堂布鞋",
    about: "A bootmaker in Beijing with 2,000 members, in Chinese",
    file: include_str!("bootmaker.toml"),
    members: 2_000,
    crowd: 5_230_001_000,
    group: "履安堂老主顾",
    tongues: &[(Lang::ZhCn, 97), (Lang::En, 2), (Lang::Id, 1)],
    cast: &[
        Actor {
            id: ZHANG,
            first: "张掌柜",
            last: None,
            username: Some("luantang_zhang"),
            language: "zh-hans",
            about: "Owner",
            part: Part::Staff,
        },
        Actor {
            id: CHEN,
            first: "小陈",
            last: None,
            username: Some("luantang_chen"),
            language: "zh-hans",
            about: "Clerk",
            part: Part::Staff,
        },
        Actor {
            id: LI,
            first: "李师傅",
            last: None,
            username: None,
            language: "zh-hans",
            about: "Manager",
            part: Part::Staff,
        },
        Actor {
            id: FANG,
            first: "方晓雨",
            last: None,
            username: Some("fang_xiaoyu"),
            language: "zh-hans",
            about: "New here",
            part: Part::Newcomer,
        },
        Actor {
            id: WANG,
            first: "王建国",
            last: None,
            username: Some("wang_jianguo"),
            language: "zh-hans",
            about: "Regular",
            part: Part::Member {
                since: 358,
                deeds: &[
                    (358, Buys(39_800, "千层底 42 宽")),
                    (358, Fills("bootmaker-size", "42 宽")),
                    (358, Fills("bootmaker-width", "偏宽")),
                    (358, Fills("bootmaker-instep", "左高")),
                    (358, Noted("左脚背高，鞋口放松半分，左脚垫一层薄垫。")),
                    (340, ChecksIn),
                    (300, Buys(26_800, "给老伴的绒面鞋")),
                    (300, BuysFor(&GUIFANG)),
                    (300, BuysFor(&DESHAN)),
                    (299, Born(Day::Lunar(5, 20))),
                    (262, Redeems("insoles")),
                    (255, Uses),
                    (210, Buys(58_000, "送礼两双")),
                    (210, Tagged("送礼常客")),
                    (210, Noted("送礼的鞋要红纸包，不放价签。")),
                    (180, Redeems("brush")),
                    (120, Buys(39_800, "千层底 42 宽")),
                    (120, Fills("bootmaker-last", "42 号宽楦，左脚加高")),
                    (120, Fills("bootmaker-leather", "绒面")),
                    (88, Redeems("tiger-shoes")),
                    (80, Uses),
                    (40, Buys(128_000, "全家过冬的棉鞋")),
                    (20, Redeems("resole")),
                    (18, NotedInPrivate("去年冬天住过院，说话慢些，别催。")),
                    (17, Wishes("court-boots")),
                    (4, Buys(32_000, "绣花便鞋")),
                    (3, Claims("court-boots")),
                    (2, FollowsUp(1, "打电话问绣花便鞋合不合脚")),
                    (0, ChecksIn),
                ],
            },
        },
        Actor {
            id: ZHAO,
            first: "赵丽华",
            last: None,
            username: Some("zhao_lihua"),
            language: "zh-hans",
            about: "Brings back",
            part: Part::Member {
                since: 190,
                deeds: &[
                    (190, Buys(42_000, "棉鞋")),
                    (150, Buys(36_800, "便鞋")),
                    (150, Undone),
                    (150, Buys(38_600, "便鞋")),
                    (100, Redeems("tiger-shoes")),
                    (95, Uses),
                    (70, Redeems("insoles")),
                    (66, Cancels),
                    (60, Born(Day::In(3))),
                    (60, Fills("bootmaker-size", "37")),
                    (15, Buys(59_800, "缎面鞋")),
                    (12, Noted("缎面鞋偏紧，下次大半码。")),
                    (12, Returns(59_800)),
                    (4, FollowsUp(2, "37 码宽楦缎面鞋到货，请她来试")),
                ],
            },
        },
        Actor {
            id: LIU,
            first: "刘洋🐯",
            last: None,
            username: Some("liuyang_tiger"),
            language: "zh-hans",
            about: "Emoji name",
            part: Part::Member {
                since: 75,
                deeds: &[
                    (75, Buys(46_800, "虎头鞋一对")),
                    (75, BuysFor(&TUANTUAN)),
                    (50, Redeems("tiger-shoes")),
                    (49, Uses),
                    (5, Buys(29_900, "童鞋")),
                    (1, ChecksIn),
                ],
            },
        },
        Actor {
            id: EMILY,
            first: "Emily",
            last: Some("Carter"),
            username: Some("emily_in_beijing"),
            language: "en",
            about: "Reads English",
            part: Part::Member {
                since: 130,
                deeds: &[
                    (130, Buys(45_000, "Embroidered slippers")),
                    (90, Redeems("insoles")),
                    (85, Uses),
                    (85, Fills("bootmaker-size", "38")),
                    (84, Born(Day::On(2, 14, Some(1991)))),
                    (30, Buys(39_800, "千层底 38")),
                    (30, Noted("Reads little Chinese. Show her the shoes, she points.")),
                    (10, Redeems("tiger-shoes")),
                    // All but an old friend of the house.
                    (3, Buys(62_000, "Boots for her father")),
                ],
            },
        },
        Actor {
            id: SUN,
            first: "孙德胜",
            last: None,
            username: None,
            language: "zh-hans",
            about: "Long away",
            part: Part::Member {
                since: 350,
                deeds: &[
                    (350, Buys(39_800, "千层底 43")),
                    // With this a familiar guest, for a year that is almost over.
                    (345, Buys(24_800, "鞋楦、鞋刷、鞋油")),
                    (345, ChecksIn),
                    (344, Noted("搬去通州了，来一趟不容易，能寄就寄。")),
                ],
            },
        },
        Actor {
            id: OUYANG,
            first: "欧阳",
            last: Some("慕容上官诸葛司马端木百里东方南宫西门"),
            username: None,
            language: "zh-hans",
            about: "Long name",
            part: Part::Member {
                since: 33,
                deeds: &[
                    (33, Buys(52_000, "靴子")),
                    (33, Fills("bootmaker-size", "41")),
                    (6, Buys(12_000, "鞋油")),
                    (4, Claims("winter-shoes")),
                ],
            },
        },
    ],
    odd_names: &[
        "🧧恭喜发财🧧",
        "努尔古丽·阿卜杜热合曼·买买提明",
        "小红帽🍎",
        "Ａ全角先生",
        "龘靐齉",
        "一",
    ],
    symbols: &[
        ("laces", "🪢"),
        ("insoles", "👣"),
        ("brush", "🧹"),
        ("resole", "👞"),
        ("tiger-shoes", "🐯"),
        ("measure", "📏"),
        ("new-year", "🧧"),
    ],
    goods: &[
        goods("千层底布鞋", 26_800, 39_800, 1_000),
        goods("绒面鞋", 32_000, 45_000, 1_000),
        goods("棉鞋", 36_000, 59_800, 1_000),
        goods("童鞋", 9_900, 19_900, 1_000),
        goods("缎面绣花鞋", 49_800, 88_000, 1_000),
        goods("鞋油、鞋带", 1_500, 6_000, 100),
        goods("", 10_000, 60_000, 100),
    ],
    habits: Habits {
        regulars: 1,
        occasional: 24,
        gone: 2,
        regular_buys: (3, 6),
        occasional_buys: (1, 2),
        wishes: &["insoles", "insoles", "brush", "resole"],
    },
    fields: &[ReadySet::Bootmaker],
    tags: &["送礼常客", "老街坊", "脚宽"],
    known: Known {
        born: 4,
        filled: 3,
        fields: &[
            (
                "bootmaker-size",
                &["36", "37", "38", "39", "41", "42", "43", "42 宽", "40 脚背高"],
            ),
            ("bootmaker-width", &["标准", "偏宽", "偏窄"]),
            ("bootmaker-leather", &["绒面", "小牛皮", "不要皮"]),
        ],
        noted: 1,
        notes: &[
            "拇外翻，前掌要宽松。",
            "只穿圆口，方口不用拿。",
            "给孙子买，每次大一码。",
            "鞋底要防滑的。",
        ],
        tagged: 2,
        claiming: 5,
        wishing: 1,
        wishes: &["thousand-layer", "court-boots", "shoe-trees"],
    },
    talk: &[
        said(2_900, WANG, "今年的棉鞋什么时候到货？家里老人等着呢。"),
        said(2_893, LI, "下礼拜三，按脚样都给您留着，42 宽的。"),
        said(2_890, WANG, "还是师傅记得清楚，多谢！"),
        said(1_480, ZHAO, "缎面那双回家试了有点紧，能换吗？"),
        said(1_476, CHEN, "能换，鞋底没踩脏就行，带上小票。"),
        said(240, LIU, "虎头鞋收到了，孩子满月穿着拍了照，太可爱了 🐯"),
        said(236, EMILY, "Can somebody tell me when the shop opens tomorrow?"),
        said(230, CHEN, "Nine o'clock, Emily. 明天早上九点。"),
        said(6, FANG, "第一次来，要一双千层底 37 码，谢谢！"),
    ],
    staff_room: StaffRoom {
        title: "履安堂柜台",
        topics: &[
            Topic {
                name: None,
                talk: &[
                    (ZHANG, "今天王大爷来取棉鞋，记得给他找个座。"),
                    (CHEN, "好的，茶也泡上了。"),
                ],
            },
            Topic {
                name: Some("订货"),
                talk: &[
                    (LI, "千层底的布料还够做四十双。"),
                    (ZHANG, "腊月前再进两匹，红面的也要。"),
                    (LI, "明天就去。"),
                ],
            },
            Topic {
                name: Some("排班"),
                talk: &[(CHEN, "周六能跟谁换个班吗？家里有事。"), (LI, "我来，你放心去。")],
            },
            Topic {
                name: Some("修鞋"),
                talk: &[
                    (LI, "三双换底的做好了，放在左边第二格。"),
                    (CHEN, "收到，我挨个通知客人。"),
                ],
            },
        ],
    },
    live: &[
        live(WANG, Asks("/card")),
        live(WANG, Asks("/points")),
        live(WANG, Asks("/gifts")),
        live(ZHAO, Asks("/offers")),
        live(CHEN, Asks("/find 建国")),
        live(LIU, Asks("/coupons")),
        live(EMILY, Asks("/points")),
        live(SUN, Asks("/points")),
        live(OUYANG, Asks("/card")),
        live(ZHANG, Asks("/staff")),
        live(LI, Asks("/menu")),
        live(WANG, Opens("手编鞋带一副")),
        live(
            LIU,
            Orders {
                words: "再要一瓶鞋油，谢谢！",
                staff: LI,
                sells: "/sell 35",
            },
        ),
    ],
    tour: Tour {
        customer: FANG,
        clerk: CHEN,
        owner: ZHANG,
        typed: "/sell 368",
        sale: 36_800,
        gift: "laces",
        offer: "winter-shoes",
        typed_later: "/sell 398 @fang_xiaoyu",
        later: 39_800,
        field: ("bootmaker-size", "37"),
        find: "晓雨",
        days: 8,
        spendable: true,
    },
};
