"""What only shows when files are seen together, or when one is seen whole.

These look at the documents as written, not at the models, so that they speak up even when
something else in the same file is wrong: one run names every problem.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlsplit

from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError
from rapidfuzz import fuzz

from bot.config.build import KINDS, feed_key, figure_name
from bot.config.documents import Document, Node, Steps
from bot.config.doubts import comma_doubts, context_doubts, deadline_doubts, typed_doubts
from bot.config.folder import Source
from bot.config.schema import LEAST_EVERY, WatchlistFile
from bot.config.values import Database, did_you_mean, duration, nearest, place
from bot.errors import Problem, TidingsError
from bot.figures import known_metric, known_unit, suggest_metric
from bot.model import CONSOLE, PollSettings
from bot.text import is_cjk


@dataclass(slots=True)
class Found:
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)


def check(sources: Sequence[Source], texts: Mapping[str, str]) -> Found:
    found = Found(problems=tokens(texts))
    tidings, feeds, watchlists = (
        [source for source in sources if source.kind == kind]
        for kind in ("tidings", "feeds", "watchlist")
    )
    found.problems += same_feeds(feeds)
    found.problems += _too_often(feeds, tidings)
    for source in watchlists:
        found.problems += check_within(source)
        for document in source.documents:
            _check_destinations(document, tidings, found)
            found.warnings += _mention_doubts(document, tidings)
            _check_selectors(document, feeds, found)
            if document.root is not None or len(source.documents) == 1:
                found.warnings += _doubts(document)
    found.warnings += _same_watchlists(watchlists)
    return found


# ── looking into documents ───────────────────────────────────────────────────────────────


def _texts(document: Document, *path: str | int) -> Iterator[tuple[Steps, str]]:
    """The texts at a path: of one scalar, or of each scalar in a list."""
    node = document.node(path)
    each = [(path, node)]
    if node and isinstance(node.value, list):
        each = [((*path, index), inner) for index, inner in enumerate(node.value)]
    for steps, inner in each:
        if inner and isinstance(inner.value, str) and (text := " ".join(inner.value.split())):
            yield steps, text


def _entries(document: Document, key: str) -> Iterator[tuple[Steps, Node]]:
    node = document.node((key,))
    if node and isinstance(node.value, list):
        for index, inner in enumerate(node.value):
            yield (key, index), inner


def _main(document: Document, path: Steps, node: Node, short: str) -> str:
    """The text that names an entry, in its short or its long form."""
    if isinstance(node.value, str):
        return " ".join(node.value.split())
    return next((text for _, text in _texts(document, *path, short)), "")


# ── feeds ────────────────────────────────────────────────────────────────────────────────


def _feeds(sources: Iterable[Source]) -> Iterator[tuple[Document, Steps, str]]:
    for source in sources:
        for document in source.documents:
            for path, node in _entries(document, "feeds"):
                if url := _main(document, path, node, "url"):
                    yield document, path, url


def same_feeds(sources: Iterable[Source]) -> list[Problem]:
    """Feeds listed twice, however their addresses are spelt."""
    first: dict[str, tuple[Document, Steps]] = {}
    problems = []
    for document, path, url in _feeds(sources):
        key = feed_key(url)
        if key in first:
            line, _ = first[key][0].place(first[key][1])
            problems.append(
                document.problem(path, "the same feed again", f"it is listed in line {line}")
            )
        else:
            first[key] = (document, path)
    return problems


def _too_often(feeds: Sequence[Source], tidings: Sequence[Source]) -> list[Problem]:
    least = min(LEAST_EVERY, PollSettings().least, *_durations(tidings, "polling", "min"))
    problems = []
    for document, path, _ in _feeds(feeds):
        for steps, text in _texts(document, *path, "every"):
            wanted = _duration(text)
            if wanted is not None and wanted < least:
                what = f"every {text} is more often than a publisher bears"
                hint = "at least 1m; for feeds of your own, lower 'polling: min' in tidings.yaml"
                problems.append(document.problem(steps, what, hint))
    return problems


def _durations(sources: Iterable[Source], *path: str) -> list[timedelta]:
    found = [
        _duration(text)
        for source in sources
        for document in source.documents
        for _, text in _texts(document, *path)
    ]
    return [each for each in found if each is not None]


def _duration(text: str) -> timedelta | None:
    try:
        wanted = duration(text)
    except PydanticCustomError:
        return None  # the schema says so
    return wanted if isinstance(wanted, timedelta) else None


def _check_selectors(document: Document, feeds: Sequence[Source], found: Found) -> None:
    addresses: set[str] = set()
    names: set[str] = set()
    tags: set[str] = set()
    for each, path, url in _feeds(feeds):
        addresses.add(feed_key(url))
        names.update(text for _, text in _texts(each, *path, "name"))
        tags.update(text for _, text in _texts(each, *path, "tags"))
    if not addresses:
        return  # a watchlist by itself, for the filters: there is nothing to choose from
    folded = {name.casefold() for name in names}
    for path, written in _texts(document, "feeds"):
        kind, _, tag = written.partition(":")
        if kind == "tag" and tag.strip() not in tags:
            hint = did_you_mean(tag.strip(), tags)
            found.problems.append(document.problem(path, f"no feed has the tag '{tag}'", hint))
        elif "://" in written and feed_key(written) not in addresses:
            hint = "list it in feeds.yaml first"
            found.problems.append(document.problem(path, "no feed has this address", hint))
        elif kind != "tag" and "://" not in written and written.casefold() not in folded:
            hint = f"write 'tag:{written}'" if written in tags else did_you_mean(written, names)
            what = f"no feed is named '{written}'"
            found.problems.append(document.problem(path, what, hint))


# ── destinations ─────────────────────────────────────────────────────────────────────────


def _check_destinations(document: Document, tidings: Sequence[Source], found: Found) -> None:
    known = {CONSOLE.name}
    for each in (document for source in tidings for document in source.documents):
        node = each.node(("destinations",))
        if node and isinstance(node.value, dict):
            known.update(node.value)
    for path, name in _texts(document, "post_to"):
        if name in known:
            continue
        if ":" in name:
            try:
                place(name)
            except PydanticCustomError as error:
                context = error.context or {}
                found.problems.append(
                    document.problem(path, str(context["what"]), str(context["hint"]))
                )
        elif len(known) == 1:
            what = f"there are no destinations, so not '{name}' either: alerts go to the console"
            hint = "name it under 'destinations' in tidings.yaml"
            found.warnings.append(document.problem(path, what, hint))
        else:
            what = f"unknown destination '{name}'"
            found.problems.append(document.problem(path, what, did_you_mean(name, known)))


def _mention_doubts(document: Document, tidings: Sequence[Source]) -> Iterator[Problem]:
    """People of a platform to which the watchlist doesn't post."""
    places = {CONSOLE.name: CONSOLE.platform}
    for each in (document for source in tidings for document in source.documents):
        node = each.node(("destinations",))
        for name, inner in node.value.items() if node and isinstance(node.value, dict) else ():
            address = _main(each, ("destinations", name), inner.value, "to")
            places[name] = address.partition(":")[0].strip().lower()
    posted = [name for _, name in _texts(document, "post_to")] or [CONSOLE.name]
    platforms = {places.get(name) or name.partition(":")[0] for name in posted}
    own = [path for key, _ in KINDS for path, _ in _entries(document, key)]
    for path in ((), *own) if len(places) > 1 else ():
        for steps, who in _texts(document, *path, "mention"):
            platform = who.partition(":")[0].strip().lower()
            if platform not in platforms:
                what = f"'{who}' is never mentioned: this watchlist posts to no {platform} place"
                yield document.problem(steps, what, "name one in post_to")


# ── watchlists ───────────────────────────────────────────────────────────────────────────


def check_within(source: Source) -> list[Problem]:
    """Names given twice: of watchlists in one file, of watches in one watchlist."""
    problems = []
    lists: dict[str, int] = {}
    for document in source.documents:
        for key, _ in KINDS:
            problems += _same_names(document, key)
        if len(source.documents) > 1 and document.root is not None:
            name = next((text for _, text in _texts(document, "name")), "")
            if name in lists:
                what = (
                    f"a second watchlist named '{name}' in this file"
                    if name
                    else ("a second watchlist without a name in this file")
                )
                problems.append(document.problem(("name",), what, "give each its own 'name'"))
            lists[name] = 1
    return problems


def _same_names(document: Document, key: str) -> list[Problem]:
    first: dict[str, Steps] = {}
    problems = []
    for path, node in _entries(document, key):
        name = _main(document, path, node, "name")
        if key == "figures":
            subject, *_ = *(text for _, text in _texts(document, *path, "subject")), ""
            metric = [text for _, text in _texts(document, *path, "metric")]
            name = figure_name(name, subject, metric)
        if name and name in first:
            line, _ = document.place(first[name])
            what = f"'{name}' is listed twice under {key}"
            problems.append(
                document.problem(path, what, f"the first is in line {line}; put both into one")
            )
        first.setdefault(name, path)
    return problems


def _same_watchlists(sources: Sequence[Source]) -> list[Problem]:
    first: dict[str, str] = {}
    warnings = []
    for source in sources:
        for document in source.documents:
            name = next((text for _, text in _texts(document, "name")), source.path.stem)
            if first.setdefault(name, source.shown) != source.shown:
                what = f"another watchlist is named '{name}', too"
                hint = f"in {first[name]}; people will not know which is meant"
                warnings.append(document.problem(("name",), what, hint))
    return warnings


def _doubts(document: Document) -> Iterator[Problem]:
    """Legal, but hardly meant."""
    names: set[str] = set()
    misspelt = set(document.keys()) - set(WatchlistFile.model_fields)
    if not misspelt and not any(True for key, _ in KINDS for _ in _entries(document, key)):
        yield document.problem((), "watches nothing", "add companies, people, topics or figures")
    for key, _ in KINDS[:2]:
        for path, node in _entries(document, key):
            name = _main(document, path, node, "name")
            names.add(name)
            names.update(text for _, text in _texts(document, *path, "aliases"))
            if len(name) == 1 and not any(_texts(document, *path, "context")):
                what = f"'{name}' is a single character: it will be found everywhere"
                yield document.problem(path, what, "add 'context' words that must be near it")
    for key, _ in KINDS[:3]:
        for path, node in _entries(document, key):
            yield from _list_doubts(document, path, node)
            yield from _exclude_doubts(document, path, node)
    for path, _ in _entries(document, "figures"):
        yield from _figure_doubts(document, path, names)


def _list_doubts(document: Document, path: Steps, node: Node) -> Iterator[Problem]:
    name = _main(document, path, node, "name")
    called = [(path, name)] if isinstance(node.value, str) else _texts(document, *path, "name")
    aliases = [each for key in ("aliases", "any") for each in _texts(document, *path, key)]
    names = [*called, *aliases]
    context = list(_texts(document, *path, "context"))
    yield from comma_doubts(document, names, names=True, own=name)
    for texts in (context, _texts(document, *path, "exclude")):
        yield from comma_doubts(document, texts, names=False)
    yield from typed_doubts(document, names)
    own = [text.casefold() for _, text in names]
    yield from context_doubts(document, context, own, name)


def _exclude_doubts(document: Document, path: Steps, node: Node) -> Iterator[Problem]:
    """An exclusion is a longer phrase with the name in it; elsewhere it has no effect."""
    texts = [text for key in ("aliases", "any", "tickers", "handles")
             for _, text in _texts(document, *path, key)]  # fmt: skip
    name = _main(document, path, node, "name")
    own = [each.casefold().lstrip("@$") for each in (name, *texts)]
    for steps, phrase in _texts(document, *path, "exclude"):
        folded = phrase.casefold()
        if folded in own:
            what = f"'{phrase}' is the name itself: all of it would be excluded"
            yield document.problem(steps, what, "write the longer phrase that is not meant")
        elif not any(_resembles(each, folded) for each in own if each):
            what = f"'{phrase}' holds none of the names of '{name}', so it excludes nothing"
            yield document.problem(steps, what, f"write the whole phrase, as in '{name} {phrase}'")


_NEAR_A_NAME = 55
"""Likeness (0–100) of a word to a name from which the matcher may take it for a slip."""


def _resembles(name: str, phrase: str) -> bool:
    """Whether something in the phrase could be taken for the name."""
    if name in phrase or (is_cjk(name[0]) and set(name) & set(phrase)):
        return True
    words = [_without_accents(word) for word in phrase.split()]
    sought = [_without_accents(word) for word in name.split()]
    return any(fuzz.ratio(word, each) >= _NEAR_A_NAME for word in words for each in sought)


def _without_accents(word: str) -> str:
    parts = unicodedata.normalize("NFKD", word)
    return "".join(char for char in parts if not unicodedata.combining(char))


def _figure_doubts(document: Document, path: Steps, names: set[str]) -> Iterator[Problem]:
    asked = [_texts(document, *path, key) for key in ("subject", "metric")]
    if not any(True for each in asked for _ in each):
        what = "a figure with neither subject nor metric: any number in any news will do"
        hint = "add 'subject: …', whose number it is, or 'metric: …', what is counted"
        yield document.problem(path, what, hint)
    for steps, unit in _texts(document, *path, "unit"):
        if not known_unit(unit):
            what = f"'{unit}' is no unit we know"
            yield document.problem(steps, what, "only numbers counted in just this word will match")
    for steps, metric in _texts(document, *path, "metric"):
        near = None if known_metric(metric) else suggest_metric(metric)
        if near and near != metric and not is_cjk(metric[0]):
            yield document.problem(steps, f"unusual metric '{metric}'", f"did you mean '{near}'?")
    period = next((text for _, text in _texts(document, *path, "period")), "")
    yield from deadline_doubts(document, _texts(document, *path, "alert_when"), period)
    for steps, subject in _texts(document, *path, "subject"):
        near = nearest(subject, names, cutoff=80)
        if near and near != subject and near[0] == subject[0] and " " not in subject:
            what = f"subject '{subject}' is none of the names here"
            yield document.problem(steps, what, f"did you mean '{near}'?")


# ── secrets ──────────────────────────────────────────────────────────────────────────────

_TOKENS: tuple[tuple[str, str], ...] = (
    ("a Slack token", r"\bx(?:ox[a-z]|app)-[\w-]{10,}"),
    ("a Discord token", r"\b[MNO][\w-]{22,27}\.[\w-]{6}\.[\w-]{27,}"),
    ("a webhook address", r"https://hooks\.slack\.com/(?:services|workflows)/\w+"),
    ("a webhook address", r"https://(?:\w+\.)?discord(?:app)?\.com/api/webhooks/\d+/\w+"),
    ("an access token", r"\b(?:gh[pousr]_\w{30,}|sk-[\w-]{20,}|AKIA[0-9A-Z]{16}|glpat-[\w-]{20})"),
    ("a private key", r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
)
_ANY_TOKEN = re.compile("|".join(f"({pattern})" for _, pattern in _TOKENS))


def tokens(texts: Mapping[str, str]) -> list[Problem]:
    """Anything that looks like a secret, in comments too. Never quotes it."""
    return [
        Problem(
            file=file,
            line=text.count("\n", 0, hit.start()) + 1,
            column=hit.start() - text.rfind("\n", 0, hit.start()),
            what=f"{_TOKENS[(hit.lastindex or 1) - 1][0]} in a file",
            hint="secrets belong in the environment, as in TIDINGS_SLACK_BOT_TOKEN; "
            "treat this one as leaked and replace it",
        )
        for file, text in texts.items()
        for hit in _ANY_TOKEN.finditer(text)
    ]


def password(document: Document, database: str) -> list[Problem]:
    """A warning when the database's address carries its password."""
    if "://" in database and urlsplit(database).password:
        what = "the database's password is in a file"
        hint = (
            "put the whole address into TIDINGS_DATABASE or a file named by TIDINGS_DATABASE_FILE"
        )
        return [document.problem(("database",), what, hint)]
    return []


_DATABASE: TypeAdapter[str] = TypeAdapter(Database)


def database(url: str) -> str:
    """The database's address from the environment, checked."""
    try:
        return _DATABASE.validate_python(url)
    except ValidationError as error:
        context = error.errors()[0].get("ctx") or {}
        raise TidingsError(str(context["what"]), hint=str(context["hint"])) from None
