//! What an administrator may do in a group.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

/// One administrator right, as `ChatAdministratorRights` names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Right {
    Anonymous,
    ManageChat,
    DeleteMessages,
    ManageVideoChats,
    RestrictMembers,
    PromoteMembers,
    ChangeInfo,
    InviteUsers,
    PostStories,
    EditStories,
    DeleteStories,
    PinMessages,
    ManageTopics,
    ManageTags,
    SendWelcomeMessages,
}

impl Right {
    pub(crate) const ALL: [Self; 15] = [
        Self::Anonymous,
        Self::ManageChat,
        Self::DeleteMessages,
        Self::ManageVideoChats,
        Self::RestrictMembers,
        Self::PromoteMembers,
        Self::ChangeInfo,
        Self::InviteUsers,
        Self::PostStories,
        Self::EditStories,
        Self::DeleteStories,
        Self::PinMessages,
        Self::ManageTopics,
        Self::ManageTags,
        Self::SendWelcomeMessages,
    ];

    pub(crate) fn field(self) -> &'static str {
        match self {
            Self::Anonymous => "is_anonymous",
            Self::ManageChat => "can_manage_chat",
            Self::DeleteMessages => "can_delete_messages",
            Self::ManageVideoChats => "can_manage_video_chats",
            Self::RestrictMembers => "can_restrict_members",
            Self::PromoteMembers => "can_promote_members",
            Self::ChangeInfo => "can_change_info",
            Self::InviteUsers => "can_invite_users",
            Self::PostStories => "can_post_stories",
            Self::EditStories => "can_edit_stories",
            Self::DeleteStories => "can_delete_stories",
            Self::PinMessages => "can_pin_messages",
            Self::ManageTopics => "can_manage_topics",
            Self::ManageTags => "can_manage_tags",
            Self::SendWelcomeMessages => "can_send_welcome_messages",
        }
    }

    /// The name a `startgroup` link uses for this right, as in `&admin=delete_messages+pin_messages`.
    fn in_link(self) -> &'static str {
        match self {
            Self::Anonymous => "anonymous",
            other => other.field().trim_start_matches("can_"),
        }
    }
}

/// A set of administrator rights.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rights(BTreeSet<Right>);

impl Rights {
    /// Everything but anonymity.
    #[must_use]
    pub fn all() -> Self {
        Self(
            Right::ALL
                .into_iter()
                .filter(|right| *right != Right::Anonymous)
                .collect(),
        )
    }

    /// An administrator who may do nothing in particular.
    #[must_use]
    pub fn none() -> Self {
        Self(BTreeSet::from([Right::ManageChat]))
    }

    #[must_use]
    pub fn of<const N: usize>(rights: [Right; N]) -> Self {
        let mut set = BTreeSet::from(rights);
        set.insert(Right::ManageChat);
        Self(set)
    }

    /// The rights a `startgroup` link asks for: `delete_messages+invite_users`.
    #[must_use]
    pub fn from_link(admin: &str) -> Self {
        let asked: Vec<&str> = admin.split(['+', ' ']).collect();
        let mut set: BTreeSet<Right> = Right::ALL
            .into_iter()
            .filter(|right| asked.contains(&right.in_link()))
            .collect();
        set.insert(Right::ManageChat);
        Self(set)
    }

    #[must_use]
    pub fn with(mut self, right: Right) -> Self {
        self.0.insert(right);
        self
    }

    #[must_use]
    pub fn without(mut self, right: Right) -> Self {
        self.0.remove(&right);
        self
    }

    #[must_use]
    pub fn has(&self, right: Right) -> bool {
        self.0.contains(&right)
    }

    pub(crate) fn set(&mut self, right: Right, given: bool) {
        if given {
            self.0.insert(right);
        } else {
            self.0.remove(&right);
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn is_within(&self, other: &Self) -> bool {
        self.0.is_subset(&other.0)
    }

    pub(crate) fn write_to(&self, object: &mut Map<String, Value>) {
        for right in Right::ALL {
            object.insert(right.field().to_owned(), Value::Bool(self.has(right)));
        }
    }
}
