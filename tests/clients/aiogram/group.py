"""What the bot does in groups."""

from datetime import timedelta

from aiogram import Bot, F, Router
from aiogram.enums import ChatAction, ChatMemberStatus, ChatType
from aiogram.filters import JOIN_TRANSITION, ChatMemberUpdatedFilter, Command, CommandObject
from aiogram.types import (
    BotCommand,
    BotCommandScopeChat,
    BotCommandScopeChatMember,
    BufferedInputFile,
    CallbackQuery,
    ChatJoinRequest,
    ChatMemberUpdated,
    ChatPermissions,
    EphemeralMessageParameters,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    Message,
    ReplyParameters,
)

from picture import PICTURE

router = Router()
router.message.filter(F.chat.type.in_({ChatType.GROUP, ChatType.SUPERGROUP}))


def button(text: str, data: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text=text, callback_data=data)]])


@router.my_chat_member(F.chat.type != ChatType.PRIVATE)
async def came_in(change: ChatMemberUpdated, bot: Bot) -> None:
    if change.new_chat_member.status != ChatMemberStatus.ADMINISTRATOR:
        return
    await bot.set_my_commands(
        [BotCommand(command="mine", description="Yours", is_ephemeral=True)],
        scope=BotCommandScopeChat(chat_id=change.chat.id),
    )
    await bot.set_my_commands(
        [BotCommand(command="order", description="Keep order")],
        scope=BotCommandScopeChatMember(chat_id=change.chat.id, user_id=change.from_user.id),
    )
    await bot.send_message(change.chat.id, f"Thank you, {change.from_user.first_name}")


@router.chat_member(ChatMemberUpdatedFilter(JOIN_TRANSITION))
async def joined(change: ChatMemberUpdated, bot: Bot) -> None:
    user = change.new_chat_member.user
    by = change.invite_link.name if change.invite_link else None
    await bot.send_message(change.chat.id, f"Welcome, {user.first_name}, by {by or 'the door'}")
    await bot.set_chat_member_tag(change.chat.id, user.id, tag="new")


@router.chat_member()
async def changed(_: ChatMemberUpdated) -> None:
    """Only parsed."""


@router.chat_join_request()
async def asked_to_join(request: ChatJoinRequest, bot: Bot) -> None:
    if request.from_user.first_name == "Mallory":
        await request.decline()
        return
    await bot.send_message(request.user_chat_id, f"{request.chat.title} lets you in")
    await request.approve()


@router.message(Command("mine"))
async def mine(message: Message) -> None:
    await message.answer(
        "You have <b>250</b> points",
        reply_markup=button("More", "more"),
        reply_parameters=ReplyParameters(ephemeral_message_id=message.ephemeral_message_id),
        ephemeral_message_parameters=EphemeralMessageParameters(receiver_user_id=message.from_user.id),
    )


@router.callback_query(F.data == "more")
async def more(tap: CallbackQuery, bot: Bot) -> None:
    await bot.edit_ephemeral_message_text(
        chat_id=tap.message.chat.id,
        receiver_user_id=tap.from_user.id,
        ephemeral_message_id=tap.message.ephemeral_message_id,
        text="<i>More</i>",
        reply_markup=button("Away", "away"),
    )
    await tap.answer()


@router.callback_query(F.data == "away")
async def away(tap: CallbackQuery, bot: Bot) -> None:
    await bot.delete_ephemeral_message(
        chat_id=tap.message.chat.id,
        receiver_user_id=tap.from_user.id,
        ephemeral_message_id=tap.message.ephemeral_message_id,
    )
    await tap.answer("Gone")


@router.message(Command("show"))
async def show(message: Message, bot: Bot) -> None:
    receiver = EphemeralMessageParameters(receiver_user_id=message.from_user.id)
    sent = await message.answer_photo(
        BufferedInputFile(PICTURE, "1.png"), caption="Yours", ephemeral_message_parameters=receiver
    )
    it = {
        "chat_id": message.chat.id,
        "receiver_user_id": message.from_user.id,
        "ephemeral_message_id": sent.ephemeral_message_id,
    }
    await bot.edit_ephemeral_message_caption(caption="Still yours", **it)
    other = InputMediaPhoto(media=BufferedInputFile(PICTURE, "2.png"), caption="Another")
    await bot.edit_ephemeral_message_media(media=other, **it)
    await bot.edit_ephemeral_message_reply_markup(reply_markup=button("Away", "away"), **it)


@router.message(Command("club"))
async def club(message: Message) -> None:
    await message.answer("The club", reply_markup=button("For me", "for me"))


@router.callback_query(F.data == "for me")
async def for_me(tap: CallbackQuery, bot: Bot) -> None:
    instead = EphemeralMessageParameters(
        receiver_user_id=tap.from_user.id, callback_query_id=tap.id, replace_callback_query_message=True
    )
    await bot.send_message(tap.message.chat.id, "Only you", ephemeral_message_parameters=instead)
    await tap.answer()


@router.message(Command("topic"))
async def topic(message: Message, command: CommandObject, bot: Bot) -> None:
    chat = message.chat.id
    made = await bot.create_forum_topic(chat, command.args, icon_color=0x6FB9F0)
    thread = made.message_thread_id
    await bot.send_chat_action(chat, ChatAction.TYPING, message_thread_id=thread)
    await bot.edit_forum_topic(chat, thread, name=f"{made.name}!")
    await bot.close_forum_topic(chat, thread)
    await bot.reopen_forum_topic(chat, thread)
    passing = await bot.create_forum_topic(chat, "Passing")
    await bot.delete_forum_topic(chat, passing.message_thread_id)
    await bot.close_general_forum_topic(chat)
    await bot.reopen_general_forum_topic(chat)
    await bot.send_message(chat, "In here", message_thread_id=thread)


@router.message(Command("pin"))
async def pin(message: Message, bot: Bot) -> None:
    sent = await message.answer("Pinned")
    await sent.pin()
    chat = await bot.get_chat(message.chat.id)
    await message.answer(f"On top: {chat.pinned_message.text}")
    await sent.unpin()
    await bot.unpin_all_chat_messages(message.chat.id)


@router.message(Command("who"))
async def who(message: Message, bot: Bot) -> None:
    chat = await bot.get_chat(message.chat.id)
    admins = await bot.get_chat_administrators(message.chat.id)
    count = await bot.get_chat_member_count(message.chat.id)
    sender = await bot.get_chat_member(message.chat.id, message.from_user.id)
    await message.answer(f"{chat.title}: {count} members, {len(admins)} run it, you are {sender.status}")


@router.message(Command("promote"))
async def promote(message: Message, command: CommandObject, bot: Bot) -> None:
    chat, user = message.chat.id, int(command.args)
    await bot.promote_chat_member(chat, user, can_pin_messages=True, can_delete_messages=True)
    await bot.set_chat_administrator_custom_title(chat, user, "Clerk")
    member = await bot.get_chat_member(chat, user)
    said = f"{member.status} {member.custom_title}"
    await bot.promote_chat_member(chat, user)
    member = await bot.get_chat_member(chat, user)
    await message.answer(f"{said}, {member.status} again, tagged {member.tag}")


@router.message(Command("order"))
async def order(message: Message, command: CommandObject, bot: Bot) -> None:
    chat, user = message.chat.id, int(command.args)
    statuses = []
    until = message.date + timedelta(hours=1)
    await bot.restrict_chat_member(chat, user, ChatPermissions(can_send_messages=False), until_date=until)
    statuses.append((await bot.get_chat_member(chat, user)).status)
    await bot.ban_chat_member(chat, user, until_date=until)
    statuses.append((await bot.get_chat_member(chat, user)).status)
    await bot.unban_chat_member(chat, user, only_if_banned=True)
    statuses.append((await bot.get_chat_member(chat, user)).status)
    await message.answer(", ".join(statuses))


@router.message(Command("links"))
async def links(message: Message, bot: Bot) -> None:
    chat = message.chat.id
    made = await bot.create_chat_invite_link(chat, name="Spring", member_limit=5)
    edited = await bot.edit_chat_invite_link(chat, made.invite_link, name="Summer", creates_join_request=True)
    revoked = await bot.revoke_chat_invite_link(chat, edited.invite_link)
    await bot.export_chat_invite_link(chat)
    lasting = await bot.create_chat_invite_link(chat, name="Friends")
    state = "revoked" if revoked.is_revoked else "valid"
    await message.answer(f"{made.name}, {edited.name}, {state}: {lasting.invite_link}")


@router.message(Command("name"))
async def name(message: Message, command: CommandObject, bot: Bot) -> None:
    chat = message.chat.id
    await bot.set_chat_title(chat, command.args)
    await bot.set_chat_description(chat, "A place")
    await bot.set_chat_permissions(chat, ChatPermissions(can_send_messages=True, can_send_photos=True))
    told = await bot.get_chat(chat)
    await message.answer(f"{told.title}, {told.description}, {'photos' if told.permissions.can_send_photos else ''}")


@router.message(Command("leave"))
async def leave(message: Message, bot: Bot) -> None:
    await bot.leave_chat(message.chat.id)


@router.message()
async def heard(_: Message) -> None:
    """What merely happens in a group is parsed and left alone."""
