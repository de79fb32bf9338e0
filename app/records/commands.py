"""`flask ledger verify`."""

import click
from flask.cli import AppGroup

from app.core.database import db
from app.records import ledger
from app.records.queries import head_link, links

ledger_group = AppGroup("ledger", help="The chain of all records.")


@ledger_group.command("verify")
def verify() -> None:
    """Recompute every link; end with 1 and name the first record that does not hold."""
    fault = ledger.first_fault(links(db.session()))
    if fault:
        raise click.ClickException(f"Record {fault.seq}: {fault.reason}.")
    newest = head_link(db.session())
    click.echo(f"{newest.seq} records hold. Newest: {newest.hash}")
