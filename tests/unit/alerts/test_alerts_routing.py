"""From evidence to destinations."""

from __future__ import annotations

from bot.alerts.routing import Matched, matches, routes
from bot.model import Watch, Watchlist
from tests.support.alertdata import hit, mention, watch, watchlist

XIAOMI, TESLA = watch("Xiaomi"), watch("Tesla")
SU7 = watch("SU7 deliveries", kind="figure", subject="Xiaomi")


def catalogue(*lists: Watchlist) -> tuple[dict[str, Watch], dict[str, Watchlist]]:
    watches = {each.id: each for listed in lists for each in listed.watches}
    return watches, {each.id: listed for listed in lists for each in listed.watches}


def test_evidence_is_gathered_by_watch_figures_first_then_by_score() -> None:
    watches, of = catalogue(watchlist(XIAOMI, TESLA, SU7))
    found = matches(
        [mention(TESLA, score=0.9), mention(XIAOMI, score=0.95), mention(XIAOMI, start=30)],
        [hit(SU7)],
        watches=watches,
        watchlist_of=of,
    )
    assert [each.watch.name for each in found] == ["SU7 deliveries", "Xiaomi", "Tesla"]
    assert [len(each.mentions) for each in found] == [0, 2, 1]
    assert found[0].why == "3,360 is over 3,000"
    assert found[1].why == "the exact name"


def test_evidence_for_a_watch_that_was_removed_is_left_out() -> None:
    watches, of = catalogue(watchlist(XIAOMI))
    found = matches([mention(XIAOMI), mention(TESLA)], [], watches=watches, watchlist_of=of)
    assert [each.watch.name for each in found] == ["Xiaomi"]


def test_a_watchlist_that_doesnt_listen_to_the_feed_is_left_out() -> None:
    china, west = watchlist(XIAOMI, name="China"), watchlist(TESLA, name="West")
    watches, of = catalogue(china, west)
    found = matches(
        [mention(XIAOMI), mention(TESLA)],
        [],
        watches=watches,
        watchlist_of=of,
        covers=lambda listed: listed.name == "West",
    )
    assert [each.watchlist for each in found] == ["West"]


def test_one_route_per_destination_however_many_watchlists_lead_there() -> None:
    china = watchlist(XIAOMI, name="China", post_to=("desk", "club"))
    west = watchlist(TESLA, name="West", post_to=("desk", "desk"))
    _, of = catalogue(china, west)
    found = [
        Matched(watch=XIAOMI, watchlist="China", mentions=(mention(XIAOMI),)),
        Matched(watch=TESLA, watchlist="West", mentions=(mention(TESLA),)),
    ]
    led = {route.destination: [m.watch.name for m in route.matched] for route in routes(found, of)}
    assert led == {"desk": ["Xiaomi", "Tesla"], "club": ["Xiaomi"]}


def test_a_watchlist_without_a_destination_goes_to_the_console() -> None:
    _, of = catalogue(watchlist(XIAOMI))
    found = [Matched(watch=XIAOMI, watchlist="EV makers", mentions=(mention(XIAOMI),))]
    assert [route.destination for route in routes(found, of)] == ["console"]


def test_nothing_found_leads_nowhere() -> None:
    assert matches([], [], watches={}, watchlist_of={}) == []
    assert routes([], {}) == []
