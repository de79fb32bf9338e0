"""The cursor of a pull: it survives its own writing, and any nonsense begins anew."""

from hypothesis import given
from hypothesis import strategies as st

from app.sync import rules

NUMBERS = st.integers(0, 2**40)
CURSORS = st.builds(
    rules.Cursor,
    epoch=st.just("0badcafe"),
    scope=st.just(rules.scope({"a", "b"})),
    base=NUMBERS,
    phase=st.sampled_from([rules.GONE, rules.LIVE]),
    at=NUMBERS,
    upto=NUMBERS,
)


@given(CURSORS)
def test_a_cursor_reads_as_it_was_written(cursor):
    text = rules.written(cursor)
    assert rules.read(text) == cursor
    assert len(text) < 100
    assert rules.start(text, "0badcafe", ["b", "a"]) == (cursor, False)


@given(st.text(max_size=80))
def test_any_text_is_a_cursor_or_none(text):
    found = rules.read(text)
    assert found is None or rules.read(rules.written(found)) == found


def test_another_epoch_another_scope_no_cursor_and_nonsense_begin_anew():
    text = rules.written(rules.Cursor("0badcafe", rules.scope({"a"}), base=7))
    for since, epoch, sites in (
        (text, "0badcaff", {"a"}),
        (text, "0badcafe", {"a", "b"}),
        (None, "0badcafe", {"a"}),
        ("", "0badcafe", {"a"}),
        (text[1:], "0badcafe", {"a"}),
        ("ÿÿ", "0badcafe", {"a"}),
    ):
        cursor, reset = rules.start(since, epoch, sites)
        assert reset
        assert (cursor.base, cursor.phase, cursor.at) == (0, rules.LIVE, 0)


def test_a_round_goes_from_what_is_gone_to_what_lives_to_its_end():
    cursor = rules.begun(rules.Cursor("e", "s", base=10), newest=20)
    assert (cursor.phase, cursor.at, cursor.upto) == (rules.GONE, 10, 20)
    cursor = rules.reached(cursor, 15)
    assert rules.begun(cursor, newest=99) == cursor, "a round does not grow while it is read"
    cursor = rules.living(cursor)
    assert (cursor.phase, cursor.at) == (rules.LIVE, 10)
    assert rules.ended(cursor) == rules.Cursor("e", "s", base=20)
