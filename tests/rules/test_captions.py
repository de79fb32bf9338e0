"""Captions from any editor become the same plain WebVTT, or say which line is wrong."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.media.captions import MAX_BYTES, MAX_CUES, to_webvtt
from app.media.rules import CaptionOrder, CaptionsRefused, CaptionsTooLarge, CaptionTime, NotCaptions

SRT = (
    "1\r\n00:00:01,000 --> 00:00:03,500\r\nSwitch off.\r\nHang the tag.\r\n\r\n"
    "2\r\n00:00:04,000 --> 00:00:06,000\r\nTry start.\r\n"
)
CLEAN = (
    "WEBVTT\n\n00:00:01.000 --> 00:00:03.500\nSwitch off.\nHang the tag.\n\n"
    "00:00:04.000 --> 00:00:06.000\nTry start.\n"
)


def test_subrip_becomes_webvtt():
    assert to_webvtt(SRT.encode(), "clip.srt") == CLEAN


def test_our_own_output_comes_back_unchanged():
    assert to_webvtt(CLEAN.encode(), "clip.vtt") == CLEAN


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_any_editor_s_encoding_is_read(encoding):
    text = SRT.replace("Switch off.", "Hauptschalter öffnen – prüfen")
    assert "Hauptschalter öffnen – prüfen\n" in to_webvtt(text.encode(encoding), "clip.srt")


def test_other_scripts_are_kept():
    text = SRT.replace("Switch off.", "Выключите пресс").replace("Hang the tag.", "أوقف المكبس")
    assert "Выключите пресс\nأوقف المكبس\n" in to_webvtt(text.encode(), "clip.srt")


def test_notes_styles_positions_and_names_are_left_out():
    source = (
        "WEBVTT - made by an editor\nKind: captions\n\nNOTE draft, do not use\n\n"
        "STYLE\n::cue { background: url(http://198.51.100.1/x) }\n\n"
        "REGION\nid:r1\n\nintro\n00:01.000 --> 00:03.500 line:0 align:start\n"
        "<v Anna><c.loud>Switch</c> <b>off</b>.\n"
        "<00:02.000>Hang the tag.\n\n00:04.000 --> 00:06.000\nTry start.\n"
    )
    assert to_webvtt(source.encode(), "clip.vtt") == CLEAN


def test_signs_with_a_meaning_are_escaped():
    text = SRT.replace("Switch off.", "If p < 2 bar & T > 5 --> stop {\\an8}<i>now</i>")
    assert "If p &lt; 2 bar &amp; T &gt; 5 --&gt; stop now\n" in to_webvtt(text.encode(), "clip.srt")


def test_escapes_of_webvtt_are_not_escaped_twice():
    source = CLEAN.replace("Switch off.", "Lock &amp; tag, p &lt; 2")
    assert "Lock &amp; tag, p &lt; 2\n" in to_webvtt(source.encode(), "clip.vtt")


def test_markup_hidden_in_escapes_stays_text():
    source = CLEAN.replace("Switch off.", "&lt;script&gt;alert(1)&lt;/script&gt;")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in to_webvtt(source.encode(), "clip.vtt")


def test_the_content_decides_not_the_name():
    assert to_webvtt(SRT.encode(), "clip.vtt") == CLEAN
    assert to_webvtt(CLEAN.encode(), "clip.srt") == CLEAN


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "clip.srt"),
        (b"WEBVTT\n", "clip.vtt"),
        (b"Dear colleague,\nplease find\n", "clip.srt"),
        (b"\x7fELF\0\0\0", "clip.vtt"),
        (b"[Script Info]\nTitle: x\n", "clip.ass"),
        (SRT.encode(), "clip.txt"),
        (b"<tt xmlns='http://www.w3.org/ns/ttml'/>", "clip.vtt"),
    ],
)
def test_what_holds_no_captions_says_so(content, name):
    with pytest.raises(NotCaptions, match="holds no captions"):
        to_webvtt(content, name)


@pytest.mark.parametrize(
    "times", ["00:00:04 --> 00:00:06", "00:75:04,000 --> 00:76:00,000", "4 --> 6", "00:00:04,000 -->"]
)
def test_a_time_that_cannot_be_read_names_its_line(times):
    with pytest.raises(CaptionTime, match="Line 7"):
        to_webvtt(SRT.replace("00:00:04,000 --> 00:00:06,000", times).encode(), "clip.srt")


@pytest.mark.parametrize(
    "times",
    ["00:00:00,500 --> 00:00:06,000", "00:00:04,000 --> 00:00:03,000", "00:00:04,000 --> 00:00:04,000"],
)
def test_captions_out_of_order_name_their_line(times):
    with pytest.raises(CaptionOrder, match="Line 7"):
        to_webvtt(SRT.replace("00:00:04,000 --> 00:00:06,000", times).encode(), "clip.srt")


def test_too_many_bytes_or_captions_are_refused():
    many = "\n".join(f"00:00:01.000 --> 00:00:02.000\n{n}\n" for n in range(MAX_CUES + 1))
    for content in (b"WEBVTT\n\n" + b" " * MAX_BYTES, b"WEBVTT\n\n" + many.encode()):
        with pytest.raises(CaptionsTooLarge):
            to_webvtt(content, "clip.vtt")


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: CLEAN.replace("Try", text).encode()))
def test_whatever_comes_the_answer_is_clean_or_a_named_refusal(content):
    try:
        made = to_webvtt(content, "clip.vtt")
    except CaptionsRefused:
        return
    assert not re.search(r"<|\r|\0", made)
    assert to_webvtt(made.encode(), "clip.vtt") == made
