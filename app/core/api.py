"""The documented API: a pydantic shape per body, and an OpenAPI page made from the shapes."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Blueprint, Flask, current_app, jsonify, render_template, request
from pydantic import BaseModel, ConfigDict, ValidationError

from app.core.refusal import Malformed

S = TypeVar("S", bound="Shape")


class Shape(BaseModel):
    """A JSON object on the wire; unknown members are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


blueprint = Blueprint("api", __name__)


def body(shape: type[S], raw: bytes | None = None) -> S:
    """The request's JSON (or `raw`) as a shape; raise Malformed naming the first wrong member."""
    try:
        return shape.model_validate_json(request.get_data() if raw is None else raw)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the body"
        raise Malformed(f"{where}: {first['msg']}.") from None


def describes(
    *, summary: str, takes: type[Shape] | None = None, gives: type[Shape] | None = None
) -> Callable:
    """Mark a view for the API page."""

    def mark(view: Callable) -> Callable:
        view.api = {"summary": summary, "takes": takes, "gives": gives}  # type: ignore[attr-defined]
        return view

    return mark


def document(app: Flask) -> dict[str, Any]:
    """OpenAPI 3.1 for every described route."""
    paths: dict[str, Any] = {}
    shapes: dict[str, Any] = {}
    for rule in app.url_map.iter_rules():
        note = getattr(app.view_functions[rule.endpoint], "api", None)
        if note is None:
            continue
        path = rule.rule.replace("<", "{").replace(">", "}")
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            paths.setdefault(path, {})[method.lower()] = _operation(rule, note, shapes)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Lineside", "version": app.config["VERSION"]},
        "paths": dict(sorted(paths.items())),
        "components": {"schemas": shapes},
    }


def _operation(rule, note: dict[str, Any], shapes: dict[str, Any]) -> dict[str, Any]:
    problem = {"description": "Refused", "content": {"application/problem+json": {}}}
    done: dict[str, Any] = {"description": "Done"}
    if note["gives"]:
        done["content"] = {"application/json": {"schema": _reference(note["gives"], shapes)}}
    operation: dict[str, Any] = {"summary": note["summary"], "responses": {"200": done, "4XX": problem}}
    if note["takes"]:
        schema = _reference(note["takes"], shapes)
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    operation["parameters"] = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in sorted(rule.arguments)
    ]
    return operation


def _reference(shape: type[Shape], shapes: dict[str, Any]) -> dict[str, str]:
    schema = shape.model_json_schema(ref_template="#/components/schemas/{model}")
    shapes.update(schema.pop("$defs", {}))
    shapes[shape.__name__] = schema
    return {"$ref": f"#/components/schemas/{shape.__name__}"}


@blueprint.get("/api/openapi.json")
def openapi():
    return jsonify(document(current_app))


@blueprint.get("/api/docs")
def docs():
    return render_template("api.html", document=document(current_app))
