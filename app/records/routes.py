"""Records on the wire and in the console."""

import zlib

from flask import (
    Blueprint,
    Response,
    current_app,
    g,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_login import current_user

from app.core import clock, days
from app.core.api import body, describes
from app.core.blobs import Blobs
from app.core.database import db, slow_body, streamed, unlocked
from app.core.keys import server_key
from app.core.refusal import Malformed, NotFound, TooLarge
from app.people import queries as people
from app.people.models import Person
from app.places import queries as places
from app.records import (
    actions,
    completions,
    contacts,
    contested,
    csv_export,
    evidence_routes,
    filters,
    intake,
    phone_routes,
    pictures,
    queries,
    reading,
    remarks,
    rules,
    witnesses,
)
from app.records.bodies import Push
from app.records.commands import ledger_group
from app.records.heads import epoch, head
from app.records.played import played
from app.records.renewing import restored
from app.records.restoring import restore

blueprint = Blueprint("records", __name__, cli_group=None)
blueprint.register_blueprint(phone_routes.blueprint)
blueprint.register_blueprint(evidence_routes.blueprint)
blueprint.cli.add_command(ledger_group)
blueprint.cli.add_command(restore)
blueprint.cli.add_command(restored)

MOST_RECORDS = 100
MOST_BYTES = 1024 * 1024  # as sent
MOST_UNPACKED = 8 * 1024 * 1024


@blueprint.post("/api/v1/records")
@describes(summary="Deliver records; any signed-in person may carry anyone's", takes=Push)
@slow_body
def push():
    session, who, key = db.session(), current_user._get_current_object(), server_key()
    with unlocked(session):  # a slow phone must not hold the database while its bytes arrive
        load = body(Push, _unpacked())
        if len(load.records) > MOST_RECORDS:
            raise TooLarge(f"At most {MOST_RECORDS} records at a time. Send fewer.")
        epoch(session)
        now = clock.now()
        candidates = intake.prepare(session=session, who=who, now=now, texts=load.records)
    results = intake.keep(session=session, who=who, now=now, candidates=candidates, key=key)
    witnesses.note(session=session, who=who, now=now, device=load.device, head=load.seen_head, key=key)
    contacts.note(session=session, who=who, now=now, load=load)
    _say_what_is_missing(results)
    receipts = _say_by_which_receipt(results)
    return jsonify(
        results=results, receipts=receipts, head=head(session, key, now), server_time=clock.stamp(now)
    )


def _say_what_is_missing(results: list[dict]) -> None:
    seqs = [result["seq"] for result in results if "seq" in result]
    lacking = queries.missing(db.session(), seqs, _evidence())
    for result in results:
        if "seq" in result:
            result["missing"] = lacking[result.pop("seq")]
            result["complete"] = not result["missing"]


def _say_by_which_receipt(results: list[dict]) -> list[str]:
    """The receipts, each once; results then say which of them is theirs. It names their bytes already."""
    texts = queries.receipts(db.session(), {result["receipt"] for result in results if "receipt" in result})
    places = {seq: place for place, seq in enumerate(texts)}
    for result in results:
        if "receipt" in result:
            result["receipt"] = places[result["receipt"]]
            del result["sha256"]
    return list(texts.values())


def _unpacked() -> bytes:
    """The body, at most MOST_BYTES as sent and MOST_UNPACKED after gzip."""
    raw = request.stream.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        raise TooLarge("More than 1 MB. Send fewer records.")
    encoding = request.headers.get("Content-Encoding", "identity").lower()
    if encoding == "identity":
        return raw
    if encoding != "gzip":
        raise Malformed("Content-Encoding: gzip or none.")
    return _gunzip(raw)


def _gunzip(raw: bytes) -> bytes:
    unpacker = zlib.decompressobj(wbits=31)
    try:
        text = unpacker.decompress(raw, MOST_UNPACKED + 1)
    except zlib.error:
        raise Malformed("The body is not gzip.") from None
    if len(text) > MOST_UNPACKED:
        raise TooLarge("Too large when unpacked. Send fewer records.")
    if not unpacker.eof or unpacker.unused_data:
        raise Malformed("The gzip body is cut, or has something after its end.")
    return text


@blueprint.get("/console/completions/", endpoint="completions")
def completion_list():
    session, wanted = db.session(), _wanted()
    page = completions.page(session, g.sites, wanted, request.args.get("after", ""))
    query = {name: value for name, value in request.args.items() if value and name != "after"}
    return render_template(
        "records/completions.html",
        page=page,
        wanted=wanted,
        query=query,
        missing=queries.missing(session, [row.seq for row in page.rows], _evidence()),
        plays={row.seq: played(row) for row in page.rows},
        equipment=places.every_equipment(session, g.sites),
        people=people.of_sites(session, g.sites),
        guides=completions.guides(session, g.sites),
    )


@blueprint.get("/console/completions.csv")
def csv():
    wanted = _wanted()
    rows = completions.everything(db.session(), g.sites, wanted)
    write = csv_export.answers if request.args.get("rows") == "answers" else csv_export.completions
    text = write(rows, lambda row: _read(row, row.jws))
    name = f"{write.__name__}-{days.today(clock.now(), wanted.zone)}.csv"
    answer = Response(streamed(text), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _wanted() -> filters.Wanted:
    return filters.wanted(request.args, places.zone(db.session(), g.sites))


@blueprint.get("/console/completions/<record_id>")
def completion(record_id: str):
    session = db.session()
    record, row = completions.one(session, g.sites, record_id)
    before = completions.corrected(session, g.sites, row)
    after = row.corrected_by and completions.one(session, g.sites, row.corrected_by)[1]
    return render_template(
        "records/completion.html",
        record=record,
        row=row,
        reading=_read(row, record.jws),
        play=played(row),
        missing=set(queries.missing(session, [record.seq], _evidence())[record.seq]),
        courier=session.get(Person, record.courier_id),
        review=queries.review(session, record.seq),
        before=before and (before, _read(before, before.jws)),
        after=after and (after, _read(after, after.jws)),
        others=contested.others(session, record),
        remarks=remarks.said(session, record.id),
        reasons=rules.HELD,
    )


@blueprint.post("/console/completions/<record_id>/review")
def review(record_id: str):
    session = db.session()
    record, _ = completions.one(session, g.sites, record_id)
    actions.review(session=session, who=current_user._get_current_object(), record=record, now=clock.now())
    return redirect(url_for("records.completion", record_id=record_id), 303)


@blueprint.get("/console/evidence/<sha256>")
def evidence(sha256: str):
    """A photo for a supervisor's eyes: drawn anew, and unable to do anything but be seen."""
    if not completions.shows(db.session(), g.sites, sha256):
        raise NotFound("There is no such photo at your sites.")
    folder = current_app.config["LINESIDE"].instance / "views"
    size = "small" if request.args.get("size") == "small" else "full"
    shown = pictures.view(_evidence(), folder, sha256, size)
    answer = Response(shown.read_bytes(), mimetype="image/jpeg")
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["Cache-Control"] = "private, max-age=3600"
    return answer


def _read(row, jws: str) -> reading.Reading:
    return reading.read(db.session(), jws, row.received_at, row.guide_id, row.guide_version)


def _evidence() -> Blobs:
    return current_app.extensions["evidence"]
