"""Client build: one entry point, one esbuild bundle; the service worker carries the list of the others.

The worker app is two scripts, main.js and later.js (docs/decisions/0010-second-bundle.md).
"""

import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from functools import lru_cache
from pathlib import Path

from flask import Flask
from flask_assets import Bundle, Environment
from webassets.exceptions import FilterError
from webassets.filter import Filter, register_filter

from app.core import icons
from app.settings import ROOT

TARGET = "es2022,safari15.4"
FONTLESS = ["--loader:.wasm=file", "--loader:.svg=file", "--loader:.woff2=empty", "--loader:.woff=empty"]
CONSOLE_ONLY = ("built/console.", "built/theme.")
SOURCE_MAP = ["--sourcemap=external"]
SHARED = "shared.js"  # what both scripts of the worker app use
SCRIPTS = ("main.js", "later.js")


class Esbuild(Filter):
    """Bundle one entry; files it emits (wasm, svg) go beside it and are listed in .extras-*.json."""

    name = "esbuild"  # type: ignore[assignment]
    max_debug_level = None  # type: ignore[assignment]  # the sources are not browser-ready even when debugging
    options = {"binary": "ESBUILD_BIN", "cwd": "ESBUILD_CWD"}
    binary: str
    cwd: str

    def __init__(self, fmt="esm", define=None, **kw):
        super().__init__(**kw)
        self.fmt, self.define = fmt, define

    def unique(self):
        return (self.fmt, bool(self.define))

    def open(self, out, source_path, output=None, **kw):
        assert self.ctx
        resolver, name = self.ctx.environment.resolver, os.path.basename(source_path)
        built = Path(resolver.resolve_output_to_path(self.ctx, output, None)).parent
        public = os.path.dirname(resolver.resolve_output_to_url(self.ctx, output))
        built.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory() as folder:
            self.bundle(source_path, folder, public)
            files = {f.name: f for f in Path(folder).iterdir() if f.is_file()}
            code, source_map = files.pop(name).read_text(encoding="utf-8"), files.pop(name + ".map")
            map_name = f"{name}.{hashlib.sha256(source_map.read_bytes()).hexdigest()[:8]}.map"
            shutil.copyfile(source_map, built / map_name)
            for file in files.values():
                shutil.copyfile(file, built / file.name)
            extras = json.dumps([f"{public}/{file}" for file in sorted(files)])
            (built / f".extras-{name}.json").write_text(extras)
        comment = "//# sourceMappingURL={}\n" if name.endswith(".js") else "/*# sourceMappingURL={} */\n"
        out.write(code + comment.format(map_name))

    def bundle(self, source: str, folder: str, public: str) -> None:
        """Leave in `folder` the bundle under the name of its source, its map, and the files it needs."""
        shape = [f"--format={self.fmt}", "--minify", f"--public-path={public}"]
        self.run(source, f"--outdir={folder}", *shape, *SOURCE_MAP)

    def run(self, *arguments: str) -> None:
        values = self.define(self.ctx) if self.define else {}
        defines = [f"--define:{key}={json.dumps(value)}" for key, value in values.items()]
        shape = [f"--target={TARGET}", "--legal-comments=none", "--asset-names=[name]-[hash]"]
        command = [self.binary, *arguments, "--bundle", *shape, *FONTLESS, "--log-level=warning", *defines]
        done = subprocess.run(command, cwd=self.cwd, capture_output=True, text=True)
        if done.returncode:
            raise FilterError(f"esbuild failed for {arguments[0]}:\n{done.stderr}")


class First(Esbuild):
    """Of two scripts the first: what it shares with the second stands in it once, and is shown as `lineside`.

    esbuild splits the two entries into modules, with a third of what both use. Browsers keep the compiled
    code of classic scripts only, so each is bundled once more: the first with the third, the second with
    a reference to it.
    """

    name = "esbuild-first"

    def __init__(self, entries=()):
        super().__init__("iife")
        self.entries = entries

    def unique(self):
        return (self.entries,)

    def bundle(self, source: str, folder: str, public: str) -> None:
        split = Path(folder, "split")
        sources = [str(Path(source).with_name(entry)) for entry in self.entries]
        names = ["--splitting", "--chunk-names=shared", "--format=esm", "--minify", "--sourcemap=linked"]
        self.run(*sources, f"--outdir={split}", *names, f"--public-path={public}")
        for file in split.glob("*.svg"):
            shutil.copy(file, folder)
        for file in split.glob("*.js"):  # the public path is for pictures only
            file.write_text(file.read_text().replace(f'"{public}/{SHARED}"', f'"./{SHARED}"'))
        self.join(split, Path(source).name, folder)

    def join(self, split: Path, name: str, folder: str) -> None:
        (split / "both.js").write_text(f'export * from "./{SHARED}";\nimport "./{name}";\n')
        to = ["--format=iife", "--global-name=lineside", f"--outfile={folder}/{name}"]
        self.run(str(split / "both.js"), "--minify", *to, *SOURCE_MAP)


class Second(First):
    """The second of the two; runs when the first has run."""

    name = "esbuild-second"

    def join(self, split: Path, name: str, folder: str) -> None:
        (split / SHARED).write_text("module.exports = lineside;\n")
        to = ["--format=iife", f"--outfile={folder}/{name}"]
        self.run(str(split / name), "--minify", *to, *SOURCE_MAP)


register_filter(Esbuild)


def precache(ctx) -> dict:
    """What the service worker stores at install, and the name of this build."""
    env = ctx.environment
    versions = env.manifest.manifest.items()
    urls = [
        env.resolver.resolve_output_to_url(ctx, key % {"version": version})
        for key, version in versions
        if "%(version)s" in key and not key.startswith(CONSOLE_ONLY)
    ]
    for entry in ("main.js", "main.css", "later.js", "decoder.js"):
        listed = Path(env.directory, "built", f".extras-{entry}.json")
        urls += json.loads(listed.read_text()) if listed.exists() else []
    urls = sorted(set(urls))
    worker = [ROOT / "static/src/service-worker.js", *sorted((ROOT / "static/src/sw").glob("*.js"))]
    pages = [ROOT / "templates" / page for page in ("layout.html", "shell/app.html", "shell/offline.html")]
    parts = [*pages, *worker]
    build = hashlib.sha256("".join(urls).encode() + b"".join(part.read_bytes() for part in parts))
    return {"__PRECACHE__": urls, "__BUILD__": build.hexdigest()[:10]}


def install(app: Flask) -> None:
    app.config.from_mapping(
        ASSETS_MANIFEST=f"json:{ROOT}/static/built/.manifest.json",
        ASSETS_CACHE=False,
        ASSETS_AUTO_BUILD=False,
        ASSETS_VERSIONS="hash",
        ASSETS_URL_EXPIRE=False,
        ESBUILD_BIN=f"{ROOT}/node_modules/.bin/esbuild",
        ESBUILD_CWD=str(ROOT),
    )
    app.add_template_global(sprite_url)
    env = Environment(app)
    env.register("style", _bundle(env, "main.css"))
    env.register("client", _bundle(env, "main.js", First(SCRIPTS)))
    env.register("later", _bundle(env, "later.js", Second(SCRIPTS)))
    env.register("later_style", _bundle(env, "later.css"))
    env.register("decoder", _bundle(env, "scan/decoder.js", Esbuild("iife")))
    env.register("console_style", _bundle(env, "console.css"))
    env.register("console", _bundle(env, "console.js"))
    env.register("theme", _bundle(env, "console/theme.js", Esbuild("iife")))
    worker = Esbuild("iife", precache)  # needs the others
    env.register("worker", _bundle(env, "service-worker.js", worker, "sw.js"))


def build(app: Flask) -> None:
    """Build everything into static/built/, in order of registration."""
    built = ROOT / "static" / "built"
    shutil.rmtree(built, ignore_errors=True)
    built.mkdir(parents=True)
    icons.build(built)
    env = _environment(app)
    for bundle in env:
        with bundle.bind(env):
            bundle.build(force=True)


def built_url(app: Flask, entry: str) -> str:
    """The hashed URL of one built entry, such as `decoder.js`."""
    env = _environment(app)
    stem, _, ending = entry.rpartition(".")
    key = f"built/{stem}.%(version)s.{ending}"
    return f"/static/{key % {'version': env.manifest.manifest[key]}}"


def sprite_url() -> str:
    """The hashed URL of the pictograms, for `<use href>` in pages."""
    return sprite_in(ROOT / "static" / "built" / ".extras-console.js.json")


@lru_cache(maxsize=1)
def sprite_in(listed: Path) -> str:
    """The pictograms among the files that a build emitted."""
    return next(url for url in json.loads(listed.read_text()) if "/pictograms-" in url)


def _environment(app: Flask) -> Environment:
    return app.jinja_env.assets_environment  # type: ignore[attr-defined]


def _bundle(env: Environment, source: str, filter: Filter | None = None, output: str = "") -> Bundle:
    name = Path(source).name
    stem, _, ending = name.rpartition(".")
    sources = [
        str(path.relative_to(env.directory)) for path in Path(env.directory, "src").rglob(f"*.{ending}")
    ]
    return Bundle(
        f"src/{source}",
        filters=filter or Esbuild(),
        output=f"built/{output}" if output else f"built/{stem}.%(version)s.{ending}",
        depends=sources,
    )
