//! Who comes and goes: the bot itself, newcomers, and those who ask to be let in.

use domain::{Lang, ShopId, UserId};
use loyalty::{Bound, GroupLost, GroupSeen};
use say::setup::GroupRight;
use storage::people::Visitor;
use storage::runs;
use teloxide::types::{
    CallbackQuery, ChatJoinRequest, ChatMember, ChatMemberKind, ChatMemberUpdated, Message as Heard, User,
};

use super::{join_button, post_buttons};
use crate::club::Club;
use crate::handlers::arrival::presented;
use crate::tap::{Start, Tap};
use crate::telegram::payloads::GetChat;
use crate::telegram::{Address, Button, Message, Style, Trouble};

/// A group as it is when something happens to the bot in it.
struct Scene<'a> {
    chat: i64,
    title: &'a str,
    /// What the bot lacks there.
    missing: Vec<GroupRight>,
    /// It just came in.
    arrived: bool,
}

/// What the bot would need and does not have.
fn lacking(bot: &ChatMember) -> Vec<GroupRight> {
    match &bot.kind {
        ChatMemberKind::Owner(_) => Vec::new(),
        ChatMemberKind::Administrator(admin) => [
            (admin.can_delete_messages, GroupRight::DeleteMessages),
            (admin.can_invite_users, GroupRight::InviteUsers),
        ]
        .into_iter()
        .filter(|(has, _)| !has)
        .map(|(_, right)| right)
        .collect(),
        _ => vec![GroupRight::Admin, GroupRight::DeleteMessages, GroupRight::InviteUsers],
    }
}

/// The bot was added, removed, promoted or demoted; in a private chat, blocked or unblocked.
pub async fn on_bot_changed(club: &Club, change: &ChatMemberUpdated) -> anyhow::Result<()> {
    let chat = change.chat.id.0;
    if change.chat.is_private() {
        if change.new_chat_member.is_present() {
            club.loyalty.mark_reachable(UserId(chat)).await?;
        } else {
            club.loyalty.mark_unreachable(UserId(chat), "blocked the bot").await?;
        }
        return Ok(());
    }
    if change.chat.is_channel() {
        return Ok(());
    }
    let title = change.chat.title().unwrap_or_default();
    let (was_in, is_in) = (change.old_chat_member.is_present(), change.new_chat_member.is_present());
    let (lacked, missing) = (lacking(&change.old_chat_member), lacking(&change.new_chat_member));
    let by = UserId(i64::try_from(change.from.id.0)?);
    if !is_in || (was_in && lacked.is_empty() && !missing.is_empty()) {
        if was_in {
            club.loyalty
                .group_lost(&GroupLost {
                    chat,
                    title,
                    present: is_in,
                    by,
                    at: change.date,
                })
                .await?;
        }
        return Ok(());
    }
    let arrived = !was_in;
    // Apps that add the bot by a link let it in first and promote it a moment later.
    let missing = if arrived && !missing.is_empty() {
        lacking_now(club, chat).await?.unwrap_or(missing)
    } else {
        missing
    };
    let scene = Scene {
        chat,
        title,
        missing,
        arrived,
    };
    let known = club.loyalty.group(chat).await?;
    // An administrator who is anonymous acts as a bot of Telegram's.
    if change.from.is_bot {
        return match known {
            Some(group) => back_again(club, &scene, group.shop, None).await,
            None if scene.arrived => ask_who(club, &scene).await,
            None => Ok(()),
        };
    }
    let who = Box::pin(
        club.loyalty
            .meet(&presented(&change.from, false)?, spoken(&change.from), None),
    )
    .await?;
    if let Some(group) = known.filter(|_| !scene.arrived) {
        let complete = scene.missing.is_empty();
        club.loyalty.group_presence(chat, true, complete).await?;
        let told_before = lacked == scene.missing || (complete && group.admin);
        return if told_before {
            Ok(())
        } else {
            rights_changed(club, &scene, &who).await
        };
    }
    Box::pin(bind(club, &scene, &who, None)).await
}

/// What the bot lacks at this moment, if Telegram says.
async fn lacking_now(club: &Club, chat: i64) -> anyhow::Result<Option<Vec<GroupRight>>> {
    match club.telegram.get_chat_member(chat, u64::try_from(club.me.id)?).await {
        Ok(bot) => Ok(Some(lacking(&bot))),
        Err(Trouble::Refused(_) | Trouble::Unreachable(_)) => Ok(None),
        Err(trouble) => Err(trouble.into()),
    }
}

fn spoken(user: &User) -> Option<Lang> {
    user.language_code.as_deref().and_then(Lang::for_tag)
}

/// Connects a group to the shop of whoever took the bot there, and says how that went.
async fn bind(club: &Club, scene: &Scene<'_>, who: &Visitor, named: Option<ShopId>) -> anyhow::Result<()> {
    let admin = scene.missing.is_empty();
    let seen = GroupSeen {
        chat: scene.chat,
        title: scene.title,
        admin,
        by: who.id,
        shop: named,
    };
    let lang = who.lang;
    let refusal = match Box::pin(club.loyalty.bind_group(&seen)).await? {
        Bound::Done { shop, returned: true } => return back_again(club, scene, shop.id, Some(who)).await,
        Bound::Done { shop, returned: false } => {
            let hello =
                Message::text(say::setup::group_bound(shop.lang, &shop.name)).buttons(post_buttons(club, &shop));
            post(club, scene.chat, &hello).await?;
            if !admin {
                return rights_changed(club, scene, who).await;
            }
            let text = say::setup::group_connected(lang, scene.title, &shop.name);
            return in_private_only(club, who, &Message::text(text)).await;
        }
        Bound::WhichShop { own } => {
            let rows = own
                .iter()
                .map(|shop| {
                    let tap = Tap::BindGroup {
                        chat: scene.chat,
                        shop: shop.id,
                    };
                    vec![Button::tap(say::common::name_label(&shop.name), tap.data())]
                })
                .collect();
            let question = Message::text(say::setup::group_choose_shop(lang, scene.title)).buttons(rows);
            return once(
                club,
                &this_hour(club, "choose", scene, who),
                tell(club, scene, who, &question),
            )
            .await;
        }
        Bound::NotStaff => say::setup::group_not_staff(lang),
        Bound::NotOwner => say::setup::group_right_role(lang, scene.title),
        Bound::AnotherShops => say::setup::group_of_another_shop(lang, scene.title),
    };
    // Said to whoever brings the bot or asks, and not to everybody who promotes it later. A link
    // brings the bot and asks: the group hears it once.
    if scene.arrived || named.is_some() {
        let name = this_hour(club, "refused", scene, who);
        once(club, &name, tell(club, scene, who, &Message::text(refusal))).await?;
    }
    Ok(())
}

fn this_hour(club: &Club, what: &str, scene: &Scene<'_>, who: &Visitor) -> String {
    format!(
        "{what}:{}:{}:{}",
        scene.chat,
        who.id,
        club.loyalty.clock.now().timestamp() / 3_600
    )
}

/// Does something that is done already when the same update, or one of the same meaning, comes again.
async fn once(club: &Club, name: &str, what: impl Future<Output = anyhow::Result<()>>) -> anyhow::Result<()> {
    let mut tx = club.loyalty.db.read().await?;
    let done = runs::is_done(&mut tx, name).await?;
    drop(tx);
    if done {
        return Ok(());
    }
    Box::pin(what).await?;
    let mut tx = club.loyalty.db.begin().await?;
    runs::first(&mut tx, name, club.loyalty.clock.now()).await?;
    tx.commit().await?;
    Ok(())
}

/// The group is a shop's already: everything is as it was (D5).
async fn back_again(club: &Club, scene: &Scene<'_>, shop: ShopId, who: Option<&Visitor>) -> anyhow::Result<()> {
    let admin = scene.missing.is_empty();
    club.loyalty.group_presence(scene.chat, true, admin).await?;
    if scene.arrived
        && let Some(shop) = club.loyalty.shop(shop).await?
    {
        let text = say::setup::group_returned(shop.lang, &shop.name);
        post(
            club,
            scene.chat,
            &Message::text(text).buttons(post_buttons(club, &shop)),
        )
        .await?;
    }
    match who {
        Some(who) if !admin => rights_changed(club, scene, who).await,
        _ => Ok(()),
    }
}

/// Which rights the bot lacks and how to give them; or thanks, when it has them all.
async fn rights_changed(club: &Club, scene: &Scene<'_>, who: &Visitor) -> anyhow::Result<()> {
    let (lang, title) = (who.lang, scene.title);
    let text = if scene.missing.is_empty() {
        say::setup::group_rights_fixed(lang, title)
    } else if scene.missing.contains(&GroupRight::Admin) {
        say::setup::group_not_admin(lang, title)
    } else {
        say::setup::group_rights_missing(lang, title, &scene.missing)
    };
    tell(club, scene, who, &Message::text(text)).await
}

/// Nobody knows who added the bot: the button tells, because a tap is never anonymous.
async fn ask_who(club: &Club, scene: &Scene<'_>) -> anyhow::Result<()> {
    let lang = Lang::default();
    let its_me = Button::tap(say::setup::its_me_label(lang), Tap::ItsMe.data()).style(Style::Primary);
    post(
        club,
        scene.chat,
        &Message::text(say::setup::group_added_anonymously(lang)).buttons(vec![vec![its_me]]),
    )
    .await
}

/// "It's me" was tapped in a group.
pub async fn on_its_me(club: &Club, query: &CallbackQuery) -> anyhow::Result<()> {
    let Some(message) = &query.message else {
        club.telegram.answer_tap(&query.id.0, None, false).await?;
        return Ok(());
    };
    let title = message.chat().title().unwrap_or_default();
    connect(club, query, message.chat().id.0, title, None).await
}

/// One of several shops was chosen for a group.
pub async fn on_choice(club: &Club, query: &CallbackQuery, chat: i64, shop: ShopId) -> anyhow::Result<()> {
    match club.telegram.call(&GetChat { chat_id: chat }).await {
        Ok(group) => connect(club, query, chat, &group.title, Some(shop)).await,
        // The bot is not there any more.
        Err(Trouble::Unreachable(_) | Trouble::Refused(_)) => out_of_date(club, query).await,
        Err(trouble) => Err(trouble.into()),
    }
}

async fn out_of_date(club: &Club, query: &CallbackQuery) -> anyhow::Result<()> {
    let lang = spoken(&query.from).unwrap_or_default();
    club.telegram
        .answer_tap(&query.id.0, Some(&say::alert(&say::common::old_button(lang))), true)
        .await?;
    Ok(())
}

async fn connect(
    club: &Club,
    query: &CallbackQuery,
    chat: i64,
    title: &str,
    named: Option<ShopId>,
) -> anyhow::Result<()> {
    // Whoever forges the button may name a private chat, or tap it in one.
    if chat >= 0 {
        return out_of_date(club, query).await;
    }
    let who = Box::pin(
        club.loyalty
            .meet(&presented(&query.from, false)?, spoken(&query.from), None),
    )
    .await?;
    let scene = match Box::pin(scene_for(club, chat, title, &query.from, who.lang)).await? {
        Ok(scene) => scene,
        Err(refusal) => {
            club.telegram
                .answer_tap(&query.id.0, Some(&say::alert(&refusal)), true)
                .await?;
            return Ok(());
        }
    };
    club.telegram.answer_tap(&query.id.0, None, false).await?;
    Box::pin(bind(club, &Scene { arrived: true, ..scene }, &who, named)).await
}

/// `/start` in a group that is no shop's yet: by a link that names one, or typed.
pub async fn on_start(club: &Club, message: &Heard, user: &User, payload: &str) -> anyhow::Result<()> {
    let named = match Start::read(payload) {
        Some(Start::Shop(shop)) => Some(shop),
        _ => None,
    };
    let title = message.chat.title().unwrap_or_default();
    let who = Box::pin(club.loyalty.meet(&presented(user, false)?, spoken(user), None)).await?;
    match Box::pin(scene_for(club, message.chat.id.0, title, user, who.lang)).await? {
        Ok(scene) => Box::pin(bind(club, &scene, &who, named)).await,
        Err(refusal) => {
            let scene = Scene {
                chat: message.chat.id.0,
                title,
                missing: Vec::new(),
                arrived: false,
            };
            tell(club, &scene, &who, &Message::text(refusal)).await
        }
    }
}

/// The group as it is now, for one of its administrators. Others are refused: whoever merely is in a
/// group could give it to a shop of their own.
async fn scene_for<'a>(
    club: &Club,
    chat: i64,
    title: &'a str,
    user: &User,
    lang: Lang,
) -> anyhow::Result<Result<Scene<'a>, String>> {
    let bot = u64::try_from(club.me.id)?;
    let standings = async {
        let person = club.telegram.get_chat_member(chat, user.id.0).await?;
        Ok::<_, Trouble>((person, club.telegram.get_chat_member(chat, bot).await?))
    };
    Ok(match standings.await {
        Ok((person, _)) if !person.is_privileged() => Err(say::setup::group_needs_admin(lang, title)),
        Ok((_, bot)) => Ok(Scene {
            chat,
            title,
            missing: lacking(&bot),
            arrived: false,
        }),
        // Telegram tells nobody but administrators who is one.
        Err(Trouble::Refused(_) | Trouble::Unreachable(_)) => Err(say::setup::group_not_admin(lang, title)),
        Err(trouble) => return Err(trouble.into()),
    })
}

/// Somebody's standing in a group changed. Those who come in are welcomed.
pub async fn on_member_changed(club: &Club, change: &ChatMemberUpdated) -> anyhow::Result<()> {
    match (change.old_chat_member.is_present(), change.new_chat_member.is_present()) {
        (false, true) => {}
        // Whoever is put out of the group did not go because of a message.
        (true, false) if !change.new_chat_member.is_banned() => {
            return left(club, change.chat.id.0, &change.new_chat_member.user).await;
        }
        _ => return Ok(()),
    }
    welcome(club, change.chat.id.0, &change.new_chat_member.user, change.date).await
}

/// "Anna joined the group", which is all that a bot hears that is no administrator.
pub async fn on_newcomers(club: &Club, message: &Heard, newcomers: &[User]) -> anyhow::Result<()> {
    for user in newcomers {
        welcome(club, message.chat.id.0, user, message.date).await?;
    }
    Ok(())
}

/// Somebody left the group by themselves.
async fn left(club: &Club, chat: i64, user: &User) -> anyhow::Result<()> {
    if let Some(group) = club.loyalty.group(chat).await? {
        let id = UserId(i64::try_from(user.id.0)?);
        club.loyalty.left_group(group.shop, id).await?;
    }
    Ok(())
}

/// Both updates may tell of one newcomer; the act welcomes them once.
async fn welcome(club: &Club, chat: i64, user: &User, at: chrono::DateTime<chrono::Utc>) -> anyhow::Result<()> {
    if user.is_bot {
        return Ok(());
    }
    let Some(group) = club.loyalty.group(chat).await? else {
        return Ok(());
    };
    if let Some(shop) = club.loyalty.shop(group.shop).await? {
        let id = UserId(i64::try_from(user.id.0)?);
        club.loyalty.tag_newcomer(&shop, id).await?;
        club.loyalty
            .greet_newcomer(&shop, group.chat, id, &user.first_name, at)
            .await?;
    }
    Ok(())
}

/// Somebody asks to be let in: greeted while Telegram lets the bot write to them, then let in.
///
/// The group is for customers, so nobody is kept out, not even who cannot be greeted; the request
/// is there for the greeting. The greeting has a link and no button that joins at once: when the
/// request is settled the bot may write again only after they have opened the chat themselves.
pub async fn on_join_request(club: &Club, request: &ChatJoinRequest) -> anyhow::Result<()> {
    let chat = request.chat.id.0;
    let Some(group) = club.loyalty.group(chat).await? else {
        return Ok(());
    };
    let user = &request.from;
    let who = Box::pin(
        club.loyalty
            .meet(&presented(user, false)?, spoken(user), Some(group.shop)),
    )
    .await?;
    if let (Some(shop), None) = (&who.shop, &who.member) {
        let text = say::join::request_greeting(who.lang, &who.first_name, &shop.name);
        let greeting = Message::text(text).buttons(vec![vec![join_button(club, who.lang, shop.id)]]);
        once(
            club,
            &format!("request:{chat}:{}:{}", who.id, request.date.timestamp()),
            async {
                match Box::pin(club.telegram.send(Address::chat(request.user_chat_id.0), &greeting)).await {
                    Err(Trouble::Unreachable(why) | Trouble::Refused(why)) => {
                        tracing::info!(chat, why, "somebody who asks to be let in was not greeted");
                        Ok(())
                    }
                    sent => Ok(sent.map(drop)?),
                }
            },
        )
        .await?;
    }
    match club.telegram.approve_join_request(chat, who.id.0).await {
        // Somebody else settled it, or the bot may not.
        Err(Trouble::Unreachable(why) | Trouble::Refused(why)) => {
            tracing::info!(chat, why, "a request to join was left to the administrators");
            Ok(())
        }
        outcome => Ok(outcome?),
    }
}

/// Tells somebody in private, or, where no message reaches them there, in the group.
async fn tell(club: &Club, scene: &Scene<'_>, who: &Visitor, message: &Message) -> anyhow::Result<()> {
    if who.reachable {
        match Box::pin(club.telegram.send(Address::chat(who.id.0), message)).await {
            Err(Trouble::Unreachable(_) | Trouble::Refused(_)) => {}
            sent => return Ok(sent.map(drop)?),
        }
    }
    post(club, scene.chat, message).await
}

async fn in_private_only(club: &Club, who: &Visitor, message: &Message) -> anyhow::Result<()> {
    if !who.reachable {
        return Ok(());
    }
    match Box::pin(club.telegram.send(Address::chat(who.id.0), message)).await {
        Err(Trouble::Unreachable(_) | Trouble::Refused(_)) => Ok(()),
        sent => Ok(sent.map(drop)?),
    }
}

/// Posts into a group. Where members may not write, or the general topic is closed, the bot is silent.
async fn post(club: &Club, chat: i64, message: &Message) -> anyhow::Result<()> {
    match Box::pin(club.telegram.send(Address::chat(chat), message)).await {
        Err(Trouble::Unreachable(why) | Trouble::Refused(why)) => {
            tracing::info!(chat, why, "a group cannot be written to");
            Ok(())
        }
        sent => Ok(sent.map(drop)?),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn bot(status: &str, rights: &[&str]) -> ChatMember {
        let mut member = json!({
            "status": status,
            "user": { "id": 1, "is_bot": true, "first_name": "Regulars" },
            "can_be_edited": false, "is_anonymous": false, "can_manage_chat": true, "can_delete_messages": false,
            "can_manage_video_chats": false, "can_restrict_members": false, "can_promote_members": false,
            "can_change_info": false, "can_invite_users": false, "can_post_stories": false,
            "can_edit_stories": false, "can_delete_stories": false, "can_pin_messages": false,
        });
        for right in rights {
            member[*right] = true.into();
        }
        serde_json::from_value(member).unwrap()
    }

    #[test]
    fn what_the_bot_lacks_in_a_group_is_known() {
        let (delete, invite) = ("can_delete_messages", "can_invite_users");

        assert_eq!(lacking(&bot("administrator", &[delete, invite])), []);
        assert_eq!(lacking(&bot("administrator", &[delete])), [GroupRight::InviteUsers]);
        assert_eq!(
            lacking(&bot("administrator", &[])),
            [GroupRight::DeleteMessages, GroupRight::InviteUsers]
        );
        assert_eq!(lacking(&bot("member", &[])).first(), Some(&GroupRight::Admin));
    }
}
