//! What can stand in the log of what staff did (S3), one word for each act. Whoever tells the log in sentences has one
//! for each of them, or does not compile.

macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident = $word:literal,)+) => {
        /// Something that is written down about an act, as `noun.verb`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Action {
            $($(#[$doc])* $name,)+
        }

        impl Action {
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The word that the log keeps.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)+
                }
            }

            /// `None`: a word that this program does not write.
            #[must_use]
            pub fn parse(word: &str) -> Option<Self> {
                match word {
                    $($word => Some(Self::$name),)+
                    _ => None,
                }
            }
        }
    };
}

actions! {
    ShopOpen = "shop.open",
    ShopChange = "shop.change",
    SaleRecord = "sale.record",
    SaleUndo = "sale.undo",
    SaleRefund = "sale.refund",
    CouponUse = "coupon.use",
    /// Somebody typed too many wrong codes (C1).
    CodeLock = "code.lock",
    OrderPaid = "order.paid",
    OrderCancel = "order.cancel",
    OrderHandOver = "order.hand_over",
    /// Its receipt's number, or where it was bought.
    OrderAnnotate = "order.annotate",
    GiftAdd = "gift.add",
    GiftChange = "gift.change",
    OfferAdd = "offer.add",
    OfferChange = "offer.change",
    ProductAdd = "product.add",
    ProductChange = "product.change",
    CategorySave = "category.save",
    RuleAdd = "rule.add",
    RuleChange = "rule.change",
    TierAdd = "tier.add",
    TierChange = "tier.change",
    TiersRules = "tiers.rules",
    TiersUsual = "tiers.usual",
    GradesChange = "grades.change",
    StaffInvite = "staff.invite",
    StaffJoin = "staff.join",
    StaffRemove = "staff.remove",
    GroupBind = "group.bind",
    GroupLost = "group.lost",
    PointsAdjust = "points.adjust",
    /// A second person is to say yes (S4).
    PointsAsk = "points.ask",
    PointsRefuse = "points.refuse",
    MemberLeader = "member.leader",
    MemberForget = "member.forget",
    /// Two files became one.
    MemberJoin = "member.join",
    /// Staff let a file go to another account.
    MemberLetMove = "member.let_move",
    /// A file went to another account.
    MemberMove = "member.move",
    /// Somebody of a list came to Telegram.
    MemberAttach = "member.attach",
    /// A member said what they are called.
    MemberRename = "member.rename",
    BirthdaySet = "birthday.set",
    /// Staff let a birthday count for gifts that was said late (B2).
    BirthdayCounts = "birthday.counts",
    /// Staff wrote a line that goes out with a greeting, or took it back.
    BirthdayLine = "birthday.line",
    BirthdayLineRemove = "birthday.line_remove",
    FieldAdd = "field.add",
    FieldChange = "field.change",
    FieldFill = "field.fill",
    AskingChange = "asking.change",
    NoteAdd = "note.add",
    NoteRemove = "note.remove",
    NoteRestore = "note.restore",
    TaskAdd = "task.add",
    TaskChange = "task.change",
    TaskEnd = "task.end",
    TaskReopen = "task.reopen",
    TagAdd = "tag.add",
    TagChange = "tag.change",
    AutomationAdd = "automation.add",
    AutomationChange = "automation.change",
    /// Marketing stands still, because too many went after what was sent.
    MailPause = "mail.pause",
    MailGoOn = "mail.go_on",
    MailStay = "mail.stay",
    TagPut = "tag.put",
    TagTake = "tag.take",
    PhotoAdd = "photo.add",
    PhotoRemove = "photo.remove",
    Import = "import",
    ImportUndo = "import.undo",
    Export = "export",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_of_the_log_is_read_back() {
        for action in Action::ALL {
            assert_eq!(Action::parse(action.as_str()), Some(*action));
        }
        assert_eq!(Action::parse("weather.change"), None);
    }
}
