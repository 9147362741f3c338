//! Who gets a message, who is left out, and why (M2, M4, M5).

use super::Automation;
use crate::mail::MailRules;

/// What is known of somebody whom an automation could reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a question of its own")]
pub struct Facts {
    /// A private message gets there.
    pub reachable: bool,
    /// Lets the shop write about more than what is theirs (M4).
    pub consents: bool,
    /// Wants nothing of this kind.
    pub refuses: bool,
    /// Is of the audience.
    pub meant: bool,
    /// Had or is about to get so many messages within [`crate::mail::CAP_DAYS`].
    pub recent: u32,
    /// Is among those who are left out.
    pub held_out: bool,
    /// Marketing of the shop stands still because too many left.
    pub braked: bool,
}

impl Facts {
    /// Nothing is sent: whether a message would get there is of no account. Whoever wants no advertising wants no call
    /// either (M4). Whoever wants nothing of this kind is still left in peace.
    #[must_use]
    pub const fn without_a_message(self) -> Self {
        Self {
            reachable: true,
            braked: false,
            ..self
        }
    }
}

/// What becomes of somebody whom an automation could reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Send,
    /// Would get it, and is left out.
    HoldOut,
    Drop(Why),
}

/// Why something does not go out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Why {
    /// Left the club, or their file is gone.
    Gone,
    Unreachable,
    NoConsent,
    Refused,
    NotMeant,
    /// Had enough for a week (M5).
    Cap,
    /// Too many left after what went out before.
    Brake,
    /// What it is about is over: paid, bought, come back (M2).
    Over,
    /// It could not go out in time.
    Late,
    /// The automation was switched off or changed.
    Off,
}

impl Why {
    pub const ALL: [Self; 10] = [
        Self::Gone,
        Self::Unreachable,
        Self::NoConsent,
        Self::Refused,
        Self::NotMeant,
        Self::Cap,
        Self::Brake,
        Self::Over,
        Self::Late,
        Self::Off,
    ];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Gone => "gone",
            Self::Unreachable => "unreachable",
            Self::NoConsent => "no_consent",
            Self::Refused => "refused",
            Self::NotMeant => "not_meant",
            Self::Cap => "cap",
            Self::Brake => "brake",
            Self::Over => "over",
            Self::Late => "late",
            Self::Off => "off",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|why| why.as_str() == word)
    }

    /// Whether somebody would have got it but for what else goes out: that is kept, so that staff can read it.
    #[must_use]
    pub const fn is_kept(self) -> bool {
        matches!(self, Self::Cap | Self::Brake)
    }
}

impl Automation {
    /// What becomes of somebody whom it could reach. What the member wants comes before what the shop does.
    #[must_use]
    pub const fn judge(&self, rules: MailRules, facts: &Facts) -> Verdict {
        if facts.refuses {
            return Verdict::Drop(Why::Refused);
        }
        if self.trigger.is_marketing() && !facts.consents {
            return Verdict::Drop(Why::NoConsent);
        }
        if !facts.reachable {
            return Verdict::Drop(Why::Unreachable);
        }
        if !facts.meant {
            return Verdict::Drop(Why::NotMeant);
        }
        if facts.braked && self.trigger.is_marketing() {
            return Verdict::Drop(Why::Brake);
        }
        if facts.recent >= rules.per_week {
            return Verdict::Drop(Why::Cap);
        }
        if facts.held_out {
            return Verdict::HoldOut;
        }
        Verdict::Send
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::AutomationId;
    use crate::automation::Trigger;

    fn automation(trigger: Trigger) -> Automation {
        trigger.proposed(AutomationId(Uuid::from_u128(1)), "EUR".parse().unwrap())
    }

    const WELCOME_EVERYWHERE: Facts = Facts {
        reachable: true,
        consents: true,
        refuses: false,
        meant: true,
        recent: 0,
        held_out: false,
        braked: false,
    };

    #[test]
    fn m4_m5_each_thing_that_stands_against_a_message_stops_it() {
        let retain = automation(Trigger::Retain);
        let rules = MailRules::PROPOSED;
        let all = WELCOME_EVERYWHERE;
        for (facts, verdict) in [
            (all, Verdict::Send),
            (Facts { refuses: true, ..all }, Verdict::Drop(Why::Refused)),
            (Facts { consents: false, ..all }, Verdict::Drop(Why::NoConsent)),
            (
                Facts {
                    reachable: false,
                    ..all
                },
                Verdict::Drop(Why::Unreachable),
            ),
            (Facts { meant: false, ..all }, Verdict::Drop(Why::NotMeant)),
            (Facts { braked: true, ..all }, Verdict::Drop(Why::Brake)),
            (Facts { recent: 1, ..all }, Verdict::Send),
            (Facts { recent: 2, ..all }, Verdict::Drop(Why::Cap)),
            (Facts { held_out: true, ..all }, Verdict::HoldOut),
            // Somebody who would not have got it says nothing about what it brings.
            (
                Facts {
                    held_out: true,
                    recent: 2,
                    ..all
                },
                Verdict::Drop(Why::Cap),
            ),
        ] {
            assert_eq!(retain.judge(rules, &facts), verdict, "{facts:?}");
        }
    }

    #[test]
    fn m4_members_hear_of_what_is_theirs_without_having_asked_for_offers() {
        let facts = Facts {
            consents: false,
            braked: true,
            ..WELCOME_EVERYWHERE
        };
        for trigger in Trigger::ALL {
            let goes = automation(trigger).judge(MailRules::PROPOSED, &facts) == Verdict::Send;
            assert_eq!(goes, !trigger.is_marketing(), "{trigger:?}");
        }
    }
}
