"""Pictures of our own printed labels that are hard to read, made by script: the same ones every time.

Each is what a phone's camera gives, 1280 × 720, with one label in it somewhere near the middle. A kind of
damage comes in STEPS strengths, from mild to more than a reader can be asked for.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageFilter, ImageOps

from app.labels import rules
from app.labels.catalogue import STOCKS
from app.labels.text import LabelText
from tests.camera import picture_of
from tests.printed import print_sheet

HOST = "lineside.example.com"
FRAME = (1280, 720)
STEPS, LABELS = 5, 4
USUAL = 420  # pixels that a label is wide in the picture: a phone held at arm's length with a lens that zooms

EVEN = 255 / 12**0.5  # standard deviation of even noise from 0 to 255

Picture = Image.Image
Damage = Callable[[Picture, float, random.Random], Picture]


@dataclass(frozen=True)
class Hard:
    """One picture of the set; `strength` is from 0 to 1."""

    kind: str
    strength: float
    code: str
    picture: Picture


def hard_set() -> Iterator[Hard]:
    """Every kind, each strength, each label: len(KINDS) × STEPS × LABELS pictures."""
    for kind, make in KINDS.items():
        for step in range(STEPS):
            for number in range(LABELS):
                chance = random.Random(f"{kind} {step} {number}")
                strength = step / (STEPS - 1)
                yield Hard(kind, strength, code_of(number), make(label(number), strength, chance))


def code_of(number: int) -> str:
    return rules.new_code(random.Random(f"label {number}"))


@cache
def label(number: int) -> Picture:
    """A printed label, 62 × 29 mm or a cell of a sheet, at a label printer's 300 dpi."""
    text = LabelText(code_of(number), f"Hydraulic press {number + 1}", f"PR-0{number + 1}", "Hall 2 · Line A")
    return picture_of(print_sheet([text], stock=STOCKS["62x29"], host=HOST), dpi=300)


def on_the_machine(face: Picture, chance: random.Random, width: int = USUAL) -> Picture:
    """Stuck on painted steel, a little turned."""
    scene = Image.new("RGB", FRAME, (126, 130, 128))
    scene = noisy(scene, 9)
    face = face.resize((width, round(face.height * width / face.width)), Image.Resampling.LANCZOS)
    turned = face.convert("RGBA").rotate(chance.uniform(-12, 12), Image.Resampling.BICUBIC, expand=True)
    middle = (FRAME[0] - turned.width) // 2, (FRAME[1] - turned.height) // 2
    place = middle[0] + chance.randint(-40, 40), middle[1] + chance.randint(-40, 40)
    scene.paste(turned, place, turned)
    return scene


def noisy(picture: Picture, amount: float) -> Picture:
    """What a small sensor adds: grain of that standard deviation (of 255)."""
    return ImageChops.add(picture, Image.merge("RGB", [grain(amount)] * 3), offset=-128)


@cache
def grain(amount: float) -> Picture:
    """Evenly spread around 128, the same for one amount."""
    even = Image.frombytes("L", FRAME, random.Random(amount).randbytes(FRAME[0] * FRAME[1]))
    return even.point([round(128 + (level - 127.5) * amount / EVEN) for level in range(256)])


def blurred(face: Picture, strength: float, chance: random.Random) -> Picture:
    """Out of focus."""
    return noisy(on_the_machine(face, chance).filter(ImageFilter.GaussianBlur(1 + 4 * strength)), 5)


def shaken(face: Picture, strength: float, chance: random.Random) -> Picture:
    """The hand moved while the picture was taken."""
    scene, steps = on_the_machine(face, chance), round(3 + 14 * strength)
    across = chance.random() < 0.5
    moved = scene
    for step in range(1, steps):
        by = (step, step // 3) if across else (step // 3, step)
        moved = Image.blend(moved, ImageChops.offset(scene, *by), 1 / (step + 1))
    return noisy(moved, 5)


def glaring(face: Picture, strength: float, chance: random.Random) -> Picture:
    """A lamp in the laminate: a patch of white with soft edges."""
    scene = on_the_machine(face, chance)
    shine = Image.new("L", FRAME, 0)
    x, y, size = 640 + chance.randint(-170, 0), 360 + chance.randint(-60, 60), 30 + 80 * strength
    ImageDraw.Draw(shine).ellipse((x - size * 1.5, y - size, x + size * 1.5, y + size), fill=255)
    shine = shine.filter(ImageFilter.GaussianBlur(14))
    return noisy(Image.composite(Image.new("RGB", FRAME, "white"), scene, shine), 5)


def dirty(face: Picture, strength: float, chance: random.Random) -> Picture:
    """Splashes of oil and a smear of grease on the label."""
    face, pen_of = face.copy(), ImageDraw.Draw
    for _ in range(round(12 + 60 * strength)):
        x, y, size = (
            chance.randrange(face.width),
            chance.randrange(face.height),
            chance.uniform(3, 8 + 10 * strength),
        )
        shade = chance.choice([(40, 34, 28), (70, 60, 48), (225, 222, 214)])
        pen_of(face).ellipse((x - size, y - size, x + size, y + size), fill=shade)
    film = Image.new("RGB", face.size, (120, 100, 70))
    return noisy(on_the_machine(Image.blend(face, film, 0.15 + 0.4 * strength), chance), 6)


def torn(face: Picture, strength: float, chance: random.Random) -> Picture:
    """A corner of the label is gone, and of the symbol with it."""
    face, part = face.copy(), 0.15 + 0.3 * strength
    width, height = face.height * part, face.height * part * 1.3
    left, top = chance.choice([(0, 0), (0, face.height)])
    inner = [(left, top), (left + width, top), (left, abs(top - height))]
    ImageDraw.Draw(face).polygon(inner, fill=(128, 130, 128))
    return noisy(on_the_machine(face, chance), 5)


def slanted(face: Picture, strength: float, chance: random.Random) -> Picture:
    """Seen from the side: the far edge is smaller than the near one."""
    scene = on_the_machine(face, chance, 520)
    lean = 0.25 + 0.55 * strength
    side, shrink = FRAME[1] * lean / 2, FRAME[0] * lean / 3
    near = [(shrink, 0), (0, FRAME[1]), (FRAME[0], FRAME[1]), (FRAME[0] - shrink, 0)]
    across = [(0, 0), (0, FRAME[1]), (FRAME[0] - shrink, FRAME[1] - side), (FRAME[0] - shrink, side)]
    corners = chance.choice([near, across])
    warped = scene.transform(
        FRAME, Image.Transform.PERSPECTIVE, perspective(corners), Image.Resampling.BICUBIC
    )
    return noisy(warped, 5)


def dark(face: Picture, strength: float, chance: random.Random) -> Picture:
    """Behind the machine: little light, much grain, a shadow across."""
    scene = on_the_machine(face, chance)
    shadow = Image.linear_gradient("L").rotate(chance.choice([0, 90, 180, 270])).resize(FRAME)
    scene = Image.composite(scene, ImageEnhance.Brightness(scene).enhance(0.35), shadow)
    return noisy(ImageEnhance.Brightness(scene).enhance(0.30 - 0.22 * strength), 6 + 10 * strength)


def inverse(face: Picture, strength: float, chance: random.Random) -> Picture:
    """White on black, as engraved plates are, and a little out of focus."""
    scene = on_the_machine(ImageOps.invert(face), chance)
    return noisy(scene.filter(ImageFilter.GaussianBlur(0.4 + 2 * strength)), 6)


def small(face: Picture, strength: float, chance: random.Random) -> Picture:
    """Far away."""
    scene = on_the_machine(face, chance, round(260 - 170 * strength))
    return noisy(scene.filter(ImageFilter.GaussianBlur(0.5)), 4)


def perspective(corners: list[tuple[float, float]]) -> list[float]:
    """PIL's eight numbers that put the frame's corners (from the top left, against the clock) onto these."""
    width, height = FRAME
    plain = [(0, 0), (0, height), (width, height), (width, 0)]
    rows = []
    for (x, y), (u, v) in zip(corners, plain, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y, u])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y, v])
    return solved(rows)


def solved(rows: list[list[float]]) -> list[float]:
    """Gauss and Jordan, with the largest pivot; each row ends with its right side."""
    size = len(rows)
    for column in range(size):
        pivot = max(range(column, size), key=lambda row: abs(rows[row][column]))
        rows[column], rows[pivot] = rows[pivot], rows[column]
        rows[column] = [value / rows[column][column] for value in rows[column]]
        for row in range(size):
            if row != column:
                factor = rows[row][column]
                rows[row] = [a - factor * b for a, b in zip(rows[row], rows[column], strict=True)]
    return [row[-1] for row in rows]


KINDS: dict[str, Damage] = {
    "blur": blurred,
    "shake": shaken,
    "glare": glaring,
    "dirt": dirty,
    "torn corner": torn,
    "perspective": slanted,
    "low light": dark,
    "inverse": inverse,
    "small": small,
}
