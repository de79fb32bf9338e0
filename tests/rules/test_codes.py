"""A label code: read kindly, and never mistaken for another."""

import json
import random
from itertools import combinations, product
from pathlib import Path

import pytest

from app.labels import rules
from app.labels.rules import ALPHABET, CodeRefused, WrongCharacter, WrongCheck, WrongLength

EXAMPLES = json.loads((Path(__file__).parents[1] / "contract" / "codes.json").read_text("utf-8"))
SEEDED = random.Random(20)  # noqa: S311
SOME_CODES = [rules.new_code(SEEDED) for _ in range(300)]


def accepted(code: str) -> bool:
    return rules.check_character(code[:-1]) == code[-1]


def test_no_single_wrong_character_passes():
    passed = [
        (code, place, other)
        for code in SOME_CODES
        for place in range(7)
        for other in ALPHABET
        if other != code[place] and accepted(code[:place] + other + code[place + 1 :])
    ]
    assert passed == []


def test_no_swap_of_two_different_characters_passes():
    for code, (left, right) in product(SOME_CODES, combinations(range(7), 2)):
        swapped = list(code)
        swapped[left], swapped[right] = swapped[right], swapped[left]
        assert swapped == list(code) or not accepted("".join(swapped)), (code, left, right)


def syndrome(code: str) -> int:
    """What a code is away from good: 0 when it is; linear, as the next test shows."""
    return ALPHABET.index(rules.check_character(code[:-1])) ^ ALPHABET.index(code[-1])


def lone(place: int, value: int) -> str:
    return "0" * place + ALPHABET[value] + "0" * (6 - place)


def added(one: str, other: str) -> str:
    """Two codes added character by character in GF(2^5), where adding is exclusive or."""
    pairs = zip(one, other, strict=True)
    return "".join(ALPHABET[ALPHABET.index(a) ^ ALPHABET.index(b)] for a, b in pairs)


def test_the_check_is_linear_so_differences_alone_decide_what_is_caught():
    words = ["".join(SEEDED.choice(ALPHABET) for _ in range(7)) for _ in range(200)]
    for one, other in zip(words, words[::-1], strict=True):
        assert syndrome(added(one, other)) == syndrome(one) ^ syndrome(other)


def test_every_difference_at_every_place_is_caught_so_every_single_error_is():
    """With linearity this covers all 2^30 codes: 31 differences at 7 places."""
    assert all(syndrome(lone(place, value)) for place in range(7) for value in range(1, 32))


def test_every_pair_difference_is_caught_so_every_swap_is():
    """A swap adds the same difference at two places; checked for all pairs of places."""
    for left, right in combinations(range(7), 2):
        for value in range(1, 32):
            assert syndrome(lone(left, value)) != syndrome(lone(right, value)), (left, right, value)


def test_a_new_code_is_seven_characters_and_good():
    codes = {rules.new_code() for _ in range(500)}
    assert len(codes) > 490
    assert all(rules.parse(code) == code for code in codes)


@pytest.mark.parametrize("example", EXAMPLES["good"], ids=lambda e: repr(e["typed"]))
def test_a_code_is_read_however_it_was_typed(example):
    assert rules.parse(example["typed"]) == example["code"]


@pytest.mark.parametrize("example", EXAMPLES["bad"], ids=lambda e: repr(e["typed"]))
def test_a_bad_code_is_refused_by_name_and_place(example):
    with pytest.raises(CodeRefused) as refused:
        rules.parse(example["typed"])
    assert refused.value.reason == example["refusal"]
    assert getattr(refused.value, "position", None) == example.get("position")
    if "expected" in example:
        assert refused.value.expected == example["expected"]


def test_refusals_say_in_plain_words_what_is_wrong():
    assert str(WrongLength(6)) == "A label code has 7 characters; this has 6."
    assert str(WrongCharacter("U", 3)) == "Character 3 (U) is not used in label codes."
    assert str(WrongCheck("K7M4QX7", "Z")) == (
        "The last character should not be 7 for this code. Check each character against the label."
    )


def test_a_code_is_printed_in_two_groups():
    assert rules.pretty("K7M4QXZ") == "K7M-4QXZ"
    assert rules.parse(rules.pretty("K7M4QXZ")) == "K7M4QXZ"
