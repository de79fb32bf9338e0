"""What one label says."""

from dataclasses import dataclass


@dataclass(frozen=True)
class LabelText:
    """`code` as it is kept; `tag` is the plant's own number of the equipment; `ppe` names pictograms.

    A blank, bound to its equipment after it is stuck, has a code only.
    """

    code: str
    name: str = ""
    tag: str = ""
    area: str = ""
    ppe: tuple[str, ...] = ()
