//! A bootmaker with a long ledger, in Chinese.

use domain::Lang;

use super::Deed::{Buys, Cancels, ChecksIn, Redeems, Returns, Undone, Uses};
use super::Does::{Asks, Opens, Orders};
use super::{Actor, DemoShop, Habits, OnShelf, Part, StaffRoom, Topic, Tour, goods, live, said};

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
                    (340, ChecksIn),
                    (300, Buys(26_800, "给老伴的绒面鞋")),
                    (262, Redeems("insoles")),
                    (255, Uses),
                    (210, Buys(58_000, "送礼两双")),
                    (180, Redeems("brush")),
                    (120, Buys(39_800, "千层底 42 宽")),
                    (88, Redeems("tiger-shoes")),
                    (80, Uses),
                    (40, Buys(128_000, "全家过冬的棉鞋")),
                    (20, Redeems("resole")),
                    (4, Buys(32_000, "绣花便鞋")),
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
                    (15, Buys(59_800, "缎面鞋")),
                    (12, Returns(59_800)),
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
                    (30, Buys(39_800, "千层底 38")),
                    (10, Redeems("tiger-shoes")),
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
                deeds: &[(350, Buys(39_800, "千层底 43")), (345, ChecksIn)],
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
                deeds: &[(33, Buys(52_000, "靴子")), (6, Buys(12_000, "鞋油"))],
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
    shelf: &[
        OnShelf::with("laces", "🪢"),
        OnShelf::with("insoles", "👣"),
        OnShelf::with("brush", "🧹"),
        OnShelf::with("resole", "👞"),
        OnShelf::with("tiger-shoes", "🐯"),
        OnShelf::with("measure", "📏"),
        OnShelf {
            from: Some(45),
            until: Some(90),
            ..OnShelf::with("new-year", "🧧")
        },
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
        live(CHEN, Asks("/find 建国")),
        live(ZHAO, Asks("/statement")),
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
        find: "晓雨",
        days: 8,
        spendable: true,
    },
};
