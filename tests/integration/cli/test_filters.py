"""The three filters: JSON lines in, JSON lines out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.cli import main
from bot.matching import CUTOFF
from bot.model import Item
from bot.stories import Clusterer
from tests.support.shell import lines, typed


def test_match_explains_what_was_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    record = {"id": "1", "title": "A bowl of 小米粥 in the morning"}
    words = ("match", "--config", str(folder), "--explain")
    status, [output], _ = typed(monkeypatch, capsys, lines(record), *words)
    assert status == 0
    assert output["mentions"] == []
    refused = output["refused"]
    assert isinstance(refused, list)
    (first, *_) = refused
    assert (first["watch"], first["text"], first["rule"]) == ("Xiaomi", "小米", "segmentation")
    assert record["title"][first["start"] : first["end"]] == "小米"
    _, [plain], _ = typed(monkeypatch, capsys, lines(record), *words[:-1])
    assert "refused" not in plain


def test_match_tells_of_the_tail_once(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    story = "Lei Jun drove the first car off the line of the new plant in Beijing on Friday."
    content = f"<p>{story}</p><h3>Read next</h3><p>Xiaomi reports deliveries of 12,000 vehicles</p>"
    record = {"id": "1", "title": "A plant", "content": content}
    words = ("match", "--config", str(folder), "--explain")
    _, [output], _ = typed(monkeypatch, capsys, lines(record), *words)
    mentions = output["mentions"]
    assert isinstance(mentions, list)
    assert [(each["text"], each["place"]) for each in mentions] == [
        ("Lei Jun", "lead"),
        ("Xiaomi", "tail"),
    ]
    assert output["refused"] == []


def test_match_finds_names_figures_and_alerts_with_exact_offsets(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    record = {
        "id": "1",
        "title": "Xiaomi delivers 10,000 SU7",
        "content": "<p>小米 &amp; <b>Lei Jun</b>: deliveries reached 10,000 vehicles in June.</p>",
        "unknown": ["ignored"],
    }
    words = ("match", "--config", str(folder), "--with-text")
    status, [output], _ = typed(monkeypatch, capsys, lines(record), *words)
    assert status == 0
    assert output["content_text"] == "小米 & Lei Jun: deliveries reached 10,000 vehicles in June."
    mentions = output["mentions"]
    assert isinstance(mentions, list)
    for mention in mentions:
        text = output[f"{mention['field']}_text"]
        assert isinstance(text, str)
        assert text[mention["start"] : mention["end"]] == mention["text"]
        assert 0 <= mention["score"] <= 1
        assert mention["why"]
    assert {(each["watch"], each["kind"], each["field"]) for each in mentions} == {
        ("Xiaomi", "company", "title"),
        ("Xiaomi", "company", "content"),
        ("Lei Jun", "person", "content"),
    }
    alerts = output["alerts"]
    assert isinstance(alerts, list)
    assert {(each["watchlist"], each["watch"]) for each in alerts} == {
        ("ev", "Xiaomi"),
        ("ev", "Lei Jun"),
        ("ev", "SU7 deliveries"),
    }
    assert isinstance(output["figures"], list)
    assert 10_000.0 in [figure["value"] for figure in output["figures"]]


def test_match_makes_no_alert_of_a_teaser_but_shows_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    story = "Lei Jun drove the first car off the line of the new plant in Beijing on Friday."
    html = (
        f"<p>{story}</p><h3>Read next</h3><p>Xiaomi reports deliveries of 12,000 vehicles</p>",
        f"<p>{story}</p><aside class='related'><a>Xiaomi reports deliveries of 12,000 vehicles</a>",
        f"{story} Read next: Xiaomi reports deliveries of 12,000 vehicles",
    )
    records = [
        {"id": number, "title": "A plant", "content": each} for number, each in enumerate(html)
    ]
    words = ("match", "--config", str(folder), "--with-text")
    _, outputs, _ = typed(monkeypatch, capsys, lines(*records), *words)
    for output in outputs:
        mentions: Any = output["mentions"]
        assert [(each["watch"], each["place"]) for each in mentions] == [
            ("Lei Jun", "lead"),
            ("Xiaomi", "tail"),
        ]
        assert mentions[1]["score"] < CUTOFF <= mentions[0]["score"]
        assert "tail of other stories" in mentions[1]["why"]
        text: Any = output["content_text"]
        assert text[mentions[1]["start"] : mentions[1]["end"]] == "Xiaomi"
        alerts: Any = output["alerts"]
        assert [each["watch"] for each in alerts] == ["Lei Jun"], "nor of its figure"


def test_stories_are_not_told_apart_by_their_teasers(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    seen: list[set[str]] = []

    class Names(Clusterer):
        def place(self, item: Item, **evidence: Any) -> Any:
            seen.append(evidence["names"])
            return super().place(item, **evidence)

    monkeypatch.setattr("bot.filters.Clusterer", Names)
    story = "Lei Jun drove the first car off the line of the new plant in Beijing on Friday."
    record = {"id": 1, "title": "A plant", "content": f"{story}\nRead next\nXiaomi shows a phone"}
    typed(monkeypatch, capsys, lines(record), "stories", "--config", str(folder))
    assert seen == [{"Lei Jun"}]


def test_figures_and_stories_speak_their_contracts(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    first = {
        "id": "1",
        "title": "Xiaomi delivers its 10,000th SU7 in 32 days",
        "published": "2026-07-01T10:00:00Z",
    }
    again = first | {"id": "2", "published": "2026-07-01T10:20:00+02:00"}
    status, [output], _ = typed(monkeypatch, capsys, lines(first), "figures")
    assert status == 0
    assert set(output) == {"id", "figures"}
    status, outputs, _ = typed(monkeypatch, capsys, lines(first, again), "stories")
    assert status == 0
    assert [set(each) for each in outputs] == [{"id", "story", "relation", "why"}] * 2
    assert [each["relation"] for each in outputs] == ["new", "duplicate"]
    assert outputs[0]["story"] == outputs[1]["story"]


STORIES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("new", {"id": 1, "title": "Earthquake in Chile kills 3 people near Iquique"}),
    ("duplicate", {"id": "b", "title": "Quake near Iquique in Chile kills 3 people", "feed": "B"}),
    ("new", {"id": "c", "title": "<b>Xiaomi</b> opens a foundry in Wuhan", "seen": None}),
    ("follow-up", {"id": "d", "title": "Earthquake in Chile kills 9 people near Iquique"}),
    (
        "correction",
        {"id": "e", "title": "Correction: Earthquake in Chile kills 7 people near Iquique, not 9"},
    ),
)


def test_stories_speak_their_contract_to_the_letter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """From stdin and from a file, with and without times and texts; order is that of the input."""
    records = [
        record | {"published": f"2026-07-14T{9 + hour:02}:00:00+02:00", "unknown": [1]}
        for hour, (_, record) in enumerate(STORIES)
    ]
    status, outputs, err = typed(monkeypatch, capsys, lines(*records), "stories")
    assert (status, err) == (0, "")
    assert [each["relation"] for each in outputs] == [relation for relation, _ in STORIES]
    assert [each["id"] for each in outputs] == ["1", "b", "c", "d", "e"]
    for output in outputs:
        assert list(output) == ["id", "story", "relation", "why"]
        assert all(isinstance(value, str) and value for value in output.values())
    first, copy, other, later, corrected = (each["story"] for each in outputs)
    assert first == copy
    assert later == corrected
    assert len({first, other, later}) == 3
    file = tmp_path / "in.jsonl"
    file.write_text(lines(*records), "utf-8")
    assert main(["stories", str(file), "--with-text"]) == 0
    texts = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert texts[2]["title_text"] == "Xiaomi opens a foundry in Wuhan"
    plain = [
        {key: value for key, value in each.items() if not key.endswith("_text")} for each in texts
    ]
    assert plain == outputs


@pytest.mark.parametrize(
    ("second", "relation"),
    [
        ({"id": "2", "title": "Xiaomi opens a foundry in Wuhan"}, "duplicate"),
        ({"id": "2", "content": "Xiaomi opens a foundry in Wuhan"}, "duplicate"),
        (
            {"id": "2", "title": "", "content": "<p>Xiaomi opens a foundry in Wuhan</p>"},
            "duplicate",
        ),
        ({"id": "1", "title": "Lawyers met in Paris to argue about cod"}, "new"),
    ],
)
def test_a_record_without_a_time_comes_when_the_one_before_it_did(
    second: dict[str, object],
    relation: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    first = {"id": "1", "title": "Xiaomi opens a foundry in Wuhan"}
    dated = first | {"published": "2019-07-14T09:00:00Z"}
    for begin in (first, dated):
        _, outputs, _ = typed(monkeypatch, capsys, lines(begin, second), "stories")
        assert outputs[1]["relation"] == relation
        assert (outputs[0]["story"] == outputs[1]["story"]) is (relation == "duplicate")


def test_no_records_are_no_stories(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert typed(monkeypatch, capsys, "\n \n", "stories") == (0, [], "")


def test_figures_give_every_field_of_the_contract_at_exact_offsets(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    record = {
        "id": 7,
        "title": "<b>Xiaomi</b> &amp; co deliver more than 10,000 SU7s in June, up 12% from May",
        "content": "<p>😀‍ It plans 350,000&nbsp;deliveries in 2026.</p><p>小米6月营收1110亿元</p>",
        "published": "2026-07-14T09:30:00+02:00",
    }
    status, [output], err = typed(monkeypatch, capsys, lines(record), "figures", "--with-text")
    assert (status, err, output["id"]) == (0, "", "7")
    figures = output["figures"]
    assert isinstance(figures, list)
    assert len(figures) >= 4
    for figure in figures:
        text = output[f"{figure['field']}_text"]
        assert isinstance(text, str)
        assert text[figure["start"] : figure["end"]] == figure["text"]
        assert set(figure) >= {
            "field", "start", "end", "text", "value", "low", "high", "unit", "currency", "metric",
            "subject", "period", "qualifier", "status", "change", "previous",
        }  # fmt: skip
        assert all(isinstance(figure[each], float) for each in ("value", "low", "high"))
        assert figure["low"] <= figure["value"] <= figure["high"]
        assert figure["period"] is None or set(figure["period"]) >= {"label", "start", "end"}
    by_value = {figure["value"]: figure for figure in figures}
    assert by_value[10_000]["qualifier"] == ">"
    assert by_value[10_000]["period"]["start"] == "2026-06-01"
    assert by_value[350_000]["status"] == "target"
    assert by_value[111e9]["currency"] == "CNY"


def test_half_a_surrogate_pair_stops_nobody(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = '{"id": "\\ud800", "title": "Tesla \\ud83d sells 5,000 cars"}\n' + lines(
        {"id": "2", "title": "x"}
    )
    status, outputs, err = typed(monkeypatch, capsys, text, "figures", "--with-text")
    assert (status, err) == (0, "")
    assert outputs[0]["title_text"] == "Tesla \ufffd sells 5,000 cars"
    assert [each["id"] for each in outputs] == ["\ufffd", "2"]


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("{broken", "line 2 is not JSON, column 2"),
        ("[1]", "line 2 is not a JSON object"),
        ('{"title": "x"}', "line 2 has no 'id'"),
        ('{"id": "x"}', "line 2 has neither 'title' nor 'content'"),
        ('{"id": "x", "titel": "T"}', "(did you mean 'title'?)"),
        ('{"id": "x", "Headline": "T"}', "(did you mean 'title'?)"),
        ('{"ID": "x", "title": "T"}', "line 2 has no 'id' (did you mean 'id'?)"),
        ('{"id": true, "title": "T"}', "line 2: 'id' is neither text nor a whole number"),
        ('{"id": "", "title": "T"}', "line 2: 'id' is empty"),
        (
            '{"id": "x", "title": "T',
            "line 2 is not JSON, column 24: a line break or control character inside a text; "
            "is a closing quote missing?",
        ),
        ('{"id": "x", "title": 5}', "line 2: 'title' is not text"),
        ('{"id": "x", "title": "y", "published": "soon"}', "not an RFC 3339 time"),
    ],
)
def test_a_bad_record_is_named_and_the_others_go_on(
    line: str,
    complaint: str,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    good = lines({"id": "1", "title": "Xiaomi"})
    status, outputs, err = typed(
        monkeypatch, capsys, good + line + "\n\n" + good, "match", "--config", str(folder)
    )
    assert status == 1
    assert [each["id"] for each in outputs] == ["1", "1"]
    assert complaint in err


def test_a_byte_order_mark_is_skipped_and_other_encodings_are_named(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = lines({"id": "1", "title": "小米汽车"}).encode()
    latin = '{"id": "2", "title": "Xiaomi café"}\n'.encode("latin-1")
    (folder / "in.jsonl").write_bytes(b"\xef\xbb\xbf" + good + latin + good)
    assert main(["match", str(folder / "in.jsonl"), "--config", str(folder)]) == 1
    out, err = capsys.readouterr()
    assert [json.loads(line)["mentions"][0]["watch"] for line in out.splitlines()] == ["Xiaomi"] * 2
    assert err == "tidings: line 2 is not UTF-8, column 33: byte 0xE9\n"


def test_records_can_come_from_a_file_and_a_missing_one_is_named(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "in.jsonl").write_text(lines({"id": "1", "title": "小米汽车"}), "utf-8")
    assert main(["match", str(folder / "in.jsonl"), "--config", str(folder)]) == 0
    assert json.loads(capsys.readouterr().out)["mentions"][0]["watch"] == "Xiaomi"
    assert main(["match", str(folder / "none.jsonl"), "--config", str(folder)]) == 1
    assert "none.jsonl: No such file" in capsys.readouterr().err
