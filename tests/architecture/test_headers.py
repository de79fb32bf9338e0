"""Every answer carries the guards; no page has anything inline."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    "path", ["/", "/sign-in", "/q/0000000", "/api/v1/me", "/healthz", "/nowhere", "/sw.js"]
)
def test_every_answer_carries_the_guards(client, plant, path):
    with client.get(path) as answer:
        headers = answer.headers
    policy = headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "require-trusted-types-for 'script'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


def test_only_the_decoder_may_compile_wasm(client):
    built = sorted(path.name for path in (ROOT / "static" / "built").glob("*.js"))
    allowed = [name for name in built if "wasm-unsafe-eval" in policy_of(client, f"/static/built/{name}")]
    assert allowed == [name for name in built if name.startswith("decoder.")] != []


def policy_of(client, path: str) -> str:
    with client.get(path) as answer:
        return answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("template", sorted((ROOT / "templates").rglob("*.html")), ids=lambda p: p.name)
def test_no_template_has_anything_inline(template):
    text = template.read_text()
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|hx-on|javascript:", text)
