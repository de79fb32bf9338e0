"""Client build: one entry point, one esbuild bundle; the service worker carries the list of the others."""

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
            self._run(source_path, f"--outdir={folder}", f"--public-path={public}")
            files = {f.name: f for f in Path(folder).iterdir()}
            code, source_map = files.pop(name).read_text(encoding="utf-8"), files.pop(name + ".map")
            map_name = f"{name}.{hashlib.sha256(source_map.read_bytes()).hexdigest()[:8]}.map"
            shutil.copyfile(source_map, built / map_name)
            for file in files.values():
                shutil.copyfile(file, built / file.name)
            extras = json.dumps([f"{public}/{file}" for file in sorted(files)])
            (built / f".extras-{name}.json").write_text(extras)
        comment = "//# sourceMappingURL={}\n" if name.endswith(".js") else "/*# sourceMappingURL={} */\n"
        out.write(code + comment.format(map_name))

    def _run(self, source, *more):
        values = self.define(self.ctx) if self.define else {}
        defines = [f"--define:{key}={json.dumps(value)}" for key, value in values.items()]
        shape = [
            f"--format={self.fmt}",
            f"--target={TARGET}",
            "--sourcemap=external",
            "--legal-comments=none",
        ]
        command = [self.binary, source, "--bundle", "--minify", *shape, *FONTLESS]
        command += ["--asset-names=[name]-[hash]", "--log-level=warning", *defines, *more]
        done = subprocess.run(command, cwd=self.cwd, capture_output=True, text=True)
        if done.returncode:
            raise FilterError(f"esbuild failed for {source}:\n{done.stderr}")


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
    for entry in ("main.js", "main.css", "decoder.js"):
        listed = Path(env.directory, "built", f".extras-{entry}.json")
        urls += json.loads(listed.read_text()) if listed.exists() else []
    urls = sorted(set(urls))
    worker = [ROOT / "static/src/service-worker.js", *sorted((ROOT / "static/src/sw").glob("*.js"))]
    parts = [ROOT / "templates/layout.html", ROOT / "templates/shell/app.html", *worker]
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
    env.register("client", _bundle(env, "main.js", fmt="iife"))  # browsers keep no compiled code of modules
    env.register("decoder", _bundle(env, "scan/decoder.js", fmt="iife"))
    env.register("console_style", _bundle(env, "console.css"))
    env.register("console", _bundle(env, "console.js"))
    env.register("theme", _bundle(env, "console/theme.js", fmt="iife"))
    env.register("worker", _bundle(env, "service-worker.js", "sw.js", "iife", precache))  # needs the others


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


def _bundle(env: Environment, source: str, output: str = "", fmt: str = "esm", define=None) -> Bundle:
    name = Path(source).name
    stem, _, ending = name.rpartition(".")
    sources = [
        str(path.relative_to(env.directory)) for path in Path(env.directory, "src").rglob(f"*.{ending}")
    ]
    return Bundle(
        f"src/{source}",
        filters=Esbuild(fmt, define),
        output=f"built/{output}" if output else f"built/{stem}.%(version)s.{ending}",
        depends=sources,
    )
