"""Stands before the « custom » provider of xlwings-server, which accepts a token known to all."""

from typing import NoReturn

from fastapi import HTTPException


async def validate_token(token_string: str) -> NoReturn:  # noqa: ARG001  xlwings' interface
    """Refuse every token: ours are judged before xlwings-server is reached."""
    raise HTTPException(status_code=401, detail="Jeton refusé.")
