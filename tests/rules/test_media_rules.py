"""What a medium may be, and that every refusal tells an admin what to do."""

import re

import pytest

from app.media import rules


def test_every_refusal_is_listed_with_its_own_code():
    listed = {reason.code for reason in rules.REFUSALS}
    assert len(listed) == len(rules.REFUSALS)
    bases = {rules.MediumRefused, rules.CaptionsRefused}
    named = {c for c in vars(rules).values() if isinstance(c, type) and issubclass(c, rules.MediumRefused)}
    assert named - bases == set(rules.REFUSALS)


@pytest.mark.parametrize("reason", rules.REFUSALS)
def test_every_refusal_is_plain_sentences(reason):
    assert re.fullmatch(r"[A-Z].*\.", reason.sentence)
    assert not re.search(
        r"\b(error|codec|demux|ffmpeg|exception|invalid|null|stream)\b", reason.sentence, re.I
    )
    assert len(re.split(r"[.:,] ", reason.sentence)) >= 2  # what is wrong, and what to do


def test_facts_travel_beside_the_sentence():
    problem = rules.TooLarge(width=12000, height=8000).problem()
    assert problem["width"] == 12000
    assert "12000 by 8000 pixels" in problem["detail"]
    assert problem["status"] == 422


@pytest.mark.parametrize(("size", "reason"), [(0, rules.Empty), (2 * 1024**3 + 1, rules.TooManyBytes)])
def test_sizes_outside_the_bounds_are_refused(size, reason):
    with pytest.raises(reason):
        rules.check_bytes(size)


def test_a_file_of_exactly_two_gigabytes_is_taken():
    rules.check_bytes(2 * 1024**3)


def test_ten_minutes_are_taken_and_a_moment_more_is_not():
    rules.check_length(600)
    rules.check_length(None)
    with pytest.raises(rules.TooLong, match="10 minutes"):
        rules.check_length(600.1)


@pytest.mark.parametrize(("width", "height"), [(12000, 8000), (8193, 2), (2, 9000)])
def test_pictures_larger_than_8k_are_refused(width, height):
    with pytest.raises(rules.TooLarge):
        rules.check_picture(width, height)


def test_8k_upright_or_lying_is_taken():
    rules.check_picture(7680, 4320)
    rules.check_picture(4320, 7680)


@pytest.mark.parametrize(("claimed", "produced"), [(10.07, 3.61), (600, 569), (5, 3.4)])
def test_less_than_was_claimed_is_cut_off(claimed, produced):
    with pytest.raises(rules.Truncated):
        rules.check_whole(claimed, produced)


@pytest.mark.parametrize(("claimed", "produced"), [(10.07, 10.05), (10, 8.6), (600, 571), (None, 4), (5, 9)])
def test_a_held_last_frame_is_not_cut_off(claimed, produced):
    rules.check_whole(claimed, produced)


def test_nothing_produced_is_damaged():
    with pytest.raises(rules.Damaged):
        rules.check_whole(None, 0)


def test_a_stray_complaint_is_tolerated_and_many_are_not():
    rules.check_sound(rules.TOLERATED_COMPLAINTS)
    with pytest.raises(rules.Damaged):
        rules.check_sound(rules.TOLERATED_COMPLAINTS + 1)


@pytest.mark.parametrize(
    ("fps", "slower"), [(60, True), (59.94, True), (30, False), (29.97, False), (30.02, False), (None, False)]
)
def test_only_faster_films_lose_frames(fps, slower):
    assert rules.needs_slowing(fps) is slower


@pytest.mark.parametrize(
    ("line", "counts"),
    [
        ("[h264 @ 0x1] [error] error while decoding MB 12 3", True),
        ("[h264 @ 0x1] [warning] concealing 300 DC errors", True),
        ("[swscaler @ 0x1] [warning] deprecated pixel format used", False),
        ("[mp4 @ 0x1] [warning] Non-monotonic DTS; previous: 5, current: 4", False),
    ],
)
def test_complaints_of_broken_content_count_and_habits_do_not(line, counts):
    assert rules.is_complaint(line) is counts
