"""`flask ledger`: what an auditor asks of the chain of all records."""

import click
from flask.cli import AppGroup

from app.core.database import db
from app.core.keys import server_key
from app.records import verification
from app.records.queries import head_link

ledger_group = AppGroup("ledger", help="The chain of all records.")


@ledger_group.command("verify")
@click.option("--all", "every", is_flag=True, help="Name every bad record, not only the first.")
def verify(every: bool) -> None:
    """Check links, receipts and columns; end with 1 and name what does not hold."""
    faults = verification.all_faults(db.session(), server_key())
    for fault in faults if every else faults[:1]:
        click.echo(f"Record {fault.seq}: {fault.reason}.", err=True)
    if faults:
        raise click.ClickException(f"{len(faults)} do not hold.")
    newest = head_link(db.session())
    click.echo(f"{newest.seq} records hold. Newest: {newest.hash}")
