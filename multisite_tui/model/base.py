"""What all parts of a setup have in common."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Part(BaseModel):
    """A frozen piece of a setup; an unknown key or a wrong type is an error, never guessed at."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, validate_default=False, populate_by_name=True)
