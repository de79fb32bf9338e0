"""Saving what a phone cannot send."""

from pathlib import Path


def saved(phone, folder: Path) -> Path:
    """Save everything that is not confirmed, from the page of rescue files."""
    phone.page.get_by_role("link", name="Rescue file").click()
    with phone.page.expect_download() as download:
        phone.button("Save 1 record as a file").click()
    assert download.value.suggested_filename.startswith("lineside-rescue-")
    download.value.save_as(folder / "rescue.json")
    phone.says("Saved in lineside-rescue-")
    return folder / "rescue.json"
