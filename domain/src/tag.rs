//! Tags on members: put on by hand, or by a rule over what is known of them.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::field::FieldValue;
use crate::grade::KindName;
use crate::{CategoryId, FieldId, Money, TagId, TierId, name};

/// Tags of a shop, retired ones too.
pub const MOST_TAGS: usize = 50;
/// Conditions of one rule.
pub const MOST_CONDITIONS: usize = 4;
/// The longest title, in characters.
pub const LONGEST_TITLE: usize = 30;
/// The longest time that a condition looks back, in days: ten years.
pub const MOST_DAYS: u32 = 3_650;

/// A word that a shop puts on members.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tag {
    pub id: TagId,
    pub title: String,
    /// `None`: staff put it on and take it off. With a rule nobody does.
    pub rule: Option<TagRule>,
    pub active: bool,
}

/// Who has a tag: whoever fits all conditions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TagRule {
    pub all: Vec<Condition>,
}

/// Something that is so of a member or is not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Condition {
    /// Has reached this tier.
    Tier { tier: TierId },
    /// Is this kind of customer.
    Customer { name: KindName },
    /// Has this in a field, or anything where no value is named.
    Field { field: FieldId, value: Option<FieldValue> },
    /// Bought something of a category, ever or within so many days.
    Bought { category: CategoryId, days: Option<u32> },
    /// Paid at least so much within so many days, refunds taken off.
    Spent { least: Money, days: u32 },
    /// Bought before, and not for so many days. Who never bought is nobody who stayed away.
    Quiet { days: u32 },
}

/// What is known of a member, as far as rules ask for it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// Their tier and those below it.
    pub reached: Vec<TierId>,
    pub kinds: Vec<KindName>,
    pub fields: HashMap<FieldId, FieldValue>,
    /// How many days ago they last bought of a category and kept it.
    pub bought: HashMap<CategoryId, i64>,
    /// What they paid and kept within so many days.
    pub spent: HashMap<u32, Money>,
    /// How many days ago they last bought anything and kept it.
    pub last: Option<i64>,
}

impl TagRule {
    #[must_use]
    pub fn fits(&self, facts: &Facts) -> bool {
        // No condition is nobody's, and not everybody's.
        !self.all.is_empty() && self.all.iter().all(|condition| condition.is_so(facts))
    }

    /// The categories that purchases are looked through for.
    pub fn categories(&self) -> impl Iterator<Item = CategoryId> {
        self.all.iter().filter_map(|condition| match condition {
            Condition::Bought { category, .. } => Some(*category),
            _ => None,
        })
    }

    /// The fields that are looked into.
    pub fn fields(&self) -> impl Iterator<Item = FieldId> {
        self.all.iter().filter_map(|condition| match condition {
            Condition::Field { field, .. } => Some(*field),
            _ => None,
        })
    }

    /// Whether it goes by when somebody last bought anything.
    #[must_use]
    pub fn asks_when(&self) -> bool {
        self.all
            .iter()
            .any(|condition| matches!(condition, Condition::Quiet { .. }))
    }

    /// The spans of days that payments are added up over.
    pub fn spans(&self) -> impl Iterator<Item = u32> {
        self.all.iter().filter_map(|condition| match condition {
            Condition::Spent { days, .. } => Some(*days),
            _ => None,
        })
    }
}

impl Condition {
    /// Names the condition in a button, by what it says: a second tap never means another one.
    #[must_use]
    pub fn key(&self) -> i64 {
        crate::field::option_key(&format!("{self:?}"))
    }

    fn is_so(&self, facts: &Facts) -> bool {
        match self {
            Self::Tier { tier } => facts.reached.contains(tier),
            Self::Customer { name } => facts.kinds.contains(name),
            Self::Field { field, value } => facts
                .fields
                .get(field)
                .is_some_and(|known| value.as_ref().is_none_or(|value| is_same(known, value))),
            Self::Bought { category, days } => facts
                .bought
                .get(category)
                .is_some_and(|ago| days.is_none_or(|days| *ago <= i64::from(days))),
            Self::Spent { least, days } => facts.spent.get(days).is_some_and(|spent| spent >= least),
            Self::Quiet { days } => facts.last.is_some_and(|ago| ago >= i64::from(*days)),
        }
    }
}

/// Texts are compared as people read them, and a size without its remark.
fn is_same(known: &FieldValue, wanted: &FieldValue) -> bool {
    match (known, wanted) {
        (FieldValue::Size(known), FieldValue::Size(wanted)) => {
            let (known, wanted) = (name::folded(known), name::folded(wanted));
            known == wanted || known.strip_prefix(&wanted).is_some_and(|rest| rest.starts_with(' '))
        }
        (FieldValue::Text(known), FieldValue::Text(wanted))
        | (FieldValue::Choice(known), FieldValue::Choice(wanted)) => name::folded(known) == name::folded(wanted),
        (known, wanted) => known == wanted,
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn rule(all: Vec<Condition>) -> TagRule {
        TagRule { all }
    }

    fn facts() -> Facts {
        let id = |number| Uuid::from_u128(number);
        Facts {
            reached: vec![TierId(id(1)), TierId(id(2))],
            kinds: vec![KindName::KeyAccount, KindName::Leader],
            fields: HashMap::from([
                (FieldId(id(3)), FieldValue::Size("43 wide".into())),
                (FieldId(id(4)), FieldValue::Choice("Oat".into())),
            ]),
            bought: HashMap::from([(CategoryId(id(5)), 30)]),
            spent: HashMap::from([(90, Money::new(50_000).unwrap())]),
            last: Some(30),
        }
    }

    #[test]
    fn t5_a_rule_fits_whoever_fits_all_of_it() {
        let id = |number| Uuid::from_u128(number);
        let tier = |number| Condition::Tier {
            tier: TierId(id(number)),
        };
        let kind = |name| Condition::Customer { name };
        let field = |number, value| Condition::Field {
            field: FieldId(id(number)),
            value,
        };
        let bought = |number, days| Condition::Bought {
            category: CategoryId(id(number)),
            days,
        };
        let spent = |minor, days| Condition::Spent {
            least: Money::new(minor).unwrap(),
            days,
        };
        let quiet = |days| Condition::Quiet { days };
        let size = |size: &str| Some(FieldValue::Size(size.into()));
        for (conditions, fits) in [
            (vec![], false),
            (vec![tier(2)], true),
            (vec![tier(9)], false),
            (vec![kind(KindName::Leader)], true),
            (vec![kind(KindName::Prospect)], false),
            (vec![field(3, None)], true),
            (vec![field(3, size("43"))], true),
            (vec![field(3, size("4"))], false),
            (vec![field(4, Some(FieldValue::Choice("oat".into())))], true),
            (vec![field(9, None)], false),
            (vec![bought(5, None)], true),
            (vec![bought(5, Some(30))], true),
            (vec![bought(5, Some(29))], false),
            (vec![bought(9, None)], false),
            (vec![spent(49_999, 90)], true),
            (vec![spent(50_000, 90)], true),
            (vec![spent(50_001, 90)], false),
            (vec![spent(1, 30)], false),
            (vec![quiet(29)], true),
            (vec![quiet(30)], true),
            (vec![quiet(31)], false),
            (vec![tier(2), kind(KindName::KeyAccount), bought(5, Some(60))], true),
            (vec![tier(2), kind(KindName::Occasional)], false),
        ] {
            assert_eq!(rule(conditions.clone()).fits(&facts()), fits, "{conditions:?}");
        }
    }

    #[test]
    fn who_never_bought_stayed_away_from_nothing() {
        let never = Facts::default();

        assert!(!rule(vec![Condition::Quiet { days: 1 }]).fits(&never));
    }

    #[test]
    fn a_rule_is_kept_and_read_back() {
        let rule = rule(vec![Condition::Bought {
            category: CategoryId(Uuid::from_u128(5)),
            days: Some(90),
        }]);
        let kept = serde_json::to_string(&rule).unwrap();

        assert_eq!(serde_json::from_str::<TagRule>(&kept).unwrap(), rule);
    }
}
