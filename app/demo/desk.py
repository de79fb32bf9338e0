"""The admin's desk without a screen: the same requests that the console's pages send."""

import base64
import io
from pathlib import Path

from flask import Flask

from app.core import jobs
from app.core.database import db
from app.media.models import Medium, Upload

TUS = {"Tus-Resumable": "1.0.0"}


class AdminDesk:
    """Signed in for good; every call raises RuntimeError with the server's words when it is refused."""

    def __init__(self, app: Flask, handle: str, password: str):
        self.client = app.test_client()
        self.client.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
        self._send("POST", "/sign-in", data={"handle": handle, "password": password})

    def upload(self, path: Path) -> str:
        """Upload a video by tus, wait until it is rendered, return the medium's id."""
        content, name = path.read_bytes(), base64.b64encode(path.name.encode()).decode()
        headers = {**TUS, "Upload-Length": str(len(content)), "Upload-Metadata": f"filename {name}"}
        where = self._send("POST", "/console/media/uploads", headers=headers).headers["Location"]
        headers = {**TUS, "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
        self._send("PATCH", where, headers=headers, data=content)
        jobs.run_all()
        return self._medium_of(where)

    def caption(self, medium_id: str, vtt: str) -> None:
        """Add English captions to a medium."""
        form = {"language": "en", "file": (io.BytesIO(vtt.encode()), "captions.vtt")}
        self._send("POST", f"/console/media/{medium_id}/captions", data=form)

    def say_silent(self, medium_id: str) -> None:
        """Say that nobody speaks in it."""
        self._send("POST", f"/console/media/{medium_id}/speech", data={"speech": "no"})

    def _medium_of(self, upload_url: str) -> str:
        upload = db.session.get_one(Upload, upload_url.rpartition("/")[2])
        medium = db.session.get_one(Medium, upload.medium_id)
        if medium.state != "ready":
            raise RuntimeError(f"{medium.filename}: {medium.state}, {medium.reason}")
        medium_id = medium.id
        db.session.rollback()
        return medium_id

    def _send(self, method: str, url: str, **more):
        answer = self.client.open(url, method=method, **more)
        if answer.status_code >= 400:
            raise RuntimeError(f"{method} {url}: {answer.status_code} {answer.text[:300]}")
        return answer
