//! The command menus that Telegram shows, for each kind of chat.

use domain::Lang;

/// A command without its slash, and what it does in one line.
pub type Command = (&'static str, String);

/// In a customer's private chat.
#[must_use]
pub fn customers(lang: Lang) -> Vec<Command> {
    vec![
        ("card", words!(lang, "commands.card")),
        ("points", words!(lang, "commands.points")),
        ("statement", words!(lang, "commands.statement")),
        ("gifts", words!(lang, "commands.gifts")),
        ("offers", words!(lang, "commands.offers")),
        ("coupons", words!(lang, "commands.coupons")),
        ("shop", words!(lang, "commands.catalogue")),
        ("orders", words!(lang, "commands.orders")),
        ("checkin", words!(lang, "commands.checkin")),
        ("me", words!(lang, "commands.me")),
        ("family", words!(lang, "commands.family")),
        ("wishes", words!(lang, "commands.wishes")),
        ("invite", words!(lang, "commands.invite")),
        ("menu", words!(lang, "commands.menu")),
        ("language", words!(lang, "commands.language")),
        ("settings", words!(lang, "commands.settings")),
        ("privacy", words!(lang, "commands.privacy")),
        ("paysupport", words!(lang, "commands.paysupport")),
        ("help", words!(lang, "commands.help")),
        ("start", words!(lang, "commands.start")),
    ]
}

/// In the private chat of somebody on the staff: the counter first, then what customers have.
#[must_use]
pub fn staff(lang: Lang) -> Vec<Command> {
    let mut menu = vec![
        ("menu", words!(lang, "commands.staff_menu")),
        ("sell", words!(lang, "commands.sell")),
        ("find", words!(lang, "commands.find")),
        ("coupon", words!(lang, "commands.coupon")),
        ("undo", words!(lang, "commands.undo")),
        ("refund", words!(lang, "commands.refund")),
        ("orders", words!(lang, "commands.open_orders")),
        ("birthdays", words!(lang, "commands.birthdays")),
        ("tasks", words!(lang, "commands.tasks")),
        ("follow", words!(lang, "commands.follow")),
        ("note", words!(lang, "commands.note")),
        ("tag", words!(lang, "commands.tag")),
        ("field", words!(lang, "commands.field")),
        ("gift", words!(lang, "commands.gift")),
        ("products", words!(lang, "commands.products")),
        ("rules", words!(lang, "rules.command")),
        ("stats", words!(lang, "figures.command")),
        ("tier", words!(lang, "commands.tier")),
        ("offer", words!(lang, "commands.offer")),
        ("automations", words!(lang, "commands.automations")),
        ("staff", words!(lang, "commands.staff")),
        ("import", words!(lang, "commands.import")),
        ("export", words!(lang, "commands.export")),
        ("audit", words!(lang, "commands.audit")),
        ("shop", words!(lang, "commands.shop")),
    ];
    // What means something else to staff stands above.
    let own = |command: &Command| !["menu", "shop", "orders"].contains(&command.0);
    menu.extend(customers(lang).into_iter().filter(own));
    menu
}

/// In the customers' group.
#[must_use]
pub fn group(lang: Lang) -> Vec<Command> {
    vec![
        ("points", words!(lang, "commands.group_points")),
        ("gifts", words!(lang, "commands.group_gifts")),
        ("offers", words!(lang, "commands.group_offers")),
        ("checkin", words!(lang, "commands.group_checkin")),
        ("help", words!(lang, "commands.group_help")),
    ]
}

/// Plain: in an empty chat with the bot, above "Start". At most 512 characters.
#[must_use]
pub fn description(lang: Lang) -> String {
    words!(lang, "commands.description")
}

/// Plain: on the bot's own page, and beside its link. At most 120 characters.
#[must_use]
pub fn short_description(lang: Lang) -> String {
    words!(lang, "commands.short_description")
}
