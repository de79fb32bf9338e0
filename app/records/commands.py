"""`flask ledger`: what an auditor asks of the chain of all records."""

from pathlib import Path

import click
from flask.cli import AppGroup

from app.core import clock
from app.core.database import db
from app.core.keys import server_key
from app.core.whole import whole
from app.records import ledger_export, numbers, verification, witnesses
from app.records.queries import head_link

UNEXPLAINED = "this server signed it, a phone kept it, and no restored backup explains it."
FORKED = (
    "Note: number {number} of enrolment {enrolment} came in {count} different records, "
    "all signed with its key. The ledger keeps them all; look at that phone."
)
ledger_group = AppGroup("ledger", help="The chain of all records.")


@ledger_group.command("verify")
@click.option("--all", "every", is_flag=True, help="Name every bad record, not only the first.")
def verify(every: bool) -> None:
    """Check links, receipts and columns; end with 1 and name what does not hold.

    A number that a phone used twice is named, too, and fails nothing: that is not the ledger's doing.
    """
    faults = verification.all_faults(db.session(), server_key())
    known, strange = witnesses.explained(db.session())
    for enrolment, forks in numbers.all_forks(db.session()).items():
        for number, count in forks:
            click.echo(FORKED.format(number=number, enrolment=enrolment, count=count))
    for head in known:
        click.echo(f"Head {head.seq} was lost when a backup was restored; a signed entry says so.")
    for head in strange:
        click.echo(
            f"Head {head.seq} of {head.seen_at:%Y-%m-%d %H:%M} is NOT in this ledger: {UNEXPLAINED}", err=True
        )
    for fault in faults if every else faults[:1]:
        click.echo(f"Record {fault.seq}: {fault.reason}.", err=True)
    if faults or strange:
        raise click.ClickException(f"{len(faults)} records and {len(strange)} heads do not hold.")
    newest = head_link(db.session())
    click.echo(f"{newest.seq} records hold. Newest: {newest.hash}")


@ledger_group.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def export(file: Path) -> None:
    """Write every link, with receipts and public keys, as JSON Lines for the stand-alone verifier."""
    count = 0
    with whole(file) as out:
        for line in ledger_export.lines(db.session(), server_key(), clock.now()):
            out.write(line.encode())
            count += line.startswith('{"seq":')
    click.echo(
        f"{count} records in {file}. Anybody can check them with the script of `flask ledger verifier`."
    )


@ledger_group.command("verifier")
def verifier() -> None:
    """Print the script that checks an export without this application."""
    click.echo(ledger_export.VERIFIER.read_text(), nl=False)
