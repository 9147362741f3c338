//! What managers read who say what the shop wants to know of its members, and ready-made sets for four trades.

use domain::field::{Circle, Field, FieldKind, UnfitOptions};
use domain::question::Asking;
use domain::role::Role;
use domain::{FieldId, Lang};
use uuid::Uuid;

use crate::file;
use crate::number::number;
use crate::text::{GAP, bullets, days, escape, in_list, lines, points, short};

/// The answer to /field: all fields, grouped, and how members are asked.
#[must_use]
pub fn list(lang: Lang, fields: &[Field], asking: &Asking) -> String {
    let rows = bullets(fields.iter().map(|field| row(lang, field)));
    lines([
        Some(words!(lang, "fields.heading")),
        Some(if rows.is_empty() {
            words!(lang, "fields.none_yet")
        } else {
            rows.trim_start().to_owned()
        }),
        GAP,
        Some(asking_line(lang, asking)),
    ])
}

fn row(lang: Lang, field: &Field) -> String {
    let (title, kind) = (in_list(&field.title), kind_label(lang, &field.kind));
    let told = if !field.active {
        words!(lang, "fields.row_retired", title = title, kind = kind)
    } else if field.asked {
        words!(lang, "fields.row_asked", title = title, kind = kind)
    } else {
        words!(lang, "fields.row", title = title, kind = kind)
    };
    match &field.group {
        Some(group) => words!(lang, "fields.row_in_group", group = in_list(group), row = told),
        None => told,
    }
}

fn asking_line(lang: Lang, asking: &Asking) -> String {
    let every = days(lang, i64::from(asking.every_days));
    match (asking.asks, asking.points.is_zero()) {
        (false, _) => words!(lang, "fields.asking_off"),
        (true, true) => words!(lang, "fields.asking_on", every = every),
        (true, false) => words!(
            lang,
            "fields.asking_on_points",
            every = every,
            points = points(lang, asking.points)
        ),
    }
}

/// What a type of field is called.
#[must_use]
pub fn kind_label(lang: Lang, kind: &FieldKind) -> String {
    match kind {
        FieldKind::Text => words!(lang, "fields.kind.text"),
        FieldKind::Number => words!(lang, "fields.kind.number"),
        FieldKind::Date => words!(lang, "fields.kind.date"),
        FieldKind::Choice { .. } => words!(lang, "fields.kind.choice"),
        FieldKind::Size { .. } => words!(lang, "fields.kind.size"),
        FieldKind::Photo => words!(lang, "fields.kind.photo"),
    }
}

/// Who sees or changes a field.
#[must_use]
pub fn circle_label(lang: Lang, circle: Circle) -> String {
    match (circle.member, circle.staff) {
        (true, Role::Clerk) => words!(lang, "fields.circle.everybody"),
        (true, Role::Manager) => words!(lang, "fields.circle.member_and_managers"),
        (true, Role::Owner) => words!(lang, "fields.circle.member_and_owner"),
        (false, Role::Clerk) => words!(lang, "fields.circle.staff"),
        (false, Role::Manager) => words!(lang, "fields.circle.managers"),
        (false, Role::Owner) => words!(lang, "fields.circle.owner"),
    }
}

/// One field as it is or would be, and how it looks to a member.
#[must_use]
pub fn detail(lang: Lang, field: &Field, filled: Option<i64>) -> String {
    let options = field.kind.options();
    lines([
        Some(words!(
            lang,
            "fields.detail",
            title = escape(&field.title),
            kind = kind_label(lang, &field.kind)
        )),
        field
            .group
            .as_deref()
            .map(|group| words!(lang, "fields.in_group", group = in_list(group))),
        (!options.is_empty()).then(|| {
            words!(
                lang,
                "fields.options",
                options = escape(&short(&options.join(", "), 400))
            )
        }),
        Some(words!(lang, "fields.seen_by", who = circle_label(lang, field.seen_by))),
        Some(words!(
            lang,
            "fields.edited_by",
            who = circle_label(lang, field.edited_by)
        )),
        Some(if field.asked {
            words!(lang, "fields.is_asked")
        } else {
            words!(lang, "fields.is_kept")
        }),
        field
            .why
            .as_deref()
            .map(|why| words!(lang, "fields.why", why = escape(why))),
        filled.map(|n| words!(lang, "fields.filled", members = file::members(lang, n))),
        (!field.active).then(|| words!(lang, "fields.is_retired")),
    ])
}

/// A button of the editor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    Menu,
    New,
    Sets,
    Save,
    Title,
    Group,
    Options,
    Seen,
    Edited,
    Ask,
    Keep,
    Why,
    Up,
    Retire,
    Restore,
    NoGroup,
    AskMembers,
    StopAsking,
    ShoeSizes,
    HalfShoeSizes,
    ClothesSizes,
}

impl Act {
    pub const ALL: [Self; 21] = [
        Self::Menu,
        Self::New,
        Self::Sets,
        Self::Save,
        Self::Title,
        Self::Group,
        Self::Options,
        Self::Seen,
        Self::Edited,
        Self::Ask,
        Self::Keep,
        Self::Why,
        Self::Up,
        Self::Retire,
        Self::Restore,
        Self::NoGroup,
        Self::AskMembers,
        Self::StopAsking,
        Self::ShoeSizes,
        Self::HalfShoeSizes,
        Self::ClothesSizes,
    ];
}

#[must_use]
pub fn act_label(lang: Lang, act: Act) -> String {
    match act {
        Act::Menu => words!(lang, "fields.act.menu_label"),
        Act::New => words!(lang, "fields.act.new_label"),
        Act::Sets => words!(lang, "fields.act.sets_label"),
        Act::Save => words!(lang, "fields.act.save_label"),
        Act::Title => words!(lang, "fields.act.title_label"),
        Act::Group => words!(lang, "fields.act.group_label"),
        Act::Options => words!(lang, "fields.act.options_label"),
        Act::Seen => words!(lang, "fields.act.seen_label"),
        Act::Edited => words!(lang, "fields.act.edited_label"),
        Act::Ask => words!(lang, "fields.act.ask_label"),
        Act::Keep => words!(lang, "fields.act.keep_label"),
        Act::Why => words!(lang, "fields.act.why_label"),
        Act::Up => words!(lang, "fields.act.up_label"),
        Act::Retire => words!(lang, "fields.act.retire_label"),
        Act::Restore => words!(lang, "fields.act.restore_label"),
        Act::NoGroup => words!(lang, "fields.act.no_group_label"),
        Act::AskMembers => words!(lang, "fields.act.ask_members_label"),
        Act::StopAsking => words!(lang, "fields.act.stop_asking_label"),
        Act::ShoeSizes => words!(lang, "fields.act.shoe_sizes_label"),
        Act::HalfShoeSizes => words!(lang, "fields.act.half_shoe_sizes_label"),
        Act::ClothesSizes => words!(lang, "fields.act.clothes_sizes_label"),
    }
}

/// How many points an answer brings, on the button that changes it.
#[must_use]
pub fn points_label(lang: Lang, n: i64) -> String {
    words!(lang, "fields.points_label", n = number(lang, n))
}

/// Days between two questions, on the button that changes them.
#[must_use]
pub fn every_label(lang: Lang, n: i64) -> String {
    words!(lang, "fields.every_label", days = days(lang, n))
}

/// What is asked about a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ask {
    Kind,
    Title,
    Choices,
    Sizes,
    Group,
    Seen,
    Edited,
    Why,
}

impl Ask {
    pub const ALL: [Self; 8] = [
        Self::Kind,
        Self::Title,
        Self::Choices,
        Self::Sizes,
        Self::Group,
        Self::Seen,
        Self::Edited,
        Self::Why,
    ];
}

#[must_use]
pub fn ask(lang: Lang, what: Ask) -> String {
    match what {
        Ask::Kind => words!(lang, "fields.ask.kind"),
        Ask::Title => words!(lang, "fields.ask.title"),
        Ask::Choices => words!(lang, "fields.ask.choices"),
        Ask::Sizes => words!(lang, "fields.ask.sizes"),
        Ask::Group => words!(lang, "fields.ask.group"),
        Ask::Seen => words!(lang, "fields.ask.seen"),
        Ask::Edited => words!(lang, "fields.ask.edited"),
        Ask::Why => words!(lang, "fields.ask.why"),
    }
}

#[must_use]
pub fn bad_text(lang: Lang, most: usize) -> String {
    words!(lang, "fields.bad_text", most = most)
}

#[must_use]
pub fn bad_options(lang: Lang, why: UnfitOptions) -> String {
    match why {
        UnfitOptions::TooFew => words!(lang, "fields.too_few_options"),
        UnfitOptions::TooMany { most } => words!(lang, "fields.too_many_options", most = most),
        UnfitOptions::TooLong { most } => words!(lang, "fields.option_too_long", most = most),
    }
}

#[must_use]
pub fn saved(lang: Lang, title: &str) -> String {
    words!(lang, "fields.saved", title = escape(title))
}

#[must_use]
pub fn too_many(lang: Lang, most: usize) -> String {
    words!(lang, "fields.too_many", most = most)
}

#[must_use]
pub fn choose_set(lang: Lang) -> String {
    words!(lang, "fields.choose_set")
}

/// So many fields of a set were added.
#[must_use]
pub fn took_set(lang: Lang, added: i64) -> String {
    words!(lang, "fields.took_set", n = number(lang, added))
}

/// A ready-made set of fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadySet {
    Bootmaker,
    Barber,
    Games,
    Cafe,
}

impl ReadySet {
    pub const ALL: [Self; 4] = [Self::Bootmaker, Self::Barber, Self::Games, Self::Cafe];

    /// The word for it in a button and in a shop's file.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Bootmaker => "bootmaker",
            Self::Barber => "barber",
            Self::Games => "games",
            Self::Cafe => "cafe",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|set| set.as_str() == text)
    }
}

#[must_use]
pub fn set_label(lang: Lang, set: ReadySet) -> String {
    match set {
        ReadySet::Bootmaker => words!(lang, "fields.set.bootmaker_label"),
        ReadySet::Barber => words!(lang, "fields.set.barber_label"),
        ReadySet::Games => words!(lang, "fields.set.games_label"),
        ReadySet::Cafe => words!(lang, "fields.set.cafe_label"),
    }
}

/// Sizes of shoes from 35 to 48, with halves between them or without.
#[must_use]
pub fn shoe_sizes(halves: bool) -> Vec<String> {
    let whole = |size: u32| {
        let half = halves.then(|| format!("{size}.5"));
        [Some(size.to_string()), half.filter(|_| size < 48)]
    };
    (35..=48).flat_map(whole).flatten().collect()
}

/// Sizes of clothes.
#[must_use]
pub fn clothes_sizes() -> Vec<String> {
    ["XS", "S", "M", "L", "XL", "XXL", "3XL"].map(str::to_owned).to_vec()
}

/// What ready-made sets call the field that was taken under this name, in every language.
#[must_use]
pub fn titles_of(slug: &str) -> Vec<String> {
    let everywhere = Lang::ALL.into_iter().flat_map(|lang| {
        let sets = ReadySet::ALL.into_iter();
        sets.flat_map(move |set| ready(lang, set))
    });
    everywhere
        .filter(|(name, _)| *name == slug)
        .map(|(_, field)| field.title)
        .collect()
}

/// The fields of a set, in the language of the shop, each with the name by which it is taken once. They are named by
/// whoever takes them.
#[must_use]
#[expect(clippy::too_many_lines, reason = "a list of fields")]
pub fn ready(lang: Lang, set: ReadySet) -> Vec<(&'static str, Field)> {
    let choice = |options: String| FieldKind::Choice {
        choices: options.split('|').map(str::to_owned).collect(),
    };
    let sizes = FieldKind::Size {
        sizes: shoe_sizes(false),
    };
    let group = set_group(lang, set);
    let field = |title: String, kind: FieldKind| Field {
        id: FieldId(Uuid::nil()),
        title,
        group: Some(group.clone()),
        kind,
        seen_by: Circle::EVERYBODY,
        edited_by: Circle::STAFF,
        asked: false,
        why: None,
        place: 0,
        active: true,
    };
    let asked = |title: String, kind: FieldKind, why: String| {
        Field {
            asked: true,
            why: Some(why),
            ..field(title, kind)
        }
        .settled()
    };
    let personal = |title: String, kind: FieldKind| Field {
        seen_by: Circle {
            member: true,
            staff: Role::Manager,
        },
        edited_by: Circle {
            member: true,
            staff: Role::Manager,
        },
        ..field(title, kind)
    };
    match set {
        ReadySet::Bootmaker => vec![
            (
                "bootmaker-size",
                asked(
                    words!(lang, "fields.boots.size"),
                    sizes,
                    words!(lang, "fields.boots.size_why"),
                ),
            ),
            (
                "bootmaker-width",
                field(
                    words!(lang, "fields.boots.width"),
                    choice(words!(lang, "fields.boots.width_options")),
                ),
            ),
            (
                "bootmaker-instep",
                field(
                    words!(lang, "fields.boots.instep"),
                    choice(words!(lang, "fields.boots.instep_options")),
                ),
            ),
            (
                "bootmaker-last",
                field(words!(lang, "fields.boots.last"), FieldKind::Text),
            ),
            (
                "bootmaker-leather",
                asked(
                    words!(lang, "fields.boots.leather"),
                    choice(words!(lang, "fields.boots.leather_options")),
                    words!(lang, "fields.boots.leather_why"),
                ),
            ),
            (
                "bootmaker-resoled",
                field(words!(lang, "fields.boots.resoled"), FieldKind::Date),
            ),
            (
                "bootmaker-photo",
                field(words!(lang, "fields.boots.photo"), FieldKind::Photo),
            ),
        ],
        ReadySet::Barber => vec![
            (
                "barber-hair",
                asked(
                    words!(lang, "fields.hair.kind"),
                    choice(words!(lang, "fields.hair.kind_options")),
                    words!(lang, "fields.hair.kind_why"),
                ),
            ),
            (
                "barber-scalp",
                field(
                    words!(lang, "fields.hair.scalp"),
                    choice(words!(lang, "fields.hair.scalp_options")),
                ),
            ),
            ("barber-perm", field(words!(lang, "fields.hair.perm"), FieldKind::Date)),
            (
                "barber-colour",
                field(words!(lang, "fields.hair.colour"), FieldKind::Text),
            ),
            (
                "barber-products",
                field(words!(lang, "fields.hair.products"), FieldKind::Text),
            ),
            (
                "barber-work",
                asked(
                    words!(lang, "fields.hair.work"),
                    FieldKind::Text,
                    words!(lang, "fields.hair.work_why"),
                ),
            ),
            (
                "barber-photo",
                field(words!(lang, "fields.hair.photo"), FieldKind::Photo),
            ),
        ],
        ReadySet::Games => vec![
            (
                "games-played",
                asked(
                    words!(lang, "fields.games.played"),
                    FieldKind::Text,
                    words!(lang, "fields.games.played_why"),
                ),
            ),
            (
                "games-system",
                asked(
                    words!(lang, "fields.games.system"),
                    choice(words!(lang, "fields.games.system_options")),
                    words!(lang, "fields.games.system_why"),
                ),
            ),
            (
                "games-years",
                field(words!(lang, "fields.games.years"), FieldKind::Number),
            ),
            (
                "games-city",
                personal(words!(lang, "fields.games.city"), FieldKind::Text),
            ),
            (
                "games-friends",
                field(words!(lang, "fields.games.friends"), FieldKind::Text),
            ),
        ],
        ReadySet::Cafe => vec![
            (
                "cafe-drink",
                asked(
                    words!(lang, "fields.cafe.drink"),
                    FieldKind::Text,
                    words!(lang, "fields.cafe.drink_why"),
                ),
            ),
            (
                "cafe-milk",
                asked(
                    words!(lang, "fields.cafe.milk"),
                    choice(words!(lang, "fields.cafe.milk_options")),
                    words!(lang, "fields.cafe.milk_why"),
                ),
            ),
            (
                "cafe-sugar",
                field(
                    words!(lang, "fields.cafe.sugar"),
                    choice(words!(lang, "fields.cafe.sugar_options")),
                ),
            ),
            ("cafe-seat", field(words!(lang, "fields.cafe.seat"), FieldKind::Text)),
            (
                "cafe-allergies",
                personal(words!(lang, "fields.cafe.allergies"), FieldKind::Text),
            ),
        ],
    }
}

fn set_group(lang: Lang, set: ReadySet) -> String {
    match set {
        ReadySet::Bootmaker => words!(lang, "fields.boots.group"),
        ReadySet::Barber => words!(lang, "fields.hair.group"),
        ReadySet::Games => words!(lang, "fields.games.group"),
        ReadySet::Cafe => words!(lang, "fields.cafe.group"),
    }
}
