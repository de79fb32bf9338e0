"""The house: rooms stand in a row and imports point to the left only."""

import pytest

from tests.architecture.imports import cycles, is_standard, modules, out_of_order

ORDER = [
    "core",
    "people",
    "places",
    "labels",
    "media",
    "guides",
    "records",
    "sync",
    "shell",
    "console",
    "demo",
]
FLASKLESS = ("rules", "models", "queries", "actions", "jobs")
LAYERS = ["rules", "models", "queries", "actions", "jobs", "routes"]


@pytest.fixture(scope="module")
def graph():
    return modules()


def test_features_import_to_the_left_only(graph):
    assert out_of_order(graph, ORDER) == []


def test_this_guard_can_fail(graph):
    broken = {**graph, "app.core.clock": {"app.people.rules"}}
    assert out_of_order(broken, ORDER) == ["app.core.clock imports app.people.rules"]


def test_no_two_modules_import_each_other_in_a_circle(graph):
    assert cycles(graph) == []
    assert cycles({"a": {"b"}, "b": {"a"}}) == [["a", "b"]]


def test_rules_stand_on_the_standard_library_alone(graph):
    allowed = {"app.core.refusal"}
    for module, targets in graph.items():
        if module.endswith(".rules"):
            strange = {
                t for t in targets if not is_standard(t) and t not in allowed and not t.endswith(".rules")
            }
            assert not strange, f"{module} imports {strange}"


def test_only_routes_and_commands_of_a_feature_know_flask(graph):
    for module, targets in graph.items():
        if module.startswith("app.core") or module.split(".")[-1] not in FLASKLESS:
            continue
        assert not {t for t in targets if t.split(".")[0] in ("flask", "flask_login")}, module


def test_inside_a_feature_the_layers_stand_in_order(graph):
    for module, targets in graph.items():
        feature, _, layer = module.rpartition(".")
        if layer not in LAYERS:
            continue
        later = {f"{feature}.{name}" for name in LAYERS[LAYERS.index(layer) + 1 :]}
        assert not later & targets, f"{module} imports {later & targets}"


def test_nobody_imports_routes_but_the_one_place_that_wires(graph):
    for module, targets in graph.items():
        if module != "app":
            assert not {t for t in targets if t.endswith(".routes")}, module
