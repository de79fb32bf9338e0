"""Other builds of the client: the tree copied, one sentence changed, built by the project's own command."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.browser import ROOT

PARTS = ("app", "templates", "migrations", "static/src", "wsgi.py", "package.json")
SENTENCE = '"home.recent": "Opened last"'


def build_saying(words: str, folder: Path) -> Path:
    """A tree in the new `folder` whose home page says `words` above what was opened last."""
    for part in PARTS:
        source, target = ROOT / part, folder / part
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
    (folder / "node_modules").symlink_to(ROOT / "node_modules")
    sentences = folder / "static" / "src" / "text" / "en.js"
    text = sentences.read_text()
    assert text.count(SENTENCE) == 1
    sentences.write_text(text.replace(SENTENCE, f'"home.recent": "{words}"'))
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "client", "build"]
    secret = {"LINESIDE_SECRET": "only-for-building-the-client-files"}
    subprocess.run(command, cwd=folder, env={**os.environ, **secret}, check=True, capture_output=True)
    return folder
