//! Names that people of a culture have.

use domain::Lang;
use rand::RngExt;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;

const FAMILY_ZH: &[&str] = &[
    "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "林", "何", "郭", "马",
    "罗", "梁", "宋", "郑", "谢", "韩", "唐", "冯", "于", "董", "萧", "程", "曹", "袁", "邓", "许", "傅", "沈", "曾",
    "彭", "吕", "苏", "卢", "蒋", "蔡", "贾", "丁", "魏", "薛", "叶", "阎", "余", "潘", "杜", "戴", "夏", "钟", "汪",
    "田", "任", "姜", "欧阳", "上官",
];
const GIVEN_ZH: &[&str] = &[
    "伟", "芳", "娜", "敏", "静", "磊", "军", "洋", "勇", "艳", "杰", "娟", "涛", "明", "超", "霞", "平", "刚", "桂英",
    "秀兰", "建华", "建军", "志强", "海燕", "晓东", "晓梅", "雪梅", "玉兰", "玉珍", "文静", "文博", "子涵", "梓萱",
    "浩然", "宇轩", "欣怡", "思远", "雨桐", "佳琪", "国强", "国庆", "红梅", "春花", "立新", "卫东", "永庆", "德华",
    "美玲", "丽娟", "俊杰", "嘉伟", "一诺", "诗涵", "若曦", "天佑", "长青", "守仁", "慧敏", "月华", "素珍",
];
const GIVEN_EN: &[&str] = &[
    "Amelia", "Arthur", "Aisha", "Alfie", "Beatrice", "Callum", "Chloe", "Daniel", "Daisy", "Edward", "Eleanor",
    "Ella", "Ethan", "Fatima", "Finn", "Florence", "Freya", "George", "Grace", "Hannah", "Harry", "Hugo", "Imogen",
    "Isaac", "Isla", "Jack", "Jasmine", "Joseph", "Kamal", "Katie", "Leo", "Lily", "Lucy", "Maya", "Megan", "Mohammed",
    "Nadia", "Niamh", "Noah", "Oscar", "Poppy", "Rebecca", "Rory", "Ruby", "Samuel", "Sophie", "Theo", "Tilly",
    "Tobias", "Uma", "Victor", "Violet", "William", "Yusuf", "Zara",
];
const FAMILY_EN: &[&str] = &[
    "Adams",
    "Ahmed",
    "Bailey",
    "Bennett",
    "Brooks",
    "Campbell",
    "Carter",
    "Chowdhury",
    "Clarke",
    "Collins",
    "Cooper",
    "Davies",
    "Doyle",
    "Edwards",
    "Evans",
    "Fletcher",
    "Foster",
    "Gallagher",
    "Green",
    "Hall",
    "Harris",
    "Hughes",
    "Iqbal",
    "Jackson",
    "Jones",
    "Kaur",
    "Kelly",
    "King",
    "Lewis",
    "Marshall",
    "Mensah",
    "Mitchell",
    "Moore",
    "Murphy",
    "Nowak",
    "Osei",
    "Parker",
    "Patel",
    "Price",
    "Reid",
    "Roberts",
    "Robinson",
    "Scott",
    "Shah",
    "Singh",
    "Stewart",
    "Taylor",
    "Thomas",
    "Turner",
    "Walker",
    "Ward",
    "Watson",
    "Wood",
];
const NAMES_ID: &[&str] = &[
    "Adi",
    "Agus",
    "Ahmad",
    "Andi",
    "Arif",
    "Asep",
    "Ayu",
    "Bambang",
    "Bayu",
    "Budi",
    "Cahyo",
    "Darmawan",
    "Dedi",
    "Denny",
    "Didik",
    "Dwi",
    "Eko",
    "Fajar",
    "Farhan",
    "Galih",
    "Gilang",
    "Hadi",
    "Hendra",
    "Heru",
    "Ilham",
    "Imam",
    "Indra",
    "Irfan",
    "Iwan",
    "Kurniawan",
    "Lukman",
    "Made",
    "Mulyadi",
    "Nanang",
    "Nugroho",
    "Nyoman",
    "Panji",
    "Prasetyo",
    "Purnomo",
    "Putra",
    "Rahmat",
    "Ridwan",
    "Rudi",
    "Rusdi",
    "Samsul",
    "Septian",
    "Sigit",
    "Subagyo",
    "Sugeng",
    "Supardi",
    "Surya",
    "Sutrisno",
    "Taufik",
    "Teguh",
    "Tono",
    "Udin",
    "Wahyu",
    "Wawan",
    "Wayan",
    "Wibowo",
    "Yoga",
    "Yudi",
    "Yusuf",
    "Zainal",
    "Siti",
    "Sri",
    "Wulan",
    "Ratna",
    "Lestari",
];

/// A name as its owner enters it in Telegram: first and perhaps last.
pub struct Name {
    pub first: String,
    pub last: Option<String>,
}

/// Somebody's name, in the manner of those who speak `lang`.
pub fn of(lang: Lang, chance: &mut StdRng) -> Name {
    let pick = |chance: &mut StdRng, names: &[&'static str]| names.choose(chance).copied().unwrap_or_default();
    match lang {
        Lang::ZhCn => Name {
            first: format!("{}{}", pick(chance, FAMILY_ZH), pick(chance, GIVEN_ZH)),
            last: None,
        },
        Lang::Id => {
            let first = pick(chance, NAMES_ID).to_owned();
            // Most have one name.
            let second = Some(pick(chance, NAMES_ID)).filter(|second| chance.random_ratio(1, 5) && *second != first);
            Name {
                last: second.map(str::to_owned),
                first,
            }
        }
        Lang::En => Name {
            first: pick(chance, GIVEN_EN).to_owned(),
            last: chance.random_ratio(4, 5).then(|| pick(chance, FAMILY_EN).to_owned()),
        },
    }
}
