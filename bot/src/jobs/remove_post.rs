//! Removes a post of the bot's from a group (M7).

use crate::club::Club;
use crate::telegram::Trouble;

pub async fn run(club: &Club, chat: i64, message: i32) -> anyhow::Result<()> {
    match club.telegram.delete(chat, message).await {
        // In the group that this one became, the old post has no number.
        Ok(()) | Err(Trouble::Migrated(_)) => Ok(()),
        // The bot left, or the post is older than the two days in which it may be removed.
        Err(Trouble::Unreachable(why) | Trouble::Refused(why)) => {
            tracing::info!(chat, message, why, "a post stays");
            Ok(())
        }
        Err(trouble) => Err(trouble.into()),
    }
}
