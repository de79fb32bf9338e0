"""What one label says."""

from dataclasses import dataclass


@dataclass(frozen=True)
class LabelText:
    """`code` as it is kept; `tag` is the plant's own number of the equipment."""

    code: str
    name: str
    tag: str
    area: str
