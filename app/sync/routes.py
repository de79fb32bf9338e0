"""The pull: what changed at this person's sites since a cursor."""

from flask import Blueprint, Response, g, jsonify, request

from app.core import clock
from app.core.api import describes
from app.core.database import db
from app.core.keys import server_key
from app.records.heads import epoch, head
from app.sync import queries, rules

blueprint = Blueprint("sync", __name__)


@blueprint.get("/api/v1/sync")
@describes(summary="What changed at your sites since a cursor; 304 when nothing did")
def pull():
    session, now, sites = db.session(), clock.now(), g.sites
    cursor, reset = rules.start(request.args.get("since"), epoch(session), sites)
    if not reset and not cursor.upto and not queries.newer(session, sites, cursor.base):
        return Response(status=304)
    page = queries.page(session, sites, cursor)
    return jsonify(
        cursor=rules.written(page.cursor),
        reset=reset,
        more=page.more,
        server_time=clock.stamp(now),
        head=head(session, server_key(), now),
        changes=page.changes,
    )
