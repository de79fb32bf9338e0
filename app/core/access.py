"""Who may do what: one table, endpoint to audience. A route that is not here answers nobody."""

from enum import StrEnum

from flask import Flask, g, redirect, request, url_for
from flask_login import current_user
from werkzeug.exceptions import NotFound as NoRoute

from app.core.refusal import NotAllowed, SignInNeeded


class Audience(StrEnum):
    ANYONE = "anyone"
    PERSON = "person"  # signed in
    SUPERVISOR = "supervisor"  # of at least one site; rows are limited to g.sites
    ADMIN = "admin"  # likewise


A, P, S, D = Audience.ANYONE, Audience.PERSON, Audience.SUPERVISOR, Audience.ADMIN

ACCESS: dict[str, Audience] = {
    "static": A,
    # shell
    "shell.app": A,
    "shell.offline": A,
    "shell.label": A,
    "shell.public_guide": A,
    "shell.public_file": A,
    "shell.manifest": A,
    "shell.service_worker": A,
    "shell.health": A,
    "shell.robots": A,
    # people
    "people.sign_in": A,
    "people.sign_out": A,
    "people.me": A,
    "people.leave": A,
    "people.enrol": P,
    # media
    "media.serve": P,
    "media.library": D,
    "media.uploads.options": D,
    "media.uploads.create": D,
    "media.uploads.state": D,
    "media.uploads.part": D,
    "media.uploads.drop": D,
    "media.uploads.medium": D,
    "media.show": D,
    "media.progress": D,
    "media.captions": D,
    "media.speech": D,
    "media.remove": D,
    # places
    "places.index": S,
    "places.change_all": S,
    "places.new": S,
    "places.create": S,
    "places.show": S,
    "places.edit": S,
    "places.save": S,
    "places.set_status": S,
    "places.move": S,
    "places.merge": S,
    "places.photos.show": S,
    "places.photos.save": S,
    "places.areas.index": S,
    "places.areas.create": S,
    "places.areas.rename": S,
    "places.areas.move": S,
    "places.areas.remove": S,
    "places.types.index": D,
    "places.types.new": D,
    "places.types.create": D,
    "places.types.edit": D,
    "places.types.save": D,
    "places.types.remove": D,
    "places.types.sites": D,
    "places.types.create_site": D,
    "places.types.save_site": D,
    "places.imports.index": D,
    "places.imports.create": D,
    "places.imports.show": D,
    "places.imports.carry_out": D,
    "places.exports.csv": S,
    "places.exports.xlsx": S,
    # labels
    "labels.index": S,
    "labels.job": S,
    "labels.preview": S,
    "labels.sheet": S,
    "labels.new_sheet": S,
    "labels.misprint": S,
    "labels.printers.index": S,
    "labels.printers.create": S,
    "labels.printers.show": S,
    "labels.printers.test_sheet": S,
    "labels.printers.measure": S,
    "labels.printers.remove": S,
    "labels.stock.index": S,
    "labels.stock.save": S,
    "labels.stock.remove": S,
    "labels.codes.index": S,
    "labels.codes.show": S,
    "labels.codes.bind": S,
    "labels.codes.retire": S,
    "labels.codes.clash_list": S,
    "labels.codes.settle": S,
    "labels.codes.walk_page": S,
    "labels.codes.health_page": S,
    "labels.further.show": S,
    "labels.further.add": S,
    "labels.further.remove": S,
    "labels.settings.show": D,
    "labels.settings.save": D,
    # guides
    "guides.index": D,
    "guides.create": D,
    "guides.edit": D,
    "guides.save": D,
    "guides.item": D,
    "guides.place_item": D,
    "guides.remove_item": D,
    "guides.publish": D,
    "guides.attach": D,
    "guides.detach": D,
    "guides.trades": D,
    "guides.publicity": D,
    "guides.withdraw": D,
    "guides.remove": D,
    # records
    "records.push": P,
    "records.photos.put": P,
    "records.photos.begin": P,
    "records.photos.state": P,
    "records.photos.part": P,
    "records.completions": S,
    "records.completion": S,
    "records.review": S,
    "records.phones.index": S,
    "records.phones.remark": S,
    "records.phones.rescue.page": S,
    "records.phones.rescue.deliver": S,
    "records.csv": S,
    "records.evidence": S,
    # sync
    "sync.pull": P,
    # console
    "console.home": S,
    # core
    "api.docs": A,
    "api.openapi": A,
}


def install(app: Flask) -> None:
    app.before_request(guard)


def guard():
    """Let the request through, send a person to sign in, or refuse."""
    if request.endpoint is None:
        return None
    audience = ACCESS.get(request.endpoint)
    if audience is None:
        raise NoRoute()
    if audience is Audience.ANYONE:
        return None
    if not current_user.is_authenticated:
        return _ask_to_sign_in()
    if audience is not Audience.PERSON:
        g.sites = current_user.sites_as(audience.value)
        if not g.sites:
            raise NotAllowed("Your role does not open this page. Ask an admin of your site.")
    else:
        g.sites = current_user.sites_as("worker")
    return None


def _ask_to_sign_in():
    if request.path.startswith(("/api/", "/media/")):
        raise SignInNeeded("Sign in again. Everything saved on this phone is still there.")
    return redirect(url_for("people.sign_in", next=request.full_path.rstrip("?")))
