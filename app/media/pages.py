"""The page of one clip, which uploads, captions and guides made of it come back to."""

from typing import Any

from flask import render_template

from app.core.database import db
from app.media import queries, uses
from app.media.languages import LANGUAGES
from app.media.models import Medium
from app.media.rules import CaptionsRefused


def clip(
    medium: Medium,
    *,
    refusal: CaptionsRefused | None = None,
    language: str = "en",
    guide: dict[str, Any] | None = None,
) -> str:
    """The page; `refusal` says why captions of a language were not taken, `guide` is what was typed for
    one: title, summary, and errors, a sentence by field."""
    return render_template(
        "media/show.html",
        medium=medium,
        jobs=queries.progress(db.session(), [medium]),
        uses=uses.of(db.session(), medium.id),
        refusal=refusal,
        language=language,
        guide=guide or {"title": "", "summary": "", "errors": {}},
    )


def languages_of(medium: Medium) -> str:
    """The languages of its captions, by their own names: "English, Deutsch"."""
    return ", ".join(LANGUAGES.get(one.language or "", "?") for one in queries.captions(medium))
