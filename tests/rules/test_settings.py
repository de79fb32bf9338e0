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


@pytest.mark.parametrize(
    ("written", "used"),
    [
        ("", "sqlite:///{instance}/lineside.db"),
        ("sqlite:////srv/plant.db", "sqlite:////srv/plant.db"),
        ("postgresql://l:p@db/plant", "postgresql+psycopg://l:p@db/plant"),
        (
            "postgres://l:p@db/plant?sslmode=verify-full",
            "postgresql+psycopg://l:p@db/plant?sslmode=verify-full",
        ),
    ],
)
def test_the_database_is_sqlite_or_postgresql_by_the_driver_we_have(tmp_path, written, used):
    environment = {"LINESIDE_INSTANCE": str(tmp_path), "LINESIDE_SECRET": "s" * 32}
    read = from_environment({**environment, "LINESIDE_DATABASE_URL": written})
    assert read.database_url == used.format(instance=tmp_path)


@pytest.mark.parametrize("written", ["mysql://l@db/plant", "/srv/plant.db", "postgresql://", "lineside.db"])
def test_no_start_on_another_database(tmp_path, written):
    environment = {"LINESIDE_INSTANCE": str(tmp_path), "LINESIDE_SECRET": "s" * 32}
    with pytest.raises(MissingSetting, match="LINESIDE_DATABASE_URL"):
        from_environment({**environment, "LINESIDE_DATABASE_URL": written})


def test_every_setting_the_code_reads_is_in_the_operators_page():
    code = "".join(path.read_text() for path in (ROOT / "app").rglob("*.py"))
    read = set(re.findall(r'"(LINESIDE_[A-Z_]+)"', code))
    told = set(re.findall(r"`(LINESIDE_[A-Z_]+)`", (ROOT / "docs" / "operating.md").read_text()))
    assert read == told


@pytest.mark.parametrize("written", ["-1", "one", "10", "1.5"])
def test_no_start_with_a_number_of_proxies_that_is_none(tmp_path, written):
    environment = {"LINESIDE_INSTANCE": str(tmp_path), "LINESIDE_SECRET": "s" * 32}
    assert from_environment(environment).proxies == 0
    assert from_environment({**environment, "LINESIDE_PROXIES": "1"}).proxies == 1
    with pytest.raises(MissingSetting, match="LINESIDE_PROXIES"):
        from_environment({**environment, "LINESIDE_PROXIES": written})


def test_a_time_zone_that_there_is_not_is_refused_at_the_start(tmp_path):
    environment = {"LINESIDE_INSTANCE": str(tmp_path), "LINESIDE_SECRET": "s" * 32}
    assert from_environment(environment).zone == ""
    assert from_environment({**environment, "LINESIDE_ZONE": "Europe/Berlin"}).zone == "Europe/Berlin"
    with pytest.raises(MissingSetting, match="LINESIDE_ZONE"):
        from_environment({**environment, "LINESIDE_ZONE": "Mars/Olympus"})


def test_phones_may_be_told_to_drop_the_stored_app(tmp_path):
    environment = {"LINESIDE_INSTANCE": str(tmp_path), "LINESIDE_SECRET": "s" * 32}
    assert [
        from_environment({**environment, **more}).worker for more in ({}, {"LINESIDE_WORKER": "off"})
    ] == [True, False]
