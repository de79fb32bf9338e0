"""What an answer means, by the examples that the phone's rules are held to as well."""

import json
from pathlib import Path

import pytest

from app.guides import rules
from app.guides.bodies import Item

CONTRACT = json.loads((Path(__file__).parents[1] / "contract" / "checklist.json").read_text())


@pytest.mark.parametrize("example", CONTRACT["answers"], ids=lambda e: f"{e['item']}-{e['answer']}")
def test_the_outcome_and_what_is_missing_follow_the_contract(example):
    item = CONTRACT["items"][example["item"]]
    assert rules.outcome(item, example["answer"]) == example["outcome"]
    assert rules.missing(item, example["answer"]) == example["missing"]


@pytest.mark.parametrize("item", CONTRACT["items"].values(), ids=CONTRACT["items"].keys())
def test_the_contract_items_are_what_an_author_can_write(item):
    assert Item.model_validate(item).model_dump() == item
