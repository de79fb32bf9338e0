"""Refusals: one exception per reason, told once, in one shape (RFC 9457). Standard library only."""

from typing import Any


class Refusal(Exception):  # noqa: N818  (a refusal is an answer, not an error)
    """A request we understand and do not carry out.

    `code` is stable and never reused; `status` is the HTTP status; `title` is the short name;
    `str(refusal)` says what is safe and what to do; keyword data travels beside it.
    """

    code = "refused"
    status = 400
    title = "Not done"

    def __init__(self, message: str = "", **data: Any):
        super().__init__(message or self.title)
        self.data = data

    def problem(self) -> dict[str, Any]:
        """The RFC 9457 body."""
        return {
            "type": f"urn:lineside:problem:{self.code}",
            "code": self.code,
            "title": self.title,
            "status": self.status,
            "detail": str(self),
            **self.data,
        }


class NotFound(Refusal):
    code, status, title = "not-found", 404, "Not found"


class NotAllowed(Refusal):
    code, status, title = "not-allowed", 403, "Not allowed"


class SignInNeeded(Refusal):
    code, status, title = "sign-in-needed", 401, "Sign in first"


class Malformed(Refusal):
    code, status, title = "malformed", 422, "Not understood"


class TooMany(Refusal):
    code, status, title = "too-many", 429, "Too many tries"


class TooLarge(Refusal):
    code, status, title = "too-large", 413, "Too large"
