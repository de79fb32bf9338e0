"""A fake camera that shows a label of our own, rasterised from our own PDF."""

import subprocess
from pathlib import Path

import imageio_ffmpeg
import pypdfium2
from PIL import Image, ImageDraw


def picture_of(pdf: bytes, page: int = 0, dpi: int = 203) -> Image.Image:
    """One page as a printer of that resolution would put it on paper."""
    document = pypdfium2.PdfDocument(pdf)
    return document[page].render(scale=dpi / 72).to_pil().convert("RGB")


def film(picture: Image.Image, path: Path) -> list[str]:
    """Write a film of the picture held before the camera; return the browser's flags for it."""
    scene = Image.new("RGB", (1280, 720), (120, 118, 112))
    picture = picture.copy()
    picture.thumbnail((1000, 620))
    scene.paste(picture, ((1280 - picture.width) // 2, (720 - picture.height) // 2))
    return _encode(scene, path)


def qr_picture(text: str) -> Image.Image:
    """A QR that is not ours."""
    import qrcode

    return qrcode.make(text, box_size=8).get_image().convert("RGB")


def empty_scene() -> Image.Image:
    scene = Image.new("RGB", (640, 400), (90, 96, 100))
    ImageDraw.Draw(scene).rectangle((40, 60, 300, 330), fill=(150, 90, 40))
    return scene


def _encode(scene: Image.Image, path: Path) -> list[str]:
    frame = path.with_suffix(".png")
    scene.save(frame)
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-y", "-loglevel", "error", "-loop", "1", "-framerate", "15"]
    command += [
        "-i",
        str(frame),
        "-t",
        "2",
        "-vf",
        "format=yuvj420p",
        "-c:v",
        "mjpeg",
        "-q:v",
        "3",
        str(path),
    ]
    subprocess.run(command, check=True)
    return [
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={path}",
    ]
