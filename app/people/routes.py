"""Signing in and out, who am I, enrolling this device."""

from flask import Blueprint, Flask, current_app, jsonify, redirect, render_template, request, url_for
from flask_login import LoginManager, current_user, login_user, logout_user
from pydantic import Field
from werkzeug.wrappers import Response as BaseResponse

from app.core import clock
from app.core.api import Shape, body, describes
from app.core.database import db
from app.core.keys import server_key
from app.people import actions, queries, rules

blueprint = Blueprint("people", __name__)
NOBODY: dict = {"person": None, "trade": None, "roles": {}}


class Enrol(Shape):
    device: str = Field(min_length=16, max_length=64)
    device_name: str = Field(max_length=120)
    public_key: dict[str, str]


def install(app: Flask) -> None:
    manager = LoginManager(app)
    manager.session_protection = None  # a phone changes its address all day
    manager.user_loader(lambda ticket: queries.by_ticket(db.session(), ticket))
    app.register_blueprint(blueprint)


@blueprint.route("/sign-in", methods=["GET", "POST"])
def sign_in():
    target = rules.safe_next(request.values.get("next"))
    if request.method == "GET":
        return render_template("people/sign_in.html", next=target, refusal=None, handle="")
    handle = request.form.get("handle", "")
    try:
        person = actions.sign_in(
            session=db.session(),
            handle=handle,
            password=request.form.get("password", ""),
            address=request.remote_addr or "",
            now=clock.now(),
        )
    except (rules.WrongSignIn, rules.TooManyTries) as refusal:
        db.session.commit()  # the count of failures must outlive the refusal
        page = render_template("people/sign_in.html", next=target, refusal=refusal, handle=handle)
        return page, refusal.status
    login_user(person, remember=True)
    return _name_signed_in(redirect(target, 303), person.id)


@blueprint.post("/sign-out")
def sign_out():
    """End the sign-in. Never sends Clear-Site-Data: that would delete unsent records."""
    logout_user()
    return _name_signed_in(redirect(url_for("people.sign_in"), 303), "")


@blueprint.get("/api/v1/me")
@describes(summary="The signed-in person, their trade and their roles by site; null when nobody is")
def me():
    """A question, not a refusal: a 401 would stand as an error in the console of every new phone."""
    return jsonify(_me() if current_user.is_authenticated else NOBODY)


@blueprint.delete("/api/v1/me")
@describes(summary="End this browser's sign-in")
def leave():
    logout_user()
    return _name_signed_in(jsonify(NOBODY), "")


@blueprint.post("/api/v1/enrolments")
@describes(summary="Give this person's key on this device a name", takes=Enrol)
def enrol():
    wanted = body(Enrol)
    enrolment = actions.enrol(
        session=db.session(),
        who=current_user._get_current_object(),
        device_id=wanted.device,
        device_name=wanted.device_name,
        public_key=wanted.public_key,
        now=clock.now(),
    )
    key = server_key().as_dict(private=False)
    return jsonify(enrolment=enrolment.id, server_key=key, server_time=clock.stamp(clock.now()), **_me())


def _name_signed_in(response: BaseResponse, person_id: str) -> BaseResponse:
    """Tell the app, which may have no network in a moment, whose sign-in this is. It opens no door."""
    secure = current_app.config["SESSION_COOKIE_SECURE"]
    response.set_cookie(
        "lineside-person", person_id, max_age=31536000 if person_id else 0, secure=secure, samesite="Lax"
    )
    return response


def _me() -> dict:
    person = current_user
    return {
        "person": {
            "id": person.id,
            "name": person.name,
            "handle": person.handle,
            "language": person.language,
        },
        "trade": {"id": person.trade.id, "name": person.trade.name} if person.trade else None,
        "roles": {m.site_id: m.role for m in person.memberships},
    }
