"""Sentence vectors: what they change in the answers, and the model that gives them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.model import Item, Relation
from bot.stories import Clusterer
from bot.stories.vectors import MiniLM, installed, likeness

ONE = "Deadly fire tears through Karachi shopping mall"
OTHER = "Deadly blaze guts market in Pakistan port city"


class Table:
    """No model: it gives the vectors that it was told, and says so."""

    def __init__(self, alike: bool) -> None:
        self._second = (1.0, 0.0) if alike else (0.0, 1.0)
        self.asked: list[str] = []

    def embed(self, text: str) -> Sequence[float]:
        self.asked.append(text)
        return (1.0, 0.0) if text == ONE else self._second


def placed(*titles: str, embedder: Table | None = None) -> list[Relation]:
    clusterer = Clusterer(embedder=embedder)
    start = datetime(2026, 7, 13, tzinfo=UTC)
    return [
        clusterer.place(
            Item(id=str(n), feed_id="", title=title, seen=start + timedelta(minutes=20 * n))
        ).relation
        for n, title in enumerate(titles)
    ]


def test_sentences_that_say_the_same_bring_reports_together() -> None:
    assert placed(ONE, OTHER) == [Relation.NEW, Relation.NEW]
    assert placed(ONE, OTHER, embedder=Table(alike=True)) == [Relation.NEW, Relation.DUPLICATE]
    assert placed(ONE, OTHER, embedder=Table(alike=False)) == [Relation.NEW, Relation.NEW]


def test_guards_speak_before_the_model_does() -> None:
    titles = ("Tesla China registrations week 12", "Tesla China registrations week 13")
    assert placed(*titles, embedder=Table(alike=True))[1] is Relation.NEW


def test_each_headline_is_read_once_and_chinese_never() -> None:
    table = Table(alike=True)
    placed(ONE, OTHER, OTHER, "小米YU7开售", "小米YU7开售了", embedder=table)
    assert table.asked.count(ONE) == 1
    assert table.asked.count(OTHER) <= 2  # by each of its two reports
    assert all(title.isascii() for title in table.asked)


def test_a_model_of_the_right_shape_is_read_and_run(tmp_path: Path) -> None:
    np = pytest.importorskip("numpy")
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "tes", "##la", "rises", ".", "cafe"]
    (tmp_path / "vocab.txt").write_text("\n".join(pieces) + "\n", "utf-8")
    write_model(np, tmp_path / "model.safetensors", words=len(pieces))
    model = MiniLM(tmp_path)
    one = model.embed("Tesla rises.")
    assert len(one) == 24
    assert likeness(one, one) == pytest.approx(1)
    assert model.embed("TESLA rises .") == one
    assert model.embed("Café") == model.embed("cafe")
    assert model.embed("rises Tesla.") != one
    assert model.embed("unheard") == model.embed("x" * 500)
    assert len(model.embed("")) == 24


def write_model(np: Any, path: Path, *, words: int, width: int = 24) -> None:
    random = np.random.default_rng(7)
    norm = {"LayerNorm.weight": (width,), "LayerNorm.bias": (width,)}
    shapes = {
        "embeddings.word_embeddings.weight": (words, width),
        "embeddings.position_embeddings.weight": (70, width),
        "embeddings.token_type_embeddings.weight": (2, width),
        **{f"embeddings.{name}": shape for name, shape in norm.items()},
    }
    for number in range(6):
        layer = f"encoder.layer.{number}."
        for part in ("self.query", "self.key", "self.value", "output.dense"):
            shapes[f"{layer}attention.{part}.weight"] = (width, width)
            shapes[f"{layer}attention.{part}.bias"] = (width,)
        shapes |= {
            f"{layer}intermediate.dense.weight": (4 * width, width),
            f"{layer}intermediate.dense.bias": (4 * width,),
            f"{layer}output.dense.weight": (width, 4 * width),
            f"{layer}output.dense.bias": (width,),
        }
        for part in ("attention.output", "output"):
            shapes |= {f"{layer}{part}.{name}": shape for name, shape in norm.items()}
    header, data = {}, b""
    for name, shape in shapes.items():
        chunk = random.normal(size=shape).astype("<f4").tobytes()
        ends = [len(data), len(data) + len(chunk)]
        header[name] = {"dtype": "F32", "shape": list(shape), "data_offsets": ends}
        data += chunk
    head = json.dumps(header).encode()
    path.write_bytes(len(head).to_bytes(8, "little") + head + data)


def test_the_installed_model_says_what_its_makers_publish() -> None:
    model = installed()
    if model is None:
        pytest.skip("no model of sentences is installed")
    happy = model.embed("That is a happy person")
    for text, published in (
        ("That is a happy dog", 0.695),
        ("That is a very happy person", 0.943),
        ("Today is a sunny day", 0.257),
    ):
        assert likeness(happy, model.embed(text)) == pytest.approx(published, abs=0.005)
