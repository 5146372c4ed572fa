"""``watch add | edit | remove | test``: checked, tried on the history, then saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.card import Block, Card, Fields, Line, Paragraph, line
from bot.commands import checks
from bot.commands.alerts import TOLD, visible
from bot.commands.build import (
    OPTIONS,
    as_typed,
    changed_watch,
    new_watch,
    with_watch,
    without_watch,
)
from bot.commands.command import Arguments, Command, Context, Param
from bot.commands.edits import (
    Change,
    preview_blocks,
    propose,
    require_editable,
    warning_blocks,
)
from bot.commands.examples import Headline, How
from bot.commands.listing import describe
from bot.commands.preview import Preview, Side, preview
from bot.commands.say import (
    bold,
    bullets,
    button,
    card,
    code,
    dim,
    headline,
    paragraph,
    small,
    some,
)
from bot.commands.spoken import instead, understood
from bot.commands.suggest import as_given, offer_blocks, offer_buttons, tried
from bot.commands.view import View, suggestion
from bot.commands.when import ago
from bot.errors import CommandError
from bot.model import CONSOLE, Origin, Request, Watch, Watchlist, make_id
from bot.text import count_of, shorten, squeeze

# ── which watchlist, which watch ─────────────────────────────────────────────────────────


async def list_for(
    context: Context, view: View, arguments: Arguments
) -> tuple[Watchlist | None, Watchlist]:
    """The watchlist a new watch goes to, as stored (``None``: it will be created) and as it is
    to be, still without the watch."""
    named = arguments.text("in")
    if named:
        known = [each for each in view.watchlists if each.name.casefold() == named.casefold()]
        if known:
            require_editable(known[0].origin, f"The watchlist {known[0].name}")
        before = await _stored(context, view, known[0].id) if known else None
        name = named
    else:
        before = await _of_channel(context, view)
        name = channel_name(view.request)
    after = before or _new_list(view, name, shown=name if named else _shown_name(view.request))
    places = arguments.many("to")
    if places:
        after = replace(after, post_to=_checked_places(view, places))
    return before, after


def channel_name(request: Request) -> str:
    if request.platform == CONSOLE.platform:
        return "Console"
    if request.direct:
        return f"Watches of {request.user.name or request.user.id}"
    return f"Watches of channel {request.channel}"


def _shown_name(request: Request) -> str:
    """The same for people; what it is called may change, so it is not known again by that."""
    return f"Watches of #{request.called}" if request.called else channel_name(request)


async def _of_channel(context: Context, view: View) -> Watchlist | None:
    """This channel's own watchlist, if something was added here before."""
    own = list_id(view.request.scope, channel_name(view.request))
    lists = await context.store.watchlists(view.request.scope)
    return next((each for each in lists if each.id == own), None)


async def _stored(context: Context, view: View, watchlist_id: str) -> Watchlist:
    for each in await context.store.watchlists(view.request.scope):
        if each.id == watchlist_id:
            return each
    raise CommandError("That watchlist is not stored any more", hint="see: list")


def list_id(scope: str, name: str) -> str:
    return make_id("l", "chat", scope, name)


def _new_list(view: View, name: str, *, shown: str) -> Watchlist:
    scope = view.request.scope
    return Watchlist(
        id=list_id(scope, name),
        name=shorten(shown, checks.LONGEST_NAME),
        post_to=(view.place,),
        scope=scope,
        origin=Origin(kind="chat", where=scope),
    )


def _checked_places(view: View, names: Sequence[str]) -> tuple[str, ...]:
    """Destinations by their names: a channel of another workspace can't be reached from here."""
    known = view.catalogue.destinations
    for name in names:
        if name not in known and name not in {"here", view.place}:
            raise CommandError(
                f"Unknown destination “{name}”", hint=suggestion(name, ["here", *known])
            )
    return tuple(dict.fromkeys(view.place if name == "here" else name for name in names))


def one_watch(view: View, name: str, watchlist: str) -> Watch:
    """The one watch that goes by the name. Raises :class:`CommandError`."""
    found = view.watches_named(name, watchlist=watchlist)
    own = [each for each in found if each.name.casefold() == name.casefold()] or found
    editable = [each for each in own if view.list_of(each).origin.editable]
    pick = editable if len(editable) == 1 else own
    if len(pick) == 1:
        return pick[0]
    if not pick:
        raise CommandError(f"Nothing is watched as “{name}”", hint=view.watch_suggestion(name))
    places = [view.list_of(each).name for each in pick]
    raise CommandError(
        f"“{name}” is watched {count_of(len(pick), 'time')}",
        hint=f"say which with in: {some(f'in:“{each}”' for each in places)}",
    )


async def _editable(context: Context, view: View, watch: Watch) -> Watchlist:
    """The stored watchlist of the watch; refuses what comes from a file, naming file and line."""
    shown = view.list_of(watch)
    origin = watch.origin if watch.origin.where and not watch.origin.editable else shown.origin
    if not shown.origin.editable:
        require_editable(origin, f"{watch.name} on {shown.name}")
    return await _stored(context, view, shown.id)


# ── add ──────────────────────────────────────────────────────────────────────────────────


async def add(context: Context, request: Request, arguments: Arguments) -> Card:
    view = View(context.catalogue(), request)
    typed, arguments = arguments, understood(view, arguments)
    before, after = await list_for(context, view, arguments)
    name = arguments.text("name")
    watch = new_watch(name, arguments, after, others=view.watches_named(squeeze(name)))
    checks.refuse_nonsense(watch, after)
    edited = with_watch(after, watch)
    found = await tried(context, view, None, Side(watch=watch, watchlist=edited))
    blocks = [
        Paragraph(describe(watch)),
        *preview_blocks(found.seen, view),
        *offer_blocks(found.offers),
    ]
    more = offer_buttons(found, WATCH_ADD, as_given(arguments))
    if typed is not arguments:
        as_name = WATCH_ADD.line({**as_given(typed), "kind": "company"})
        blocks.append(small("Read as a number to watch; to watch the words: ", code(as_name)))
    elif meant := instead(view, arguments):
        blocks.append(small("Every number of it? Then add it as a figure."))
        line_of_it = WATCH_ADD.line({**as_given(typed), **meant.options()})
        more = [button("As a figure", line_of_it), *more]
    if before is None:
        places = some(each.name for each in view.catalogue.destinations_of(edited))
        blocks.append(small(f"A new watchlist, {edited.name}, posting to {places}."))
    return await propose(
        context,
        request,
        Change(
            summary=f"added {watch.name} ({watch.kind}) to {edited.name}",
            before=before,
            after=edited,
        ),
        title=f"Add {watch.name} to {edited.name}?",
        blocks=blocks,
        warnings=found.warnings,
        more=more,
    )


# ── edit and remove ──────────────────────────────────────────────────────────────────────


async def edit(context: Context, request: Request, arguments: Arguments) -> Card:
    view = View(context.catalogue(), request)
    watch = one_watch(view, arguments.text("name"), arguments.text("in"))
    before = await _editable(context, view, watch)
    old = _in_list(before, watch)
    new = changed_watch(old, arguments, before)
    if new == old:
        return _what_can_change(old, before)
    checks.refuse_nonsense(new, before, replaced=old.id)
    after = with_watch(before, new, replaced=old.id)
    found = await tried(
        context, view, Side(watch=old, watchlist=before), Side(watch=new, watchlist=after)
    )
    blocks = [
        small("Now: ", *describe(old)),
        small("Then: ", *describe(new)),
        *preview_blocks(found.seen, view),
        *offer_blocks(found.offers),
    ]
    return await propose(
        context,
        request,
        Change(summary=f"changed {old.name} on {before.name}", before=before, after=after),
        title=f"Change {old.name} on {before.name}?",
        blocks=blocks,
        warnings=found.warnings,
        more=offer_buttons(found, WATCH_EDIT, as_given(arguments)),
    )


def _in_list(watchlist: Watchlist, watch: Watch) -> Watch:
    for each in watchlist.watches:
        if each.id == watch.id:
            return each
    raise CommandError(f"{watch.name} is not on {watchlist.name} any more", hint="see: list")


def _what_can_change(watch: Watch, watchlist: Watchlist) -> Card:
    options = (
        "subject: metric: unit: period: when:"
        if watch.kind == "figure"
        else ("aliases: tickers: handles: context: exclude: fuzzy:")
    ) + " deliver: severity: cooldown: mention:"
    return card(
        f"{watch.name} on {watchlist.name}, as it is",
        Paragraph(describe(watch)),
        Fields(tuple((name, line(value)) for name, value in as_typed(watch).items())),
        paragraph("Say what to change with ", code(f"{options} rename:"), "."),
        small('aliases:"+小米" adds, aliases:"-Mi" takes away, aliases:none empties.'),
    )


async def remove(context: Context, request: Request, arguments: Arguments) -> Card:
    view = View(context.catalogue(), request)
    watch = one_watch(view, arguments.text("name"), arguments.text("in"))
    before = await _editable(context, view, watch)
    old = _in_list(before, watch)
    after = without_watch(before, old.id)
    now = context.clock()
    seen = await preview(
        context.store, context.catalogue(), Side(watch=old, watchlist=before), None, now=now
    )
    return await propose(
        context,
        request,
        Change(
            summary=f"removed {old.name} from {before.name}",
            before=before,
            after=after if after.watches else None,
        ),
        title=f"Remove {old.name} from {before.name}?",
        blocks=[Paragraph(describe(old)), *preview_blocks(seen, view)],
    )


# ── test ─────────────────────────────────────────────────────────────────────────────────


async def test(context: Context, request: Request, arguments: Arguments) -> Card:
    """What a watch, as it is or as the options say, would have found. Saves nothing."""
    view = View(context.catalogue(), request)
    name = arguments.text("name")
    known = view.watches_named(name, watchlist=arguments.text("in"))
    if known:
        watchlist, old = view.list_of(known[0]), known[0]
        before: Side | None = Side(watch=old, watchlist=watchlist)
        new = changed_watch(old, arguments, watchlist)
    else:
        watchlist = (await list_for(context, view, Arguments()))[1]
        arguments = understood(view, arguments)
        before, new = None, new_watch(arguments.text("name"), arguments, watchlist)
    replaced = known[0].id if known else ""
    checks.refuse_nonsense(new, watchlist, replaced=replaced)
    side = Side(watch=new, watchlist=with_watch(watchlist, new, replaced=replaced))
    found = await tried(context, view, before, side)
    # Of a new name all is gained: the list below says it better.
    blocks = preview_blocks(found.seen, view, gained=bool(known))
    blocks += await _headlines(context, view, found.seen)
    editable = not known or watchlist.origin.editable
    where = "" if editable else known[0].origin.where or watchlist.origin.where
    blocks += offer_blocks(found.offers, read_only=where)
    given = as_given(arguments)
    actions = [] if known else [button(f"Watch {new.name}", WATCH_ADD.line(given))]
    if editable:
        actions += offer_buttons(found, WATCH_EDIT if known else WATCH_TEST, given)
    how = "if it were watched"
    if known:
        how = "as it is watched" if new == known[0] else "if it were watched like this"
    return card(
        f"{new.name}, {how}",
        Paragraph(describe(new)),
        *warning_blocks(found.warnings),
        *blocks,
        actions=actions,
    )


async def _headlines(context: Context, view: View, seen: Preview) -> list[Block]:
    """What it finds, so that one can see whether that is what is meant."""
    if not seen.newest:
        return []
    lines = [await _headline(context, view, each) for each in seen.newest]
    return [
        paragraph(bold("What it finds, newest first")),
        bullets(lines, shown=len(lines), total=seen.stories),
    ]


_MARKS: Mapping[How, str] = {"alert": "", "digest": " · in a digest", "": " · no alert"}


async def _headline(context: Context, view: View, found: Headline) -> Line:
    item, now = found.item, context.clock()
    alerts = await context.store.alerts_of_story(found.story_id) if found.story_id else []
    told = any(visible(view, each) for each in alerts if each.status in TOLD)
    mark = " · told already" if told else _MARKS[found.how]
    source = f" — {item.source}" if item.source else ""
    return line(
        headline(item.title or item.content, item.url),
        source,
        dim(f" · {ago(item.seen, now)}{mark}{f' · {found.why}' if found.why else ''}"),
    )


# ── the commands ─────────────────────────────────────────────────────────────────────────

_IN = Param(
    name="in",
    kind="watchlist",
    option=True,
    summary="the watchlist; without it this channel's own",
    other_names=("list", "watchlist"),
)
_NAME = Param(name="name", kind="watch", required=True, summary="the watched name")

WATCH_ADD = Command(
    group="watch",
    name="add",
    summary="Watch a company, person, topic or figure",
    audience="editor",
    params=(
        Param(name="name", kind="rest", required=True, summary="what to watch", hint="Xiaomi"),
        *OPTIONS,
        _IN,
        Param(
            name="to",
            kind="text",
            option=True,
            many=True,
            summary="destinations its watchlist posts to; without it this channel",
            other_names=("post_to",),
            complete=lambda context, _request: ["here", *context.catalogue().destinations],
        ),
    ),
    run=add,
    other_names=("add watch", "add"),
    examples=(
        "watch add Xiaomi aliases:小米,Xiaomi EV tickers:1810.HK",
        "watch add Apple context:iPhone,Cupertino exclude:apple pie",
        'watch add "SU7 deliveries" kind:figure subject:Xiaomi metric:deliveries '
        'unit:vehicles when:"> 10,000"',
        "watch add NIO deliveries > 10,000",
    ),
)
WATCH_EDIT = Command(
    group="watch",
    name="edit",
    summary="Change what is watched for a name",
    audience="editor",
    params=(
        _NAME,
        *OPTIONS,
        Param(name="rename", kind="text", option=True, summary="a new name for it"),
        _IN,
    ),
    run=edit,
    other_names=("edit watch", "watch change"),
    examples=(
        "watch edit Xiaomi aliases:+Xiaomi Auto",
        "watch edit Apple exclude:+Big Apple",
        "watch edit Tesla deliver:daily 08:00",
        "watch edit recalls severity:high",
    ),
)
WATCH_REMOVE = Command(
    group="watch",
    name="remove",
    summary="Stop watching a name",
    audience="editor",
    params=(_NAME, _IN),
    run=remove,
    other_names=("remove watch", "watch delete", "unwatch", "watch rm"),
    examples=("watch remove Xiaomi",),
)
WATCH_TEST = Command(
    group="watch",
    name="test",
    summary="Show what a name would have found in the last two weeks, saving nothing",
    audience="editor",
    params=(
        Param(name="name", kind="watch", required=True, summary="a watched name, or a new one"),
        *OPTIONS,
        _IN,
    ),
    run=test,
    other_names=("test", "backtest"),
    examples=("watch test Nio", "watch test Apple context:iPhone"),
)
