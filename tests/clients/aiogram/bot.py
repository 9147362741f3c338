"""A small bot on aiogram. Its twin on grammY does the same, and one story is told with both."""

import asyncio
import os
import signal

from aiogram import Bot, Dispatcher
from aiogram.client.default import DefaultBotProperties
from aiogram.client.telegram import TelegramAPIServer
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web

import group
import payments
import private
from profile_of_bot import introduce
from strict import StrictSession, strict_updates

SECRET = "a-secret_of-the-webhook"


def main() -> None:
    bot = Bot(
        os.environ["BOT_TOKEN"],
        session=StrictSession(api=TelegramAPIServer.from_base(os.environ["BOT_API"])),
        default=DefaultBotProperties(parse_mode="HTML"),
    )
    updates = Dispatcher()
    updates.include_routers(group.router, payments.router, private.router)
    run = poll if os.environ["BOT_UPDATES"] == "polling" else serve
    asyncio.run(run(bot, updates))


async def poll(bot: Bot, updates: Dispatcher) -> None:
    """Asks for updates until the process is told to stop."""
    await introduce(bot)
    await bot.delete_webhook()
    polling = asyncio.create_task(updates.start_polling(bot, handle_signals=False))
    # aiogram's own handler of the signal warns that it came, and a warning fails the story.
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, lambda: asyncio.create_task(updates.stop_polling()))
    await polling


async def serve(bot: Bot, updates: Dispatcher) -> None:
    """Takes updates in until the process is told to stop."""
    told_to_stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, told_to_stop.set)
    app = web.Application(middlewares=[strict_updates])
    # An update is acknowledged when it has been handled: what goes wrong with it is seen by all.
    handler = SimpleRequestHandler(updates, bot, handle_in_background=False, secret_token=SECRET)
    handler.register(app, path="/updates")
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0]
    await introduce(bot)
    await bot.set_webhook(
        f"http://{host}:{port}/updates",
        secret_token=SECRET,
        max_connections=3,
        allowed_updates=updates.resolve_used_update_types(),
    )
    await told_to_stop.wait()
    await runner.cleanup()


if __name__ == "__main__":
    main()
