"""What the bot sells, and how it is paid."""

from aiogram import Bot, F, Router
from aiogram.enums import ChatType
from aiogram.exceptions import TelegramBadRequest
from aiogram.filters import Command
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, LabeledPrice, Message, PreCheckoutQuery

router = Router()
router.message.filter(F.chat.type == ChatType.PRIVATE)

CAKE = {
    "title": "Cake",
    "description": "With cherries",
    "payload": "cake",
    "currency": "XTR",
    "prices": [LabeledPrice(label="Cake", amount=5)],
}


@router.message(Command("cake"))
async def cake(message: Message) -> None:
    rows = [
        [InlineKeyboardButton(text="Pay 5 Stars", pay=True)],
        [InlineKeyboardButton(text="Another", callback_data="toast")],
    ]
    await message.answer_invoice(**CAKE, reply_markup=InlineKeyboardMarkup(inline_keyboard=rows))


@router.message(Command("boots"))
async def boots(message: Message) -> None:
    await message.answer_invoice(
        title="Boots",
        description="Made for walking",
        payload="boots",
        provider_token="1234567:TEST:abc",
        currency="USD",
        prices=[LabeledPrice(label="Boots", amount=9_900), LabeledPrice(label="Discount", amount=-900)],
        start_parameter="boots",
        need_name=True,
        need_phone_number=True,
    )


@router.message(Command("link"))
async def link(message: Message, bot: Bot) -> None:
    await message.answer(await bot.create_invoice_link(**CAKE))


@router.pre_checkout_query(F.order_info.name == "Mallory")
async def refuse(query: PreCheckoutQuery) -> None:
    await query.answer(ok=False, error_message="Not to you")


@router.pre_checkout_query()
async def agree(query: PreCheckoutQuery) -> None:
    await query.answer(ok=True)


@router.message(F.successful_payment)
async def paid(message: Message) -> None:
    payment = message.successful_payment
    told = f" by {payment.order_info.name}" if payment.order_info else ""
    await message.answer(f"Paid {payment.total_amount} {payment.currency} for {payment.invoice_payload}{told}")


@router.message(Command("refund"))
async def refund(message: Message, bot: Bot) -> None:
    first = (await bot.get_star_transactions(limit=1)).transactions[0]
    try:
        await bot.refund_star_payment(first.source.user.id, first.id)
    except TelegramBadRequest as error:
        await message.answer(error.message)


@router.message(F.refunded_payment)
async def refunded(message: Message) -> None:
    payment = message.refunded_payment
    await message.answer(f"Given back: {payment.total_amount} {payment.currency} for {payment.invoice_payload}")


@router.message(Command("stars"))
async def stars(message: Message, bot: Bot) -> None:
    balance = (await bot.get_my_star_balance()).amount
    moved = [
        f"{one.amount} to {one.receiver.user.first_name}" if one.receiver else f"{one.amount} from {one.source.user.first_name}"
        for one in (await bot.get_star_transactions()).transactions
    ]
    await message.answer(f"{balance}: {', '.join(moved)}")
