//! What staff may do (S1). Roles are the bot's own and have nothing to do with who runs the group.

use serde::{Deserialize, Serialize};

/// Ordered by how much it allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Clerk,
    Manager,
    Owner,
}

/// Something that not everybody on the staff may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Right {
    /// Find members, record sales, take coupons, undo one's own last sale.
    RunTill,
    /// Undo anybody's sale at any time (S3).
    UndoAnySale,
    /// Create and change gifts and what is sold.
    EditGifts,
    /// Make and end rules by which purchases earn more.
    EditRules,
    /// See what the shop sells and gives.
    SeeFigures,
    /// Give and take points up to one's limit, and ask for more (S4).
    AdjustPoints,
    /// Hear of tasks that nobody did.
    OverseeTasks,
    /// Decide what others ask for (S4).
    ApproveAdjustments,
    /// Create and change offers.
    EditOffers,
    /// Switch automations on and off, and change what they do.
    RunAutomations,
    /// Create and change tiers.
    EditTiers,
    /// See phone numbers in full (S5).
    SeePhone,
    /// See full birth dates and private notes, and write the latter (S5).
    SeePrivate,
    /// Let a birthday count for gifts that was said late (B2).
    LetBirthdayCount,
    /// Make and change the shop's own fields and tags, and say how members are asked.
    EditFields,
    /// Delete the file of a member who asks for it, and make one of two files of one person.
    ForgetMembers,
    /// Invite and remove staff, read the audit log, change the shop.
    RunShop,
}

impl Role {
    pub const ALL: [Self; 3] = [Self::Clerk, Self::Manager, Self::Owner];

    #[must_use]
    pub fn may(self, right: Right) -> bool {
        let least = match right {
            Right::RunTill | Right::AdjustPoints => Self::Clerk,
            Right::UndoAnySale
            | Right::EditGifts
            | Right::SeePhone
            | Right::SeePrivate
            | Right::LetBirthdayCount
            | Right::ForgetMembers
            | Right::EditFields
            | Right::EditOffers
            | Right::RunAutomations
            | Right::EditTiers
            | Right::EditRules
            | Right::SeeFigures
            | Right::OverseeTasks
            | Right::ApproveAdjustments => Self::Manager,
            Right::RunShop => Self::Owner,
        };
        self >= least
    }

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Clerk => "clerk",
            Self::Manager => "manager",
            Self::Owner => "owner",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Clerk, Self::Manager, Self::Owner]
            .into_iter()
            .find(|role| role.as_str() == text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s1_s5_each_role_may_what_it_needs_and_no_more() {
        let of_clerks = vec![Right::RunTill, Right::AdjustPoints];
        let of_managers = vec![
            Right::UndoAnySale,
            Right::EditGifts,
            Right::EditOffers,
            Right::RunAutomations,
            Right::EditTiers,
            Right::SeePhone,
            Right::SeePrivate,
            Right::ForgetMembers,
            Right::EditFields,
            Right::EditRules,
            Right::SeeFigures,
            Right::ApproveAdjustments,
        ];
        let of_owners = vec![Right::RunShop];
        for (role, allowed) in [
            (Role::Clerk, vec![&of_clerks]),
            (Role::Manager, vec![&of_clerks, &of_managers]),
            (Role::Owner, vec![&of_clerks, &of_managers, &of_owners]),
        ] {
            for right in [&of_clerks, &of_managers, &of_owners].into_iter().flatten() {
                let is_allowed = allowed.iter().any(|rights| rights.contains(right));
                assert_eq!(role.may(*right), is_allowed, "{role:?} {right:?}");
            }
        }
    }
}
