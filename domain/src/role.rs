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
    /// See phone numbers in full (S5).
    SeePhone,
    /// Invite and remove staff, read the audit log, change the shop.
    RunShop,
}

impl Role {
    #[must_use]
    pub fn may(self, right: Right) -> bool {
        let least = match right {
            Right::RunTill => Self::Clerk,
            Right::UndoAnySale | Right::EditGifts | Right::SeePhone => Self::Manager,
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
        for (role, allowed) in [
            (Role::Clerk, &[Right::RunTill][..]),
            (
                Role::Manager,
                &[Right::RunTill, Right::UndoAnySale, Right::EditGifts, Right::SeePhone],
            ),
            (
                Role::Owner,
                &[
                    Right::RunTill,
                    Right::UndoAnySale,
                    Right::EditGifts,
                    Right::SeePhone,
                    Right::RunShop,
                ],
            ),
        ] {
            for right in [
                Right::RunTill,
                Right::UndoAnySale,
                Right::EditGifts,
                Right::SeePhone,
                Right::RunShop,
            ] {
                assert_eq!(role.may(right), allowed.contains(&right), "{role:?} {right:?}");
            }
        }
    }
}
