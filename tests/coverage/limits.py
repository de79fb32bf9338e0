"""What must be covered: 95 % of the server's branches, and all where a record could be lost or mistaken."""

SERVER = 95
SUITES = (
    "tests/rules",
    "tests/features",
    "tests/architecture",
    "tests/faults/test_backup.py",
    "tests/faults/test_database.py",
    "tests/faults/test_hostile_media.py",
    "tests/faults/test_requests.py",
    "tests/faults/test_tampering.py",
)
# From the bytes of a push to the ledger and what is said of it, and the pull.
WHOLE = tuple(
    f"app/records/{name}.py"
    for name in (
        "actions",
        "bodies",
        "contacts",
        "contested",
        "context",
        "heads",
        "intake",
        "jws",
        "ledger",
        "ledger_export",
        "models",
        "phones",
        "queries",
        "remarks",
        "rules",
        "scans",
        "spread",
        "verification",
        "witnesses",
    )
) + ("app/sync/*.py",)
# The client's outbox without its pages, which journeys look at, and the databases under it.
CLIENT = tuple(
    f"static/src/{name}.js"
    for name in (
        "outbox/heads",
        "outbox/outbox",
        "outbox/record",
        "outbox/rescue",
        "outbox/schedule",
        "outbox/sender",
        "outbox/status",
        "storage/index-store",
        "storage/lock",
        "storage/migrations",
        "storage/names",
        "storage/opener",
        "storage/outbox-store",
        "storage/pieces-store",
        "storage/values",
    )
)
