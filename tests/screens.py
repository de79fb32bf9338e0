"""`python -m tests.screens`: the pictures of docs/screens, of a demo plant in use, small enough for git."""

import io
import os
import shutil
import sqlite3
import tempfile
from pathlib import Path

import pypdfium2
from PIL import Image, ImageFilter
from playwright.sync_api import Page, sync_playwright

from app.demo.plant import EQUIPMENT
from tests.browser import ROOT, Server
from tests.camera import film, picture_of
from tests.demo import demo_in
from tests.journeys.desk import Desk
from tests.journeys.phone import Phone
from tests.journeys.tour import GONE, console_pages, retire, stranger_pages, use, worker_screens

OUT = ROOT / "docs" / "screens"
SCHEMES = ("light", "dark")
PHONES = {360: 640, 412: 839}
WORKER = (
    "home",
    "scan",
    "code",
    "equipment",
    "clip",
    "checklist",
    "finished",
    "records",
    "record",
    "rescue",
    "load",
    "signin",
    "offline",
    "unopened",
)
CONSOLE = (
    "overview",
    "completions",
    "completion",
    "phones",
    "rescue",
    "equipment",
    "piece-of-equipment",
    "labels",
    "print-job",
    "walk",
    "clips",
    "clip",
    "guides",
    "checklist",
)
SHARP = {"device_scale_factor": 2}
NARROW = ("completions", "completion")  # what a supervisor opens on a phone


def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    for old in OUT.glob("*.png"):
        old.unlink()
    with tempfile.TemporaryDirectory() as work, sync_playwright() as playwright:
        _take(playwright, Path(work))
    (OUT / "README.md").write_text(_index())
    sizes = [picture.stat().st_size for picture in OUT.glob("*.png")]
    print(f"{len(sizes)} pictures, {sum(sizes) / 1e6:.1f} MB")


def _take(playwright, work: Path) -> None:
    made = demo_in(Path(os.environ.get("LINESIDE_TEST_DEMO") or work))
    server = Server(Path(shutil.copytree(made, work / "instance"))).start()
    retire(server, GONE)
    photo = _photo(server.instance, work)
    desk = Desk(playwright, server, work / "desk").open("admin")
    _label_sheet(desk.print_labels(*(name for name, *_ in EQUIPMENT)))
    camera = film(_out_of_focus(desk.print_labels("Press 3", stock="62x29")), work / "camera.mjpeg")
    phone = Phone(playwright, server, work / "phone", camera, SHARP).open().ready()
    use(phone, photo)
    for name in console_pages(desk):
        if name in CONSOLE:
            _shots(desk.page, f"console-{name}", {1280: 900, **({360: 640} if name in NARROW else {})})
    desk.close()
    stranger = Phone(playwright, server, work / "stranger", (), {**SHARP, "service_workers": "block"}).open()
    for name in stranger_pages(stranger):
        if name in WORKER:
            _shots(stranger.page, f"worker-{name}", PHONES)
    stranger.close()
    server.stop()
    for name in worker_screens(phone, photo):
        if name in WORKER:
            _shots(phone.page, f"worker-{name}", PHONES)
    phone.close()


def _shots(page: Page, name: str, sizes: dict[int, int]) -> None:
    for width, height in sizes.items():
        page.set_viewport_size({"width": width, "height": height})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            page.wait_for_timeout(150)  # pictures are decoded, the camera fills its new frame
            shot = page.screenshot(animations="disabled")
            _save(Image.open(io.BytesIO(shot)), f"{name}-{width}-{scheme}")


def _out_of_focus(pdf: bytes) -> Image.Image:
    """The label as a camera sees it that still looks for its focus: there, but not to be read."""
    return picture_of(pdf).resize((480, 225)).filter(ImageFilter.GaussianBlur(5))


def _photo(instance: Path, folder: Path) -> Path:
    """The guard, as a worker would photograph it: the left half of the conveyor clip's poster."""
    database = sqlite3.connect(instance / "lineside.db")
    query = """SELECT r.sha256 FROM rendition r JOIN medium m ON m.id = r.medium_id
        WHERE r.kind = 'poster' AND m.filename LIKE 'conveyor%'"""
    [(sha256,)] = database.execute(query)
    database.close()
    poster = Image.open(next((instance / "blobs").rglob(f"{sha256}*"))).convert("RGB")
    path = folder / "photo.jpg"
    width, height = poster.size
    poster.crop((width * 2 // 5, height // 6, width * 4 // 5, height * 5 // 6)).save(path, quality=90)
    return path


def _label_sheet(pdf: bytes) -> None:
    _save(pypdfium2.PdfDocument(pdf)[0].render(scale=1.4).to_pil().convert("RGB"), "label-sheet")


def _save(picture: Image.Image, name: str) -> None:
    """256 colours are enough for flat pages, and a third of the bytes."""
    few = picture.convert("RGB").quantize(256, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(OUT / f"{name}.png", optimize=True)


def _index() -> str:
    lines = ["# The screens", "", "Taken by `make screens` of the demo plant; the phone has no network.", ""]
    lines += ["## The worker, at 360 and 412 px", ""]
    lines += [
        _row([f"worker-{name}-{width}-{scheme}" for width in PHONES for scheme in SCHEMES], 190)
        for name in WORKER
    ]
    lines += ["", "## The console, at 1280 px", ""]
    lines += [_row([f"console-{name}-1280-{scheme}" for scheme in SCHEMES], 400) for name in CONSOLE]
    lines += ["", "## The console on a phone", ""]
    lines += [_row([f"console-{name}-360-{scheme}" for name in NARROW for scheme in SCHEMES], 190)]
    lines += ["", "## A sheet of labels", "", _row(["label-sheet"], 400)]
    return "\n".join(lines) + "\n"


def _row(names: list[str], width: int) -> str:
    pictures = " ".join(
        f'<img src="{name}.png" width="{width}" alt="{name.replace("-", " ")}">' for name in names
    )
    return f"<p>{pictures}</p>"


if __name__ == "__main__":
    main()
