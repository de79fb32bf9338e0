"""Settings fail closed, and each is told to the operator."""

import re
from pathlib import Path

import pytest

from app.settings import MissingSetting, from_environment, make_secret

ROOT = Path(__file__).resolve().parents[2]


def test_no_start_without_a_secret(tmp_path):
    with pytest.raises(MissingSetting, match="LINESIDE_SECRET"):
        from_environment({"LINESIDE_INSTANCE": str(tmp_path)})


def test_no_start_with_a_short_secret_file(tmp_path):
    (tmp_path / "secret").write_text("short")
    with pytest.raises(MissingSetting):
        from_environment({"LINESIDE_INSTANCE": str(tmp_path)})


def test_a_made_secret_is_random_private_and_kept(tmp_path):
    make_secret(tmp_path)
    first = (tmp_path / "secret").read_text()
    make_secret(tmp_path)
    assert (tmp_path / "secret").read_text() == first
    assert (tmp_path / "secret").stat().st_mode & 0o077 == 0
    make_secret(tmp_path / "other")
    assert (tmp_path / "other" / "secret").read_text() != first
    assert from_environment({"LINESIDE_INSTANCE": str(tmp_path)}).secret == first


def test_https_is_seen_in_the_base_url(tmp_path):
    environment = {"LINESIDE_INSTANCE": str(tmp_path), "LINESIDE_SECRET": "s" * 32}
    assert not from_environment(environment).tls
    secure = from_environment({**environment, "LINESIDE_BASE_URL": "https://lineside.example/"})
    assert secure.tls
    assert secure.host == "lineside.example"


def test_every_setting_the_code_reads_is_in_the_operators_page():
    code = "".join(path.read_text() for path in (ROOT / "app").rglob("*.py"))
    read = set(re.findall(r'"(LINESIDE_[A-Z_]+)"', code))
    told = set(re.findall(r"`(LINESIDE_[A-Z_]+)`", (ROOT / "docs" / "operating.md").read_text()))
    assert read == told
