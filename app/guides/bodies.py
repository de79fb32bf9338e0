"""What a guide says: one shape per kind, frozen into a version at publishing."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from app.core.api import Shape

Sentence = Annotated[str, Field(min_length=1, max_length=300)]
Limit = Annotated[float, Field(allow_inf_nan=False)]  # JSON has no NaN
Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class File(Shape):
    """A rendition; phones fetch /media/<sha256>."""

    sha256: Sha256
    bytes: int
    content_type: str
    width: int | None = None
    height: int | None = None
    language: str | None = None


class Clip(Shape):
    """A short video. `speech` False says that nothing is lost with the sound off. Duration in seconds."""

    medium: str
    summary: str = ""
    duration_s: float
    speech: bool
    video: File
    poster: File
    captions: list[File] = []


class Item(Shape):
    """One line of a checklist. Which answers fail is the author's choice; see rules.outcome."""

    id: str = Field(pattern="^[a-z0-9]{4,16}$")
    kind: Literal["tick", "yes_no", "pass_fail", "number", "choice", "text", "photo"]
    text: Sentence
    help: str = Field("", max_length=500)
    required: bool = True
    note_on_fail: bool = False
    photo_on_fail: bool = False
    fails_on: Literal["yes", "no", ""] = "no"  # yes_no
    unit: str = Field("", max_length=20)  # number
    min: Limit | None = None
    max: Limit | None = None
    choices: list[Sentence] = Field([], max_length=20)  # choice
    failing_choices: list[Sentence] = []

    @model_validator(mode="after")
    def consistent(self):
        if self.kind == "choice" and len(self.choices) < 2:
            raise ValueError("a choice needs at least two answers")
        if not set(self.failing_choices) <= set(self.choices):
            raise ValueError("a failing choice must be one of the choices")
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError("the lower limit is above the upper limit")
        return self


class Checklist(Shape):
    summary: str = Field("", max_length=500)
    items: list[Item] = Field(min_length=1, max_length=350)

    @model_validator(mode="after")
    def distinct(self):
        if len({item.id for item in self.items}) != len(self.items):
            raise ValueError("two items have the same id")
        return self


BODIES: dict[str, type[Shape]] = {"clip": Clip, "checklist": Checklist}
