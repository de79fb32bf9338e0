"""What a site decides about its labels."""

from sqlalchemy.orm import Session

from app.core.changes import mark
from app.labels import rules
from app.places.models import Site


def settle(*, session: Session, site: Site, host: str, binders: str) -> None:
    """`host` is what new QR codes name, '' for the server's own; `binders` a key of rules.BINDERS.

    Labels that are printed already go on working: the app looks at the code alone. Raises WrongHost.
    """
    site.host = rules.host(host)
    if binders in rules.BINDERS:
        site.binders = binders
    mark(session, "site", site.id, site_id=site.id)
