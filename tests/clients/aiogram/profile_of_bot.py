"""What the bot says of itself: commands by place and language, name, descriptions, rights it wishes for."""

from aiogram import Bot
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    ChatAdministratorRights,
    MenuButtonCommands,
)

POINTS = {"": "Your points", "zh": "你的积分", "id": "Poin Anda"}


async def introduce(bot: Bot) -> None:
    await bot.me()
    for language, words in POINTS.items():
        await bot.set_my_commands(
            [BotCommand(command="start", description=words)],
            scope=BotCommandScopeAllPrivateChats(),
            language_code=language or None,
        )
    mine = BotCommand(command="mine", description="Only for you", is_ephemeral=True)
    await bot.set_my_commands([mine], scope=BotCommandScopeAllGroupChats())
    await bot.set_my_commands(
        [mine, BotCommand(command="who", description="Who is here")], scope=BotCommandScopeAllChatAdministrators()
    )
    await bot.set_my_name("Club")
    await bot.set_my_description("A club")
    await bot.set_my_short_description("Club")
    await bot.set_chat_menu_button(menu_button=MenuButtonCommands())
    rights = {name: name != "is_anonymous" for name in required(ChatAdministratorRights)}
    await bot.set_my_default_administrator_rights(ChatAdministratorRights(**rights))


def required(model: type) -> list[str]:
    return [name for name, field in model.model_fields.items() if field.is_required()]


async def profile(bot: Bot, user: int) -> str:
    """All that the bot can ask about itself and one person, as a few words."""
    commands = await bot.get_my_commands(scope=BotCommandScopeAllPrivateChats(), language_code="id")
    name = await bot.get_my_name()
    await bot.get_my_description()
    await bot.get_my_short_description()
    button = await bot.get_chat_menu_button(chat_id=user)
    rights = await bot.get_my_default_administrator_rights()
    info = await bot.get_webhook_info()
    chat = await bot.get_chat(user)
    photos = await bot.get_user_profile_photos(user)
    await bot.delete_my_commands(scope=BotCommandScopeAllPrivateChats(), language_code="zh")
    return (
        f"{name.name}, {commands[0].description}, {button.type}, {'invites' if rights.can_invite_users else ''}, "
        f"{'webhook' if info.url else 'polling'}, {chat.first_name} @{chat.username}, {photos.total_count} photo"
    )
