"""The air between phones and server: each request of an act meets the next of its fates."""

from base64 import b64encode
from dataclasses import dataclass, field
from typing import Any

from tests.model.handsets import Device
from tests.model.server import Server

Said = dict[str, Any]
MOST_IN_THE_AIR = 12

PAGES = {
    "portal": (200, "text/html", "<h1>Welcome to Hotel Wi-Fi</h1>"),
    "strange": (200, "application/json", '{"ok": true}'),
    "500": (500, "text/html", "<h1>Internal Server Error</h1>"),
    "502": (502, "text/html", "<h1>Bad Gateway</h1>"),
    "413": (413, "text/html", "<h1>Request Entity Too Large</h1>"),
    "401": (401, "application/problem+json", '{"code": "sign-in", "detail": "Sign in."}'),
    "422": (422, "application/problem+json", '{"code": "malformed", "detail": "Not understood."}'),
    "403": (403, "application/problem+json", '{"code": "forbidden", "detail": "Not here."}'),
    "429": (429, "application/problem+json", '{"code": "busy", "detail": "Wait."}'),
    "507": (507, "application/problem+json", '{"code": "storage-full", "detail": "Full."}'),
}
LOST = {"fate": "lost"}
DELIVERED = ("good", "lost-answer", "cut", "twice", "copied", "kill-after")
FATES = (
    "good",
    "good",
    "lost",
    "lost-answer",
    "cut",
    "twice",
    "copied",
    "late",
    "redirect",
    "kill",
    "kill-after",
    *PAGES,
)


@dataclass
class Network:
    server: Server
    fates: list[str] = field(default_factory=list)
    air: list[tuple[dict[str, str], Said]] = field(default_factory=list)

    def carry(self, device: Device, request: Said) -> Said:
        fate = self.fates.pop(0) if self.fates else "good"
        if fate in ("late", "copied"):
            self.air = [*self.air, (dict(device.cookies), request)][-MOST_IN_THE_AIR:]
        answer = self._served(device, request, fate) if fate in DELIVERED else {}
        if fate in PAGES:
            status, kind, text = PAGES[fate]
            return {
                "status": status,
                "headers": {"content-type": kind},
                "body": b64encode(text.encode()).decode(),
            }
        if fate in ("kill", "kill-after"):
            return {"fate": "kill"}
        if fate in ("lost", "late", "lost-answer"):
            return LOST
        return answer | ({"fate": fate} if fate in ("cut", "redirect") else {})

    def _served(self, device: Device, request: Said, fate: str) -> Said:
        if fate == "twice":
            self.server.answer(dict(device.cookies), request)
        return self.server.answer(device.cookies, request)

    def arrive(self, which: int) -> None:
        """A request that everybody has forgotten reaches the server; nobody hears the answer."""
        if self.air:
            cookies, request = self.air.pop(which % len(self.air))
            self.server.answer(dict(cookies), request)
