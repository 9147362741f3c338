//! Which column is what, by its heading in any of the languages, and by what stands in it.

use chrono::NaiveDate;

use super::dates::{self, DayOrder, Order, order_of};
use super::own::{OwnHeading, claim};
use super::phones::phone;
use super::values::is_username;
use super::{Column, Value};
use crate::email::is_email;
use crate::name::folded;

/// Headings as they are compared: in small letters, without accents, spaces and signs.
const HEADINGS: &[(Column, &[&str])] = &[
    (
        Column::FirstName,
        &[
            "firstname",
            "givenname",
            "forename",
            "first",
            "名字",
            "名",
            "namadepan",
            "imie",
            "vorname",
            "prenom",
        ],
    ),
    (
        Column::LastName,
        &[
            "lastname",
            "surname",
            "familyname",
            "last",
            "姓",
            "姓氏",
            "namabelakang",
            "namakeluarga",
            "nazwisko",
            "nachname",
        ],
    ),
    (
        Column::Name,
        &[
            "name",
            "fullname",
            "customer",
            "customername",
            "client",
            "clientname",
            "member",
            "membername",
            "person",
            "contact",
            "contactname",
            "姓名",
            "客户",
            "客户姓名",
            "客户名称",
            "顾客",
            "顾客姓名",
            "会员",
            "会员姓名",
            "会员名",
            "会员名称",
            "联系人",
            "称呼",
            "昵称",
            "nama",
            "namalengkap",
            "namapelanggan",
            "pelanggan",
            "namaanggota",
            "anggota",
            "namamember",
            "namacustomer",
            "имя",
            "фио",
        ],
    ),
    (
        Column::Phone,
        &[
            "phone",
            "phonenumber",
            "phoneno",
            "telephone",
            "tel",
            "telno",
            "mobile",
            "mobilephone",
            "mobilenumber",
            "mobileno",
            "cell",
            "cellphone",
            "cellnumber",
            "whatsapp",
            "wa",
            "whatsappnumber",
            "contactnumber",
            "contactno",
            "电话",
            "电话号码",
            "手机",
            "手机号",
            "手机号码",
            "联系电话",
            "联系方式",
            "移动电话",
            "telepon",
            "nomortelepon",
            "notelepon",
            "notelp",
            "telp",
            "nohp",
            "hp",
            "nomorhp",
            "handphone",
            "nohandphone",
            "ponsel",
            "nomorponsel",
            "nowa",
            "nomorwa",
            "nomorwhatsapp",
            "kontak",
            "телефон",
        ],
    ),
    (
        Column::Email,
        &[
            "email",
            "mail",
            "emailaddress",
            "mailaddress",
            "邮箱",
            "电子邮箱",
            "电子邮件",
            "邮件",
            "电邮",
            "surel",
            "alamatemail",
        ],
    ),
    (
        Column::Username,
        &[
            "username",
            "telegram",
            "telegramusername",
            "telegramname",
            "tg",
            "tgusername",
            "handle",
            "telegram用户名",
            "用户名",
            "telegram账号",
            "电报",
            "电报用户名",
            "namapengguna",
            "akuntelegram",
            "usernametelegram",
        ],
    ),
    (
        Column::TelegramId,
        &[
            "telegramid",
            "telegram数字id",
            "tgid",
            "telegramuserid",
            "chatid",
            "userid",
            "telegram编号",
            "电报id",
            "idtelegram",
        ],
    ),
    (
        Column::Number,
        &[
            "membernumber",
            "memberno",
            "membershipnumber",
            "memberid",
            "会员号",
            "会员编号",
            "会员卡号",
            "nomoranggota",
            "noanggota",
            "nomormember",
        ],
    ),
    (
        Column::Birthday,
        &[
            "birthday",
            "birthdate",
            "dateofbirth",
            "dob",
            "born",
            "bday",
            "生日",
            "出生日期",
            "出生年月",
            "出生年月日",
            "tanggallahir",
            "tgllahir",
            "ulangtahun",
            "hariulangtahun",
            "lahir",
        ],
    ),
    (
        Column::Points,
        &[
            "points",
            "point",
            "pointsbalance",
            "pointbalance",
            "balance",
            "loyaltypoints",
            "rewardpoints",
            "bonus",
            "积分",
            "积分余额",
            "剩余积分",
            "当前积分",
            "可用积分",
            "会员积分",
            "poin",
            "saldopoin",
            "jumlahpoin",
            "totalpoin",
            "sisapoin",
        ],
    ),
    (
        Column::Tier,
        &[
            "tier",
            "level",
            "membershiplevel",
            "memberlevel",
            "status",
            "class",
            "grade",
            "等级",
            "会员等级",
            "级别",
            "会员级别",
            "tingkat",
            "tingkatan",
            "levelmember",
            "tier会员",
            "kelas",
            "tierlevel",
        ],
    ),
    (
        Column::Spent,
        &[
            "spent",
            "totalspent",
            "amountspent",
            "moneyspent",
            "totalpurchases",
            "turnover",
            "revenue",
            "sales",
            "totalsales",
            "lifetimevalue",
            "消费",
            "消费金额",
            "累计消费",
            "累计消费金额",
            "总消费",
            "消费总额",
            "totalbelanja",
            "belanja",
            "totalpembelian",
            "jumlahbelanja",
        ],
    ),
    (
        Column::Orders,
        &[
            "orders",
            "ordercount",
            "numberoforders",
            "visits",
            "purchases",
            "numberofpurchases",
            "visitcount",
            "消费次数",
            "订单数",
            "购买次数",
            "到店次数",
            "jumlahpesanan",
            "jumlahtransaksi",
            "jumlahkunjungan",
            "transaksi",
            "kunjungan",
        ],
    ),
    (
        Column::Joined,
        &[
            "joined",
            "joindate",
            "datejoined",
            "joinedon",
            "membersince",
            "since",
            "registered",
            "registrationdate",
            "createdat",
            "created",
            "signupdate",
            "customersince",
            "注册日期",
            "注册时间",
            "入会日期",
            "入会时间",
            "加入日期",
            "加入时间",
            "办卡日期",
            "开卡日期",
            "tanggalbergabung",
            "tglbergabung",
            "bergabung",
            "tanggaldaftar",
            "tgldaftar",
            "tanggalregistrasi",
        ],
    ),
    (
        Column::Note,
        &[
            "note",
            "notes",
            "remark",
            "remarks",
            "comment",
            "comments",
            "memo",
            "备注",
            "说明",
            "注释",
            "catatan",
            "keterangan",
            "komentar",
        ],
    ),
    (
        Column::Tags,
        &[
            "tags", "tag", "labels", "label", "groups", "group", "category", "标签", "分组", "分类", "tanda",
            "kelompok", "grup", "kategori",
        ],
    ),
    // What looks like one of the others and is none.
    (
        Column::Skip,
        &[
            "no",
            "nr",
            "id",
            "序号",
            "编号",
            "nomor",
            "address",
            "地址",
            "alamat",
            "gender",
            "sex",
            "性别",
            "jeniskelamin",
            "age",
            "年龄",
            "umur",
        ],
    ),
];

/// Rows that are looked at for the headings: above them there may be titles.
const TITLES: usize = 10;
/// Of the cells of a column that hold anything, so many in ten look alike.
const MOST_OF_TEN: usize = 8;

/// What the beginning of a file says about its columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heads {
    /// Rows up to the headings, with them. 0: there are none.
    pub above: usize,
    /// What each column is called in the file.
    pub titles: Vec<String>,
    pub columns: Vec<Column>,
    /// Which comes first in days of numbers alone.
    pub order: Order,
}

/// A heading as it is compared.
fn key(text: &str) -> String {
    folded(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// What a heading means.
pub(super) fn heading(text: &str) -> Option<Column> {
    // "Phone (WhatsApp)" is a phone.
    let whole = key(text);
    let outside = key(text.split(['(', '（', '[', ':', '：']).next().unwrap_or_default());
    let named = |wanted: &str| {
        HEADINGS
            .iter()
            .find(|(_, names)| names.contains(&wanted))
            .map(|(column, _)| *column)
    };
    named(&whole).or_else(|| named(&outside)).or_else(|| {
        // "Customer phone number 2025": the longest name that stands in it, if it is long enough to mean something.
        let inside = |name: &str| name.chars().count() >= if name.is_ascii() { 5 } else { 2 } && whole.contains(name);
        HEADINGS
            .iter()
            .filter(|(column, _)| *column != Column::Skip)
            .flat_map(|(column, names)| {
                names
                    .iter()
                    .filter(|name| inside(name))
                    .map(move |name| (name.len(), *column))
            })
            .max_by_key(|(length, _)| *length)
            .map(|(_, column)| column)
    })
}

/// Tells the columns of a file from its first rows. `own`: the fields of the shop that a list can have.
#[must_use]
pub fn heads(rows: &[Vec<Value>], today: NaiveDate, own: &[OwnHeading]) -> Heads {
    let names = |own: &OwnHeading| -> Vec<String> {
        let names = std::iter::once(&own.title).chain(&own.also);
        names.map(|name| key(name)).collect()
    };
    let own_names: Vec<String> = own.iter().flat_map(names).collect();
    let is_known =
        |text: &str| heading(text).is_some_and(|column| column != Column::Skip) || own_names.contains(&key(text));
    let known = |row: &[Value]| {
        row.iter()
            .filter(|cell| matches!(cell, Value::Text(text) if is_known(text)))
            .count()
    };
    let best = rows
        .iter()
        .take(TITLES)
        .enumerate()
        .map(|(at, row)| (known(row), at, row))
        // The first of equals.
        .max_by_key(|(count, at, _)| (*count, std::cmp::Reverse(*at)));
    let (above, names): (usize, &[Value]) = match best {
        Some((count, at, row)) if count >= 2 || (count == 1 && at == 0) => (at + 1, row),
        _ => match rows.first() {
            Some(first) if are_headings(first, rows.get(1..).unwrap_or_default(), today) => (1, first),
            _ => (0, &[]),
        },
    };
    let body = rows.get(above..).unwrap_or_default();
    // A cell beyond the headings is a column only where most rows have it; elsewhere it is a mistake of its row.
    let reach = |width: usize| body.iter().filter(|row| row.len() >= width).count() * 2 > body.len();
    let widest = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = (names.len()..=widest)
        .rev()
        .find(|width| *width == names.len() || reach(*width))
        .unwrap_or(widest);
    let titles: Vec<String> = (0..width)
        .map(|at| names.get(at).map(Value::shown).unwrap_or_default())
        .collect();
    let mut columns: Vec<Option<Column>> = titles.iter().map(|title| heading(title)).collect();
    claim(&mut columns, &titles, own, key);
    once(&mut columns);
    for at in 0..width {
        if columns.get(at).is_some_and(Option::is_none) {
            let looks =
                looks_like(body, at, today).filter(|looks| looks.may_repeat() || !columns.contains(&Some(*looks)));
            // What has a heading that says nothing to us may be anything; only what cannot be mistaken is taken.
            let sure = titles.get(at).is_none_or(String::is_empty)
                || matches!(looks, Some(Column::Email | Column::Username | Column::Phone));
            if let Some(column) = columns.get_mut(at) {
                *column = looks.filter(|_| sure);
            }
        }
    }
    // A first and a last name together are the name; either of them alone is one.
    let has = |columns: &[Option<Column>], wanted| columns.contains(&Some(wanted));
    if !has(&columns, Column::Name) && has(&columns, Column::FirstName) != has(&columns, Column::LastName) {
        for column in &mut columns {
            if matches!(column, Some(Column::FirstName | Column::LastName)) {
                *column = Some(Column::Name);
            }
        }
    }
    let columns: Vec<Column> = columns
        .into_iter()
        .map(|column| column.unwrap_or(Column::Skip))
        .collect();
    let days = body.iter().flat_map(|row| {
        let holds_days = |id| own.iter().any(|own| own.field == id && own.holds_days);
        let is_day = move |column: &Column| match column {
            Column::Birthday | Column::Joined => true,
            Column::Field(id) => holds_days(*id),
            _ => false,
        };
        row.iter()
            .zip(&columns)
            .filter(move |(_, column)| is_day(column))
            .map(|(value, _)| value)
    });
    let order = order_of(days);
    Heads {
        above,
        titles,
        columns,
        order,
    }
}

/// Lets a column that can be there once be the first that claims it.
fn once(columns: &mut [Option<Column>]) {
    for at in 0..columns.len() {
        let (before, rest) = columns.split_at_mut(at);
        if let Some(column) = rest.first_mut()
            && column.is_some_and(|one| !one.may_repeat())
            && before.contains(column)
        {
            *column = None;
        }
    }
}

/// A row of words above a row with numbers, days or addresses.
fn are_headings(first: &[Value], rest: &[Vec<Value>], today: NaiveDate) -> bool {
    let is_word = |value: &Value| match value {
        Value::Text(text) => {
            !text.chars().any(|c| c.is_ascii_digit())
                && !is_email(text)
                && text.chars().count() <= 40
                && phone(value, None).is_err()
        }
        Value::Empty => true,
        Value::Number(_) | Value::Moment(_) => false,
    };
    let told = (0..first.len()).any(|at| looks_like(rest, at, today).is_some_and(|column| column != Column::Name));
    first.iter().all(is_word) && told
}

/// What the cells of a column look like, when most of them look alike.
fn looks_like(rows: &[Vec<Value>], at: usize, today: NaiveDate) -> Option<Column> {
    let cells: Vec<&Value> = rows
        .iter()
        .filter_map(|row| row.get(at))
        .filter(|value| **value != Value::Empty)
        .collect();
    let most = |fits: &dyn Fn(&Value) -> bool| {
        !cells.is_empty() && cells.iter().filter(|value| fits(value)).count() * 10 >= cells.len() * MOST_OF_TEN
    };
    let text_is = |value: &Value, fits: &dyn Fn(&str) -> bool| matches!(value, Value::Text(text) if fits(text));
    if most(&|value| text_is(value, &is_email)) {
        return Some(Column::Email);
    }
    if most(&|value| text_is(value, &|text| text.starts_with('@') && is_username(text))) {
        return Some(Column::Username);
    }
    if most(&dates::is_day) {
        // Who joined did so lately; who was born did not.
        let recent = most(&|value| {
            dates::day(value, DayOrder::DayFirst, today).is_ok_and(|day| (today - day).num_days() < 365 * 12)
        });
        return Some(if recent { Column::Joined } else { Column::Birthday });
    }
    let is_phone =
        |value: &Value| phone(value, None).is_ok_and(|digits| digits.len() >= 9) && !value.shown().contains(',');
    if most(&is_phone) {
        return Some(Column::Phone);
    }
    let is_name = |text: &str| {
        let letters = text.chars().filter(|c| c.is_alphabetic()).count();
        letters * 10 >= text.chars().count() * 7 && text.chars().count() <= 60
    };
    most(&|value| text_is(value, &is_name)).then_some(Column::Name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 29).unwrap()
    }

    fn table(text: &str) -> Vec<Vec<Value>> {
        let value = |cell: &str| match cell.trim() {
            "" => Value::Empty,
            text => Value::Text(text.into()),
        };
        text.lines().map(|line| line.split('|').map(value).collect()).collect()
    }

    fn told(text: &str) -> (usize, Vec<&'static str>) {
        let heads = heads(&table(text), today(), &[]);
        (heads.above, heads.columns.into_iter().map(Column::as_str).collect())
    }

    #[test]
    fn d6_columns_are_known_by_their_headings_in_three_languages() {
        let expected = vec!["name", "phone", "birthday", "points", "tier", "joined", "note", "tags"];
        for text in [
            "Customer name|Phone No.|Date of birth|Points|Tier|Member since|Notes|Tags",
            "姓名|手机号|生日|剩余积分|会员等级|入会日期|备注|标签",
            "Nama lengkap|No. HP|Tgl. Lahir|Saldo Poin|Tingkatan|Tanggal Daftar|Catatan|Label",
            "NAME |phone (WhatsApp)|Birthday: |POINTS|Level|joined on|remarks|Group",
        ] {
            assert_eq!(told(text), (1, expected.clone()), "{text}");
        }
        assert_eq!(
            told("First name|Surname|E-mail|Telegram|Telegram ID|Total spent|Visits|Member no.|Shoe size"),
            (
                1,
                vec![
                    "first-name",
                    "last-name",
                    "email",
                    "username",
                    "telegram-id",
                    "spent",
                    "orders",
                    "number",
                    "skip"
                ]
            )
        );
        assert_eq!(told("No|姓|电话"), (1, vec!["skip", "name", "phone"]));
        assert_eq!(told("Customer phone number 2025|Name"), (1, vec!["phone", "name"]));
    }

    #[test]
    fn d6_titles_above_the_headings_are_passed_over() {
        let text = "Our customers 2026\nprinted|on Monday\nName|Phone|Points\nAnna|081234567890|5";

        assert_eq!(told(text), (3, vec!["name", "phone", "points"]));
    }

    #[test]
    fn d6_columns_without_headings_are_known_by_what_stands_in_them() {
        let text = "Anna Kowalska|081234567890|anna@example.org|@anna_k|28.02.1990|2025-03-01\n\
                    王小明|081298765432|ming@example.org|@ming1|17.08.1985|2024-11-20";

        assert_eq!(
            told(text),
            (0, vec!["name", "phone", "email", "username", "birthday", "joined"])
        );
    }

    #[test]
    fn d2_d6_a_column_with_a_field_s_title_is_that_field() {
        let own = |id, title: &str| OwnHeading {
            field: crate::FieldId(uuid::Uuid::from_u128(id)),
            title: title.to_owned(),
            also: vec!["鞋码".to_owned()],
            holds_days: false,
        };
        let known = [own(1, "Shoe size"), own(2, "E-mail")];
        let told = |text: &str| heads(&table(text), today(), &known).columns;
        let field = |at: usize| Column::Field(known[at].field);

        assert_eq!(
            told("Name|Phone|SHOE SIZE |E-mail\nAnna|081234567890|43|anna@example.org"),
            [Column::Name, Column::Phone, field(0), Column::Email]
        );
        assert_eq!(
            told("姓名|鞋码|E-mail|E-mail"),
            [Column::Name, field(0), Column::Email, field(1)]
        );
        assert_eq!(
            told("Who|Shoe size\nAnna|43"),
            [Column::Skip, field(0)],
            "its title alone makes a heading"
        );
    }

    #[test]
    fn d6_headings_of_another_language_are_no_customer() {
        let text = "Кто|Куда\nАнна|+7 912 345-67-89\nЮлия|+7 913 000-00-00";

        assert_eq!(told(text), (1, vec!["skip", "phone"]));
    }

    #[test]
    fn d6_what_is_claimed_twice_is_the_first() {
        assert_eq!(
            told("Name|Customer|Notes|Remarks"),
            (1, vec!["name", "skip", "note", "note"])
        );
    }
}
