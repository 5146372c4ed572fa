"""Build the word knowledge that ships with the matcher (``bot/matching/data``).

    python -m benchmarks.build_words --scowl DIR --census DIR --given FILE --english FILE
        --headlines FILE --unihan FILE --opencc DIR --chinese FILE

--scowl      the folder of SCOWL's final lists (``english-words.10`` …)
--census     the folder of the 1990 US Census name files (``dist.all.last`` …)
--given      more given names, one a line
--english    a JSON list of common English words
--headlines  ``{"N": …, "df": {stem: count}}`` over news headlines
--unihan     Unihan_Variants.txt
--opencc     the folder of OpenCC's dictionaries (``TSCharacters.txt`` …)
--chinese    Chinese words with counts, ``word count tag`` a line

What each file is and its licence: ``bot/matching/data/NOTICE.md``.
"""

from __future__ import annotations

import argparse
import json
import math
import re
import unicodedata
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

DATA = Path(__file__).parent.parent / "bot" / "matching" / "data"
WORD, SURNAME, GIVEN, PROPER = 1, 2, 4, 8
TIER_LEVEL = {10: 12, 20: 10, 35: 8, 40: 7, 50: 6, 55: 5, 60: 4, 70: 3}
ENDINGS = ("", "s", "e", "es", "ed", "d", "ing", "y", "ies", "ied", "er", "ers", "ly", "ity")
CHINESE_WORDS = 60_000
PROPER_COUNT = 30
"""Rarer Chinese proper nouns are left out: among them are more slips than words."""
HAN = re.compile("[\u4e00-\u9fff]{2,4}")


def main() -> None:
    parser = argparse.ArgumentParser()
    names = ("scowl", "census", "given", "english", "headlines", "unihan", "opencc", "chinese")
    for name in names:
        parser.add_argument(f"--{name}", type=Path, required=True)
    paths = parser.parse_args()
    write("words.z", english(paths))
    write("variants.z", variants(paths.unihan, paths.opencc, paths.chinese))
    write("chinese.z", chinese(paths.chinese))


def english(paths: argparse.Namespace) -> Iterator[str]:
    """``word``, then three hexadecimal digits: flags of kind, level (log2 of frequency in
    headlines or the census) and how common it is as a word in lower case."""
    kinds: dict[str, int] = defaultdict(int)
    levels: dict[str, int] = defaultdict(int)
    common: dict[str, int] = defaultdict(int)

    def add(word: str, kind: int, level: int) -> None:
        word = plain(word)
        if 2 <= len(word) <= 24 and word.isascii() and word.isalpha():
            kinds[word] |= kind
            levels[word] = max(levels[word], min(level, 15))
            if kind == WORD:
                common[word] = max(common[word], level)

    for tier, level in TIER_LEVEL.items():
        for stem, kind in (("words", WORD), ("upper", PROPER), ("proper-names", PROPER)):
            for english in ("english", "american", "british"):
                path = paths.scowl / f"{english}-{stem}.{tier}"
                for line in lines(path):
                    add(line, kind, level if kind == WORD else 0)
    for line in lines(paths.scowl / "english-proper-names.80"):
        add(line, PROPER, 0)
    for word in json.loads(paths.english.read_text()):
        add(word, WORD, 3)
    for line in lines(paths.census / "dist.all.last"):
        add(line.split()[0], SURNAME, census_level(line))
    for sex in ("female", "male"):
        for line in lines(paths.census / f"dist.{sex}.first"):
            add(line.split()[0], GIVEN, census_level(line))
    for line in lines(paths.given):
        add(line, GIVEN, 0)
    df: dict[str, int] = json.loads(paths.headlines.read_text())["df"]
    for word in kinds:
        count = max((df.get(stem, 0) for stem in stems(word)), default=0)
        levels[word] = max(levels[word], int(math.log2(count + 1)))
    for stem, count in df.items():
        whole = not any(stem + end in kinds or stem + end in df for end in ENDINGS[1:])
        if stem not in kinds and whole and len(stem) > 3 and count >= 8:
            add(stem, 0, int(math.log2(count + 1)))
    for word in sorted(kinds):
        yield f"{word}{kinds[word]:x}{levels[word]:x}{common[word]:x}"


def stems(word: str) -> Iterator[str]:
    yield word
    for ending in ENDINGS[1:]:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            yield word[: -len(ending)]


def census_level(line: str) -> int:
    percent = float(line.split()[1])
    return int(math.log2(percent / 0.0005)) if percent else 0


def variants(unihan: Path, opencc: Path, words: Path) -> Iterator[str]:
    """Pairs of a traditional character and its simplified one: where Unicode names exactly one,
    and where writers of Hong Kong and Taiwan use another (蘋, 黃, 滙), the first that OpenCC has.
    Nothing for a character that simplified words have too (乾隆, 著名)."""
    plain = set("".join(row[:-1] for row in chinese(words)))
    pairs: dict[str, str] = {}
    for line in lines(unihan):
        code, field, *values = line.split("\t")
        if field == "kSimplifiedVariant":
            targets = [chr(int(value[2:], 16)) for value in values[0].split()]
            char = chr(int(code[2:], 16))
            others = [target for target in targets if target != char]
            if len(targets) == len(others) == 1 and ord(char) < 0x10000 > ord(others[0]):
                pairs[char] = others[0]
    for line in lines(opencc / "TSCharacters.txt"):
        char, options = line.lstrip("\ufeff").split("\t")
        first = options.split()[0]
        if char != first and char not in plain and ord(char) < 0x10000 > ord(first):
            pairs[char] = first
    for name in ("HKVariants.txt", "TWVariants.txt"):
        for line in lines(opencc / name):
            char, options = line.lstrip("\ufeff").split("\t")
            for target in options.split():
                if target not in pairs and target not in plain and pairs.get(char) != target:
                    pairs[target] = pairs.get(char, char)
    yield "".join(char + pairs[char] for char in sorted(pairs))


def chinese(path: Path) -> Iterator[str]:
    """``word`` and its level, log2 of its count: a hexadecimal digit, or a letter from ``g`` on
    for a proper noun, which may be a watched name. Names of people are left out."""
    counts: dict[str, int] = {}
    proper: dict[str, int] = {}
    for line in lines(path):
        word, count, tag = line.split(" ")
        if HAN.fullmatch(word) and tag not in {"nr", "nrt"}:
            (proper if tag == "nz" else counts)[word] = int(count)
    best = sorted(counts, key=lambda word: (-counts[word], word))[:CHINESE_WORDS]
    rows = [f"{word}{chinese_level(counts[word]):x}" for word in best]
    rows += [
        f"{word}{chr(ord('g') + chinese_level(count))}"
        for word, count in proper.items()
        if count >= PROPER_COUNT
    ]
    yield from sorted(rows)


def chinese_level(count: int) -> int:
    return min(int(math.log2(count + 1)), 15)


def plain(word: str) -> str:
    folded = unicodedata.normalize("NFD", word.strip().lower().removesuffix("'s"))
    return "".join(char for char in folded if not unicodedata.combining(char))


def lines(path: Path) -> Iterator[str]:
    if not path.exists():
        return
    text = path.read_bytes()
    try:
        decoded = text.decode("utf-8")
    except UnicodeDecodeError:
        decoded = text.decode("latin-1")
    for line in decoded.splitlines():
        if line.strip() and not line.startswith("#"):
            yield line


def write(name: str, rows: Iterable[str]) -> None:
    packed = zlib.compress("\n".join(front_coded(rows)).encode(), 9)
    (DATA / name).write_bytes(packed)
    print(f"{name}: {len(packed):,} bytes")


def front_coded(rows: Iterable[str]) -> Iterator[str]:
    """Each row with the length of the beginning it shares with the row before, as a letter."""
    last = ""
    for row in rows:
        shared = 0
        while shared < min(len(row), len(last), 25) and row[shared] == last[shared]:
            shared += 1
        yield chr(97 + shared) + row[shared:]
        last = row


if __name__ == "__main__":
    main()
