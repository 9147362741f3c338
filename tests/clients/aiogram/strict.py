"""Holds the playground to aiogram's models more strictly than aiogram does itself.

aiogram keeps fields that it does not know and takes "1" for 1. Here both are errors: a value has to come out of its
model as it went in, and no model may have met a field that is not its own.
"""

import json

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.methods.base import Response, TelegramMethod
from aiogram.types import Update
from aiohttp import web
from pydantic import BaseModel


class Untrue(Exception):
    """What came is not what the Bot API promises."""


def hold(raw: object, parsed: BaseModel) -> None:
    """Raises `Untrue` unless `parsed` says all of `raw` and nothing else."""
    know_all(parsed, type(parsed).__name__)
    came_out = parsed.model_dump(mode="json", by_alias=True, exclude_unset=True, warnings="error")
    before, after = (json.dumps(value, sort_keys=True) for value in (raw, came_out))
    if before != after:
        raise Untrue(f"went in as {before} and came out as {after}")


def know_all(value: object, path: str) -> None:
    """Raises `Untrue` when a model below `value` was given a field that it does not have."""
    if isinstance(value, BaseModel):
        if value.model_extra:
            raise Untrue(f"{path} is {type(value).__name__}, which has no {', '.join(value.model_extra)}")
        for name in value.model_fields_set:
            know_all(getattr(value, name), f"{path}.{name}")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            know_all(item, f"{path}[{index}]")


class StrictSession(AiohttpSession):
    """Looks at every answer before the bot does."""

    def check_response(self, bot: Bot, method: TelegramMethod, status_code: int, content: str) -> Response:
        raw = json.loads(content)
        hold(raw, Response[method.__returning__].model_validate(raw))
        return super().check_response(bot, method, status_code, content)


@web.middleware
async def strict_updates(request: web.Request, handler) -> web.StreamResponse:
    """Looks at every update that comes by webhook before the bot does."""
    raw = await request.json()
    hold(raw, Update.model_validate(raw))
    return await handler(request)
