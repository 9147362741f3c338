"""What the bot does with one person."""

from aiogram import Bot, F, Router, html
from aiogram.enums import ButtonStyle, ChatAction, ChatType
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.filters import Command, CommandObject, CommandStart
from aiogram.types import (
    BufferedInputFile,
    CallbackQuery,
    ChatMemberUpdated,
    CopyTextButton,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    KeyboardButton,
    Message,
    ReactionTypeEmoji,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
)

from picture import PICTURE
from profile_of_bot import profile

router = Router()
router.message.filter(F.chat.type == ChatType.PRIVATE)


@router.message(CommandStart())
async def start(message: Message, command: CommandObject) -> None:
    keyboard = [
        [
            InlineKeyboardButton(text="Alert", callback_data="alert", style=ButtonStyle.DANGER),
            InlineKeyboardButton(text="Toast", callback_data="toast", style=ButtonStyle.SUCCESS),
        ],
        [
            InlineKeyboardButton(text="Edit", callback_data="edit", style=ButtonStyle.PRIMARY),
            InlineKeyboardButton(text="Delete", callback_data="delete"),
        ],
        [
            InlineKeyboardButton(text="Copy", copy_text=CopyTextButton(text="7F3A")),
            InlineKeyboardButton(text="Site", url="https://example.org/"),
        ],
    ]
    name = html.quote(message.from_user.full_name)
    await message.answer(
        f"<b>Hello</b>, <i>{name}</i> {command.args or ''} <tg-spoiler>s</tg-spoiler> "
        '<a href="https://example.org/">x</a> <code>1 &lt; 2</code> <blockquote>q</blockquote>',
        reply_markup=InlineKeyboardMarkup(inline_keyboard=keyboard),
    )


@router.callback_query(F.data == "alert")
async def alert(tap: CallbackQuery) -> None:
    await tap.answer("Careful", show_alert=True)


@router.callback_query(F.data == "toast")
async def toast(tap: CallbackQuery) -> None:
    await tap.answer("Done")


@router.callback_query(F.data == "edit")
async def edit(tap: CallbackQuery) -> None:
    await tap.message.edit_text("<u>Changed</u>", reply_markup=tap.message.reply_markup)
    away = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Delete", callback_data="delete")]])
    await tap.message.edit_reply_markup(reply_markup=away)
    await tap.answer()


@router.callback_query(F.data == "delete")
async def delete(tap: CallbackQuery) -> None:
    await tap.message.delete()
    await tap.answer()


@router.message(Command("keys"))
async def keys(message: Message) -> None:
    rows = [[KeyboardButton(text="My number", request_contact=True, style=ButtonStyle.PRIMARY)]]
    keyboard = ReplyKeyboardMarkup(
        keyboard=rows, resize_keyboard=True, one_time_keyboard=True, input_field_placeholder="Tap below"
    )
    await message.answer("Who are you?", reply_markup=keyboard)


@router.message(F.contact)
async def contact(message: Message) -> None:
    await message.answer(f"Number of {message.contact.first_name}", reply_markup=ReplyKeyboardRemove())


@router.message(F.location)
async def location(message: Message) -> None:
    await message.answer(f"At {message.location.latitude:.2f}")


@router.message(Command("ask"))
async def ask(message: Message) -> None:
    await message.answer("Your name?", reply_markup=ForceReply(input_field_placeholder="Name"))


@router.message(F.reply_to_message.text == "Your name?")
async def answered(message: Message) -> None:
    quoting = ReplyParameters(message_id=message.message_id)
    await message.answer(f"You are {message.text}", reply_parameters=quoting)


@router.message(F.photo)
async def photo(message: Message, bot: Bot) -> None:
    await bot.send_chat_action(message.chat.id, ChatAction.UPLOAD_PHOTO)
    content = (await bot.download(message.photo[-1])).read()
    sent = await message.answer_photo(BufferedInputFile(content, "back.png"), caption=f"<b>{len(content)}</b> bytes")
    again = await message.answer_photo(sent.photo[-1].file_id, caption="again")
    await again.edit_caption(caption="once more")


@router.message(F.document)
async def document(message: Message, bot: Bot) -> None:
    content = (await bot.download(message.document)).read()
    back = BufferedInputFile(content, message.document.file_name)
    await message.answer_document(back, caption=f"{len(content)} bytes")


@router.message(Command("album"))
async def album(message: Message) -> None:
    pictures = [
        InputMediaPhoto(media=BufferedInputFile(PICTURE, "1.png"), caption="<b>One</b>"),
        InputMediaPhoto(media=BufferedInputFile(PICTURE, "2.png"), caption="Two", has_spoiler=True),
    ]
    sent = await message.answer_media_group(pictures)
    await sent[0].edit_media(InputMediaPhoto(media=sent[1].photo[-1].file_id, caption="Uno"))


@router.message(Command("copy"))
async def copy(message: Message) -> None:
    await message.react([ReactionTypeEmoji(emoji="👍")])
    await message.copy_to(message.chat.id)
    await message.forward(message.chat.id)


@router.message(Command("clean"))
async def clean(message: Message, bot: Bot) -> None:
    sent = [await message.answer(words) for words in ("one", "two")]
    await bot.delete_messages(message.chat.id, [one.message_id for one in sent])
    await message.answer("Clean")


@router.message(Command("profile"))
async def about(message: Message, bot: Bot) -> None:
    await message.answer(await profile(bot, message.from_user.id))


@router.message(Command("write"))
async def write(message: Message, command: CommandObject, bot: Bot) -> None:
    await message.answer(await outcome(bot, int(command.args)))


async def outcome(bot: Bot, chat: int) -> str:
    """How writing to a chat ends, as aiogram tells it."""
    try:
        await bot.send_message(chat, "Hello")
    except TelegramRetryAfter as error:
        return f"429, wait {error.retry_after}"
    except TelegramMigrateToChat as error:
        return f"400, moved to {error.migrate_to_chat_id}"
    except TelegramBadRequest as error:
        return f"400, {error.message}"
    except TelegramForbiddenError as error:
        return f"403, {error.message}"
    except TelegramServerError as error:
        return f"502, {error.message}"
    except TelegramNetworkError:
        return "no answer"
    except TelegramAPIError as error:
        return f"something else: {error}"
    return "written"


@router.edited_message()
async def edited(message: Message) -> None:
    await message.answer(f"Now it says {message.text}")


@router.my_chat_member(F.chat.type == ChatType.PRIVATE)
async def blocked(_: ChatMemberUpdated) -> None:
    """Whoever blocked the bot cannot be told anything."""
