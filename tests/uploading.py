"""Sending a file by tus, as the console does."""

import base64

TUS = {"Tus-Resumable": "1.0.0"}
PART = {**TUS, "Content-Type": "application/offset+octet-stream"}
HOME = "/console/media/uploads"


def begin(client, length: int, name: str = "lockout.mp4", site: str = ""):
    facts = {"filename": name, "site": site}
    pairs = [f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in facts.items() if value]
    return client.post(
        HOME, headers={**TUS, "Upload-Length": str(length), "Upload-Metadata": ",".join(pairs)}
    )


def send(client, url: str, part: bytes, at: int = 0):
    return client.patch(url, data=part, headers={**PART, "Upload-Offset": str(at)})


def offset(client, url: str) -> int:
    return int(client.head(url, headers=TUS).headers["Upload-Offset"])


def upload(client, content: bytes, name: str = "lockout.mp4") -> str:
    """Send a whole file; return the id of its medium."""
    url = begin(client, len(content), name).headers["Location"]
    assert send(client, url, content).status_code == 204
    card = client.post(f"{url}/medium")
    return card.text.split('id="medium-', 1)[1].split('"', 1)[0]
