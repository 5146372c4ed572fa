"""What each configuration file may say: the one description that checks, completes and documents.

Models hold text as it was written, checked and typed; ``loading`` turns them into the frozen
data of ``bot.model``.
"""

from __future__ import annotations

from datetime import time, timedelta
from typing import Annotated, Any, ClassVar, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from bot.config.values import (
    ClockTime,
    Database,
    Duration,
    FeedUrl,
    Name,
    Names,
    PeriodName,
    Phrase,
    Place,
    Size,
    UnitName,
    Users,
    Zone,
    wrong,
)
from bot.config.wishes import (
    BudgetWish,
    CooldownWish,
    DeliverWish,
    Mentionees,
    SeverityWish,
    quiet_hours,
)
from bot.figures import ConditionError, known_unit, parse_condition, suggest_unit
from bot.model import PollSettings, Settings

_POLLS = PollSettings()
_SETTINGS = Settings()


class Section(BaseModel):
    """A mapping in a file. A key without a value counts as absent, so its default holds."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    short: ClassVar[str] = ""
    """The key that a bare text stands for, when there is a short form."""
    called: ClassVar[str] = ""
    """What the section is, in messages."""

    @model_validator(mode="before")
    @classmethod
    def _expand(cls, data: Any) -> Any:
        return cls.in_full(data)

    @classmethod
    def in_full(cls, data: Any) -> Any:
        """What was written, as a mapping."""
        if isinstance(data, dict):
            return {
                key: value for key, value in data.items() if value is not None or key == cls.short
            }
        if cls.short:
            return {cls.short: data} if data is None or isinstance(data, str) else data
        return {} if data is None else data

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        schema = handler(core_schema)
        return {"anyOf": [{"type": ["string", "number"]}, schema]} if cls.short else schema


# ── tidings.yaml ─────────────────────────────────────────────────────────────────────────


class QuietHoursSection(Section):
    """A stretch of the day in which nothing is posted."""

    called = "quiet hours"

    start: ClockTime = Field(alias="from")
    """When they begin, in the destination's timezone."""
    end: ClockTime = Field(alias="to")
    """When they end; may be earlier than `from`: then they span midnight."""
    then: Literal["digest"] = "digest"
    """What becomes of the alerts: one card tells them all at the end."""

    @classmethod
    def in_full(cls, data: Any) -> Any:
        if isinstance(data, str) and data.strip():
            found = quiet_hours(data)
            return {"from": found.start, "to": found.end}
        return super().in_full(data)

    @model_validator(mode="after")
    def _some_time(self) -> QuietHoursSection:
        if self.start == self.end and not self.never:
            raise wrong("quiet hours from and to are the same", "leave them out or give a span")
        return self

    @property
    def never(self) -> bool:
        """Whether they only take back those of the whole."""
        return False

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        text = {"type": "string", "examples": ["22:00-07:00", "none"]}
        return {"anyOf": [text, handler(core_schema)]}


class OwnQuietHoursSection(QuietHoursSection):
    """Quiet hours of one destination, or `none` where those of the whole don't hold."""

    @property
    def never(self) -> bool:
        return self.start == self.end == time(0)


class DestinationSection(Section):
    """A place to post to."""

    short = "to"
    called = "a destination"

    to: Place
    """platform:address, as in slack:#ev-desk, discord:123456789012345678, or console."""
    timezone: Zone = ""
    """Of the people who read there; default: the timezone of the whole."""
    deliver: DeliverWish | None = None
    """At once, or in a digest: hourly, daily 08:00, weekly Mon 08:00; default: as the whole."""
    quiet_hours: OwnQuietHoursSection | None = None
    """A stretch of the day in which nothing is posted here, or none; default: as the whole."""
    budget: BudgetWish | None = None
    """Messages per length of time; what is beyond becomes a digest. Default: as the whole."""
    cooldown: CooldownWish | None = None
    """For so long after a message about a name, more about it waits; default: as the whole."""
    mention: Mentionees = ()
    """People or roles who are pinged by every alert here, as platform:id."""


class ArrangementSection(Section):
    """How one place is told, as it was arranged in chat."""

    called = "a destination"

    timezone: Zone = ""
    """Of the people who read there."""
    deliver: DeliverWish | None = None
    """At once, or in a digest: hourly, daily 08:00, weekly Mon 08:00."""
    quiet_hours: OwnQuietHoursSection | None = None
    """A stretch of the day in which nothing is posted there, or none."""
    budget: BudgetWish | None = None
    """Messages per length of time; what is beyond becomes a digest."""
    cooldown: CooldownWish | None = None
    """For so long after a message about a name, more about it waits."""
    mention: Mentionees = ()
    """People or roles who are pinged by every alert there, as platform:id."""


class PollingSection(Section):
    """How feeds are fetched; the defaults are polite."""

    called = "polling"

    min: Duration = _POLLS.least
    """Shortest adaptive interval."""
    max: Duration = _POLLS.most
    """Longest adaptive interval."""
    per_host: Annotated[int, Field(ge=1, le=32)] = _POLLS.per_host
    """Connections to one host at a time."""
    concurrency: Annotated[int, Field(ge=1, le=1000)] = _POLLS.concurrency
    """Polls under way at a time, all hosts together."""
    timeout: Duration = _POLLS.timeout
    """For one answer, from connecting to its last byte."""
    max_bytes: Size = _POLLS.max_bytes
    """Largest body that is read, after decompression."""
    redirects: Annotated[int, Field(ge=0, le=20)] = _POLLS.redirects
    """How many redirects are followed."""
    contact: str = _POLLS.contact
    """A web or mail address that tells publishers who is polling them."""
    allow_private: bool = _POLLS.allow_private
    """Allow feeds on private and loopback addresses (an intranet's feeds)."""

    @model_validator(mode="after")
    def _in_order(self) -> PollingSection:
        if self.min > self.max:
            raise wrong("'min' is longer than 'max'", "swap them", key="min")
        return self


class TidingsFile(Section):
    """config/tidings.yaml: where alerts go, and how the whole behaves."""

    called = "tidings.yaml"

    timezone: Zone = _SETTINGS.timezone
    """In which times are shown and quiet hours are meant."""
    database: Database = _SETTINGS.database
    """sqlite:///path or postgresql://host/name. TIDINGS_DATABASE in the environment wins."""
    owners: Users = ()
    """People who may edit and are told about trouble, as platform:id."""
    editors: Users = ()
    """More people who may edit, as platform:id."""
    destinations: dict[Name, DestinationSection] = {}
    """Places to post to, by the name that watchlists use in post_to."""
    quiet_hours: QuietHoursSection | None = None
    """A stretch of the day in which nothing is posted."""
    deliver: DeliverWish = _SETTINGS.deliver
    """At once, or in a digest: hourly, daily 08:00, weekly Mon 08:00."""
    budget: BudgetWish = _SETTINGS.budget
    """Messages a destination gets per length of time; what is beyond becomes a digest."""
    cooldown: CooldownWish = _SETTINGS.cooldown
    """For so long after a message about a name, more about it waits for a digest."""
    polling: PollingSection = PollingSection()
    """How feeds are fetched."""
    keep: Duration = _SETTINGS.keep
    """How long stories are kept, for lookups and history."""
    when_unsure: Literal["hold", "send"] = _SETTINGS.when_unsure
    """A message whose answer was lost, where the bot may not look whether it is there: hold it
    and tell the owners, or send it again, perhaps twice."""


# ── feeds.yaml ───────────────────────────────────────────────────────────────────────────


class FeedSection(Section):
    """One feed: RSS, Atom or JSON Feed."""

    short = "url"
    called = "a feed"

    url: FeedUrl
    """The feed's address."""
    name: Name = ""
    """The outlet's name for people; default: the feed's own title."""
    every: Duration | None = None
    """A fixed poll interval; default: adaptive."""
    full_text: bool = False
    """Fetch the article when the feed carries only a teaser."""
    tags: Names = ()
    """Words by which watchlists choose feeds: `feeds: [tag:ev]`."""
    paused: bool = False
    """Keep it here, but don't poll it."""
    backfill: Annotated[int, Field(ge=0, le=1000)] = 0
    """How many of the newest items of the first poll count as new; the rest is history."""


class FeedsFile(Section):
    """config/feeds.yaml: what is read."""

    called = "feeds.yaml"

    feeds: tuple[FeedSection, ...] = ()
    """Each an address, or a mapping with `url` and more."""


# ── watchlists/*.yaml ────────────────────────────────────────────────────────────────────


class TellingSection(Section):
    """How what is found is told, where the destination's own way won't do."""

    deliver: DeliverWish | None = None
    """At once, or in a digest: hourly, daily 08:00, weekly Mon 08:00."""
    severity: SeverityWish | None = None
    """high breaks through digests and quiet hours; low is the first to wait."""
    cooldown: CooldownWish | None = None
    """For so long after a message about it, more about it waits for a digest."""
    mention: Mentionees = ()
    """People or roles to ping, as slack:U012AB3CD or discord:role:80351110224678912."""


class EntitySection(TellingSection):
    """A company or a person: a name, or a mapping with `name` and more."""

    short = "name"
    called = "a company or person"

    name: Name
    """As it should be shown; it is searched for, too."""
    aliases: Names = ()
    """Other names, in any script."""
    tickers: Names = ()
    """Stock exchange symbols, as in "1810.HK"."""
    handles: Names = ()
    """Names on social networks, as in "@leijun"."""
    context: Names = ()
    """For an ambiguous name: it counts only near one of these words."""
    exclude: Names = ()
    """Longer phrases that contain the name and mean something else."""
    fuzzy: bool = True
    """Accept small misspellings."""


class TopicSection(TellingSection):
    """A topic: a phrase, or a mapping with `name` and `any`."""

    short = "name"
    called = "a topic"

    name: Name
    """As it should be shown."""
    any: Names = ()
    """Phrases that speak of it."""
    context: Names = ()
    """A phrase counts only near one of these words."""
    exclude: Names = ()
    """Longer phrases that contain one and mean something else."""
    fuzzy: bool = True
    """Accept small misspellings."""


class FigureSection(TellingSection):
    """A number to watch."""

    called = "a figure"

    name: Name = ""
    """As it should be shown; default: subject and metric."""
    subject: Name = ""
    """Whose number it is: a company's name, or plain words."""
    metric: Names = ()
    """What is counted or measured, in the words that reports use."""
    unit: UnitName = ""
    """vehicles, km, kWh, %, USD …"""
    period: PeriodName = ""
    """Only numbers of a day, week, month, quarter, half or year."""
    alert_when: Phrase = ""
    """When to alert: "> 10,000", "between 5 and 10", "changes by 20%", "record high", "milestone
    every 10,000", "conflict", "not seen by Tuesday 18:00"; default: always."""

    @field_validator("unit", mode="after")
    @classmethod
    def _unit(cls, value: str) -> str:
        if value and not known_unit(value) and (near := suggest_unit(value)):
            raise wrong(f"unknown unit '{value}'", f"did you mean '{near}'?")
        return value

    @field_validator("alert_when", mode="after")
    @classmethod
    def _condition(cls, value: str, info: ValidationInfo) -> str:
        if value:
            try:
                parse_condition(value, info.data.get("unit", ""))
            except ConditionError as error:
                raise wrong(str(error), error.hint, offset=error.offset) from None
        return value

    @model_validator(mode="after")
    def _makes_sense(self) -> FigureSection:
        if not (self.name or self.subject or self.metric):
            raise wrong("a figure without subject and metric", "say whose number of what it is")
        return self


class WatchlistFile(TellingSection):
    """config/watchlists/*.yaml: what is watched, and where its alerts go."""

    called = "a watchlist"

    name: Name = ""
    """As shown to people; default: the file's name."""
    post_to: Names = ()
    """Names of destinations; none: the console."""
    feeds: Names = ()
    """Which feeds it listens to: tag:ev, a feed's name or its address; default: all."""
    companies: tuple[EntitySection, ...] = ()
    """Companies, brands, organisations."""
    people: tuple[EntitySection, ...] = ()
    """People."""
    topics: tuple[TopicSection, ...] = ()
    """Subjects that are spoken of in several ways."""
    figures: tuple[FigureSection, ...] = ()
    """Numbers."""


class ArrangementsFile(Section):
    """destinations.yaml, as `export` writes it: how places are told, as far as that was arranged in
    chat. It is read by `tidings apply` only."""

    called = "destinations.yaml"

    destinations: dict[Name, ArrangementSection] = {}
    """By the name of the destination, or as platform:address; a person's id is their direct
    messages."""


FILES: dict[str, type[Section]] = {
    "tidings": TidingsFile,
    "feeds": FeedsFile,
    "watchlist": WatchlistFile,
    "destinations": ArrangementsFile,
}
"""Model of each kind of file."""

LEAST_EVERY = timedelta(minutes=1)
"""A fixed interval below this is refused, unless ``polling: min`` allows it."""
