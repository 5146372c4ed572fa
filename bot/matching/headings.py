"""The words by which pages announce what is not the story: other stories, letters, authors,
tags.

Folded: lower case, single spaces, no punctuation at the ends (see :func:`folded`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence


def table(text: str) -> frozenset[str]:
    lines = map(str.strip, text.strip().splitlines())
    return frozenset(phrase for line in lines for phrase in line.split("|"))


LASTING = table(
    """
    read next|what to read next|up next|next up|related stories|related articles|related posts
    related news|related coverage|related content|related topics|related links|related videos
    related reports|more stories like this|more like this|more articles like this
    more stories|more news|more articles|more headlines|more coverage
    more to read|more reading|you may like|you may also like|you might like
    you might also like|you may also enjoy|you might also enjoy|you may also be interested in
    you might also be interested in|you may be interested in|recommended|recommended for you
    recommended stories|recommended articles|recommended reading|recommended reads
    recommended posts|recommended videos|trending|trending now|trending stories|trending news
    trending topics|trending articles|trending on the web|most read|most popular|most viewed
    most shared|most commented|popular|popular now|popular stories|popular posts
    popular articles|popular news|don't miss|don't miss it|don't miss this|top stories
    today's top stories|top news|latest|latest news|latest stories|latest headlines
    latest posts|latest articles|other news|other stories|other articles|other headlines
    editor's picks|editors' picks|editor's choice|editors' choice|must read|must reads
    must-read|must-reads|further reading|keep reading|suggested reading|suggested articles
    suggested stories|sponsored|sponsored content|sponsored stories|promoted|promoted content
    promoted stories|paid content|from around the web|around the web|from our partners
    from our sponsors|elsewhere on the web|also on our site
    more posts like this|more news like this|stories like this|similar stories|similar articles
    readers also liked|people also read|others also read
    推荐阅读|推薦閱讀|为您推荐|为你推荐|為您推薦|為你推薦|猜你喜欢|猜你喜歡|您可能感兴趣
    你可能感兴趣|你可能感興趣|您可能也喜欢|你可能也喜欢|你可能也喜歡|你可能还喜欢|您可能还喜欢
    你可能还想看|大家都在看|大家还在看|其他人还在看|热门
    熱門|热门文章|热门新闻|热门推荐|热门阅读
    热门资讯|热门话题|熱門文章|熱門新聞|热点新闻
    热文|热文推荐|热文排行|精彩推荐|编辑推荐|编辑精选
    編輯推薦|編輯精選|最新文章|最新消息|最新新闻|最新资讯|最新新聞|其他新闻|其它新闻|其他新聞
    点击排行|阅读排行|热门排行|往期回顾|往期推荐
    往期精彩|往期文章|精选文章|更多精彩|更多精彩内容
    関連記事|関連ニュース|おすすめ記事|あわせて読みたい
    人気記事|관련 기사|관련기사|추천 기사|많이 본 뉴스
    auch interessant|das könnte sie auch interessieren|das könnte dich auch interessieren
    weitere artikel|weitere meldungen|weitere nachrichten|weitere themen|meistgelesen
    meistgelesene artikel|am meisten gelesen|verwandte artikel|verwandte themen
    verwandte beiträge|empfohlene artikel|empfehlungen|lesetipps|unsere empfehlungen
    die neuesten nachrichten
    sur le même sujet|dans la même rubrique
    vous aimerez aussi|articles liés|articles similaires
    articles recommandés|recommandé pour vous|les plus lus|les articles les plus lus
    à ne pas manquer
    te puede interesar|le puede interesar|también te puede interesar
    también le puede interesar|noticias relacionadas|artículos relacionados|más noticias
    lo más leído|lo más visto|las más leídas|recomendados|te recomendamos
    potrebbe interessarti|ti potrebbe interessare|articoli correlati|i più letti
    notícias relacionadas|mais lidas|você também pode gostar
    """
)
"""They head the end of a page: what follows is taken for other stories."""

PASSING = table(
    """
    related|related story|related article|related reading|related video|related post
    read more|read also|also read|see also|also see|see more|learn more|more|more stories here
    read|also|watch|elsewhere|read this next|read on|also of interest
    相关阅读|相关新闻|相关报道|相关文章|相关推荐
    相关内容|相关链接|相关资讯|相关|相關閱讀|相關新聞
    相關報導|相關文章|延伸阅读|延伸閱讀|扩展阅读
    拓展阅读|更多|更多阅读|更多新闻|更多报道|更多内容
    更多资讯|更多文章|更多閱讀|更多新聞|更多报导|更多報導|看更多|上一篇|下一篇|另请阅读|另見|参见
    lesen sie auch|lies auch|mehr zum thema|zum thema|mehr dazu|siehe auch|lesetipp
    à lire aussi|lire aussi|à lire également|lire également|voir aussi|a lire aussi
    lee también|lea también|leer también|ver también|lee además|mira también
    leggi anche|leia também|veja também|leia mais
    """
)
"""They head one teaser or a few, in the middle of a story too."""

LISTING = table(
    """
    in other news|also in the news|elsewhere in the news|other news in brief|其他要闻|其它要闻
    """
)
"""They head a list, or the story's next section: only what is no sentence is under them."""

PAID = table(
    """
    sponsored|sponsored content|sponsored stories|promoted|promoted content|promoted stories
    paid content|from our partners|from our sponsors
    """
)
"""Of those that last: a paragraph of sentences under them is no story either."""

DIGEST = (
    LISTING
    | PAID
    | table(
        """
    recommended|recommended reading|recommended reads|trending|trending now|trending stories
    trending news|trending topics|most read|most popular|most viewed|most shared|most commented
    popular|popular now|popular stories|popular news|don't miss|don't miss it|don't miss this
    top stories|today's top stories|top news|latest|latest news|latest stories|latest headlines
    latest posts|latest articles|other news|other stories|other headlines|more news|more headlines
    editor's picks|editors' picks|editor's choice|editors' choice|must read|must reads|must-read
    must-reads|around the web|from around the web|more|watch
    热门|熱門|热门文章|热门新闻|热门资讯|热门话题|熱門文章|熱門新聞|热点新闻|热文|精彩推荐
    编辑推荐|编辑精选|編輯推薦|編輯精選|最新文章|最新消息|最新新闻|最新资讯|最新新聞|其他新闻
    其它新闻|其他新聞|精选文章|更多
    """
    )
)
"""They may as well head the news of a newsletter: a page's tail only behind paragraphs."""
WELCOME = re.compile(
    r"(?:good (?:morning|afternoon|evening)|hello|welcome|here(?:'s|’s| is| are) what)\b"
    r"|(?:hi|dear|here(?: are|'s|’s| is)|below|in (?:this|today['’]s|our)|today['’]s|our|your"
    r"|this (?:morning|week|month)['’]s|this (?:issue|newsletter|edition|briefing))\b.{0,60}?"
    r"\b(?:stories|news|headlines|briefings?|newsletters?|digest|issue|edition|round-?up|reads?"
    r"|links)\b"
    r"|早上好|早安|晚上好|大家好|各位(?:读者|朋友|好)|欢迎(?:阅读|订阅|收看|收听|来到)|以下[是为]"
    r"|(?:今天|今日|本周|本期)的?(?:要闻|头条|新闻(?!发布)|简报|早报|晚报|周刊|周报|热点)",
    re.I,
)
"""How a newsletter greets before its list: no story."""

TAGS = table(
    """
    tags|tag|tagged|tagged with|tagged as|tagged under|tagged in|topics|topic|filed under|filed in
    posted in|keywords|keyword|key words|categories|category|schlagwörter|schlagworte|stichwörter
    mots-clés|mots clés|etiquetas|palabras clave
    标签|標籤|关键词|关键字|關鍵詞|關鍵字|分类|分類|话题|話題
    """
)
"""Before names, separated, they say what a page is filed under."""
HEADS_NO_TAGS = table("tag|tagged|topics|topic|categories|category|分类|分類|话题|話題")
"""On a line of their own they may head a part of the story."""
_TAG_HEADINGS = TAGS - HEADS_NO_TAGS
_MOST_TAG_WORDS = 5
_LONGEST_TAG = 40
"""Words and characters of the longest tag."""
_BARE_TAGS = "filed under|filed in|posted in|tagged with|tagged as|tagged under|tagged in|tagged"
_LABELS = "|".join(sorted(TAGS, key=len, reverse=True))
TAG_SIGN = re.compile(rf"\n[^\w\n]{{0,4}}(?:(?:{_LABELS}) ?[:：]|(?:{_BARE_TAGS}) )", re.I)
"""How lines of tags begin, behind another line."""
_SEPARATORS = re.compile(r"[,，、;；|/·•#]")

_SOURCES = "来源|來源|稿源|消息来源|文章来源|信息来源|图片来源|图源"
_EDITORS = "责任编辑|責任編輯|责编|責編|编辑|編輯|校对|校對"
_MAKERS = (
    f"{_EDITORS}|{_SOURCES}|审核|審核|审校|编审|监制|監製|排版|美编|美編|作者|撰文|撰稿|文|编译|編譯"
    "|翻译|翻譯"
)
_REPORTERS = "记者|記者|见习记者|实习记者|通讯员"
"""What they ask is labelled so, too."""
_MARK = " ?[：:/／｜|] ?"
_ANYBODY = r"[^\s。！？!?，：:/｜|][^。！？!?，；：:/｜|\n]{0,24}"
_NAME = r"(?:[\u4e00-\u9fff]{2,4}|[A-Za-z.·]{2,20})"
_NAMES = rf"{_NAME}(?:[、 ]{{1,2}}{_NAME}){{0,5}}"
_CREDIT = rf"(?:(?:{_MAKERS}){_MARK}{_ANYBODY}|(?:{_REPORTERS}){_MARK}{_NAMES})"
CREDITS = re.compile(
    rf"^[\W_]*(?:本文|原文)?{_CREDIT}(?:[\s/／｜|，；]+{_CREDIT}){{0,5}}[）)】\]]?$"
)
"""A line that says who made the page: ``责任编辑：…``, ``文/…``, ``来源：…``."""
CREDIT_SIGN = re.compile(f"(?:{_MAKERS}|{_REPORTERS}) ?[：:/／｜|]")
"""What every such line has."""
CREDIT_END = re.compile(
    r"(?:(?<=[。！？…”])[ （(【\[]{0,2}|[（(【\[])"
    rf"((?:{_EDITORS}|{_SOURCES}) ?[：:] ?{_ANYBODY}[）)】\]]?)$"
)
"""The same behind a paragraph's last sentence."""

CLOSING = table(
    """
    about the author|about the authors|about the writer|about our author|关于作者|作者简介
    關於作者|作者簡介|über den autor|über die autorin|à propos de l'auteur|sobre el autor
    sobre la autora|sull'autore|sobre o autor
    """
)
"""Behind them no story goes on."""

NOT_INLINE = table(
    "recommended|popular|latest|latest news|top news|more"
    "|sponsored|promoted|empfehlungen|lesetipps|lesetipp|recomendados|热门|熱門"
    "|最新消息|最新新闻|最新新聞|最新资讯"
)
"""Before a colon they say something about the story itself."""
CAPITALS_ONLY = table("read|also|watch")
"""Before a colon they announce another story only in capitals (``READ: …``)."""
INLINE = (LASTING | PASSING) - NOT_INLINE - CAPITALS_ONLY
"""Before a colon they announce another story."""
ALONE = table("read|also|watch|elsewhere")
"""No heading, and in a sentence of their own mere words."""

NEWS = table(
    """
    abandons|absorbs|accelerates|accepts|accuses|achieves|acquires|activates|adapts|adds
    admits|adopts|advances|advises|affects|agrees|aims|alleges|allows|amends|announces
    answers|anticipates|apologises|apologizes|appeals|appears|applauds|applies|appoints
    approves|argues|arrests|arrives|asks|assembles|assigns|attends|attracts|auctions|averts
    avoids|awaits|backs|bails|bans|battles|beats|becomes|begins|believes|bets|blames|blasts
    blocks|bolsters|boosts|bows|braces|braves|breaks|brings|buckles|builds|buys|calls|calms
    cancels|capitalizes|captures|carries|catches|celebrates|challenges|charges|chases
    chooses|cites|claims|clears|climbs|clinches|closes|collapses|collects|combines|comes
    commits|compares|competes|complains|completes|concedes|concludes|condemns|confirms
    confronts|connects|considers|consolidates|constructs|continues|controls|converts|cooks
    covers|creates|criticises|criticizes|crosses|crowns|curbs|cuts|dares|debuts|decides
    declares|declines|decreases|dedicates|defeats|defends|defers|delays|deletes|delivers
    demands|demonstrates|denies|departs|deploys|derails|describes|deserves|destroys|detains
    develops|devotes|diagnoses|dies|digs|dims|directs|disables|disappoints|discloses
    discontinues|discovers|discusses|dismisses|distances|distributes|ditches|dives|divests
    divides|dodges|dominates|donates|doubles|downgrades|draws|dresses|drives|drops|dumps
    earns|eases|edges|elects|eliminates|embraces|emerges|employs|enables|encourages|endorses
    ends|engages|enjoys|enlists|ensures|enters|escapes|establishes|estimates|evacuates
    evaluates|exceeds|exits|expands|expects|explains|explodes|explores|exposes|extends|eyes
    faces|fails|falls|feels|fights|files|fills|finds|fines|fires|flags|flees|flips
    floats|floods|fluctuates|focuses|folds|follows|forces|forecasts|freezes|fuels|gains
    generates|gets|gives|goes|grabs|grapples|greets|grows|guarantees|hails|halts|halves
    handles|happens|hears|helps|hikes|hints|hires|hits|holds|hosts|hurts|identifies|ignores
    illustrates|implements|imposes|improves|indicates|injures|inks|insists|inspires|installs
    integrates|intends|introduces|invests|invites|issues|jails|jeopardizes|joins|judges
    jumps|justifies|keeps|kicks|kills|knocks|knows|lags|laments|lands|launches|lays|leads
    leaks|learns|leaves|lends|lets|licenses|lifts|limits|listens|loses|lowers|lures
    maintains|makes|manages|manufactures|meets|merges|migrates|mirrors|misses|mocks|mounts
    mourns|moves|mulls|names|nears|negotiates|nominates|notches|obtains|occupies|offers
    opens|operates|opposes|opts|orders|ousts|outlines|outpaces|outperforms|outsells
    overhauls|oversees|overtakes|owns|packs|parks|passes|patches|pauses|pays|performs
    permits|picks|pitches|plans|pleads|pledges|plunges|portrays|postpones|posts|praises
    predicts|prepares|preps|presents|prevails|prevents|previews|prints|probes|produces
    promises|prompts|proposes|protects|proves|provides|publishes|pulls|pumps|punishes
    pursues|pushes|puts|qualifies|quits|quotes|raises|rallies|ramps|ratifies|reaches|reacts
    readies|reassures|rebounds|rebuilds|recalls|receives|recommends|records|recovers|reduces
    refuses|regains|registers|regulates|reinstates|rejects|releases|relies|relocates|remains
    remembers|removes|renames|renews|rents|reopens|repairs|repays|repeats|replaces|replies
    reports|represents|requires|rescues|researches|reshapes|resigns|resolves|responds
    restarts|restores|restricts|resumes|resurfaces|retains|retires|retools|retreats|returns
    reunites|reveals|reverses|revives|revokes|rips|rises|rolls|rushes|sacks|sails|sanctions
    saves|says|scraps|scuttles|seals|searches|secures|seeks|sees|seizes|selects|sells|sends
    separates|serves|sets|settles|shakes|shares|sheds|shelves|shifts|shines|ships|shocks
    shoots|shows|shrinks|shrugs|shuts|sidelines|signs|simplifies|sinks|sits|slams|slashes
    slides|slips|slows|smashes|snaps|snubs|soars|sours|sparks|spars|speaks|specifies|speeds
    spends|spins|splits|sponsors|spurs|squeezes|starts|stays|steals|sticks|stirs|stops
    strengthens|stresses|strikes|strips|struggles|stumbles|submits|subsidizes|succeeds|sues
    suffers|suggests|surges|surpasses|suspects|suspends|sweeps|swings|switches|tackles|takes
    tapers|targets|teaches|teams|teases|tells|tests|thinks|threatens|thrives|throws|tightens
    tops|touts|transfers|transforms|travels|treats|tries|trims|triples|trumps|tumbles|turns
    unlocks|unseats|unveils|unwinds|upgrades|urges|vaults|verifies|visits|vows|wades|waits
    walks|wants|warns|weakens|wears|weathers|weighs|welcomes|widens|wields|wins|wipes
    withdraws|withholds|witnesses|wonders|works|worries|writes|yields|zooms
    """
)
"""What happens in headlines: ``Tesla recalls …``, ``Nio to open …``."""

_BEGINNINGS = (
    "more from ",
    "more on ",
    "more in ",
    "more about ",
    "more stories from ",
    "more stories about ",
    "more stories on ",
    "more news from ",
    "read more about ",
    "read more on ",
    "read more from ",
    "read our latest ",
    "trending on ",
    "trending in ",
    "most read in ",
    "most popular in ",
    "most popular on ",
    "latest from ",
    "also on ",
    "elsewhere on ",
    "popular on ",
    "recommended by ",
    "mehr aus ",
    "mehr von ",
    "mehr zu ",
    "más de ",
    "más sobre ",
    "plus de ",
    "更多关于",
)
"""Headings that go on with a name."""
_OF_THE_OUTLET = ("more from ", "more stories ", "more news ", "read more ", "recommended by ")
"""Those of them that head no story of their own."""
_LETTERS = re.compile(
    r"(?:sign up|signup|subscribe|register)\b.{0,60}\b(?:newsletters?|inbox|briefing|e-?mail)"
    r"|(?:our|free|daily|weekly) newsletters?$|^newsletters?(?: sign-?up)?$"
    r"|newsletter abonnieren|abonnieren sie .{0,40}newsletter|inscrivez-vous .{0,40}newsletter"
    r"|suscr[íi]bete .{0,40}(?:newsletter|bolet[íi]n)|订阅.{0,12}(?:邮件|简报|通讯|日报|周刊)"
)
"""``Sign up for our newsletter``."""
_DECORATION = ' \t\xa0*-–—−=_~#>»›→▶►▸▼▾•·●■◆★☆✦|+[(<«"“✉📰🔥👉➡️'
_EDGES = re.compile(r"^[^\w]+|[^\w]+$")

LONGEST = 90
"""Characters of the longest heading."""
_LETTER_WORDS = table(
    "sign up|signup|subscribe|register|our newsletter|our free|our daily|our weekly|"
    "free newsletter|free daily|free weekly|daily newsletter|weekly newsletter|newsletter|"
    "newsletters|abonnieren|inscrivez-vous|suscríbete|suscribete"
)
START = 6
"""Characters of a line that tell whether it may be a heading."""
STARTS = frozenset(
    written[:START]
    for phrase in (*LASTING, *PASSING, *LISTING, *CLOSING, *TAGS, *_BEGINNINGS, *_LETTER_WORDS)
    if phrase[0] < "\u2e80"
    for typed in (phrase, phrase.replace("'", "\u2019"))
    for cased in (typed, typed.upper(), typed.capitalize(), typed.title())
    for written in (cased, f"{cased}:", f"{cased} »")
)
END = 6
"""Characters before a colon that tell whether it may stand behind such words."""
ENDS = frozenset(
    end
    for phrase in INLINE
    if phrase[0] < "\u2e80"
    for written in (phrase, phrase.upper(), phrase.title())
    for end in (written[-END:], written[1 - END :] + " ", written[1 - END :] + "\xa0")
) | frozenset(
    f"{before}{gap}{word.upper()}"[-END:]
    for word in CAPITALS_ONLY
    for before in '.!?”"’)'
    for gap in " \n"
)
CJK_ENDS = frozenset(
    written
    for phrase in INLINE
    if phrase[0] >= "\u2e80"
    for written in (phrase[-2:], phrase[-1:] + "】", phrase[-1:] + "]")
)
RUN_ON = tuple(
    f"{written} "
    for phrase in INLINE
    if " " in phrase and phrase.isascii()
    for written in (phrase.capitalize(), phrase.title().replace("'S", "'s"), phrase.upper())
)
"""In a sentence's place, with another capital behind."""
BEGINNINGS = tuple(
    written
    for phrase in _BEGINNINGS
    if phrase.isascii()
    for written in (phrase.capitalize(), phrase.title(), phrase.upper())
)
RUN_ON_STARTS = frozenset(phrase[:7] for phrase in RUN_ON + BEGINNINGS)
_CJK_PHRASES = "|".join(
    sorted(
        (each for each in INLINE if each[0] >= "\u2e80" and len(each) > 2), key=len, reverse=True
    )
)
CJK_RUN_ON = re.compile(
    rf"(?:[。！？…]|[。！？…\s][【\[（(])\s*({_CJK_PHRASES})[】\]）)]?[ \t:：|]*(?=\w)"
)


def folded(line: str) -> str:
    """A line as the tables have it: ``▶ READ NEXT:`` is ``read next``."""
    return _EDGES.sub("", line.replace("\u2019", "'")).casefold()


def shown(line: str) -> str:
    """A heading as people are told of it: without what surrounds it."""
    return _EDGES.sub("", line)


def heading(line: str) -> str:
    """``lasting``, ``paid``, ``passing``, ``listing``, ``closing``, ``letter``, ``tags``, or
    ``line`` when nothing but the line itself is no part of the story; empty for any other."""
    bare = line.lstrip(_DECORATION)
    if len(line) > LONGEST or not (bare[:START] in STARTS or bare[:1] >= "\u2e80"):
        return ""
    key = folded(line)
    if not key:
        return ""
    if key in LISTING:
        return "listing"
    if key in LASTING:
        return "paid" if key in PAID else "lasting"
    if key in PASSING:
        return "" if key in ALONE else "passing"
    if key in CLOSING:
        return "closing"
    if key in _TAG_HEADINGS:
        return "tags"
    if key.startswith(_BEGINNINGS) and not _ends(line):
        if ":" in line[:-1]:
            return "line"
        return "lasting" if key.startswith(("more ", "trending", "most", "latest")) else "passing"
    return "letter" if _LETTERS.search(key) else ""


def digest(line: str) -> bool:
    """Whether a heading may as well be that of a newsletter's own news."""
    key = folded(line)
    return key in DIGEST or (
        key not in INLINE and key.startswith(_BEGINNINGS) and not key.startswith(_OF_THE_OUTLET)
    )


def tags(label: str, names: str) -> str:
    """The words (see :data:`TAG_SIGN`) before the names that a page is filed under; empty when
    they are no such names."""
    sentence = names[:1].islower() and label[-1].isspace()
    return shown(label) if not sentence and are_tags(names) else ""


def are_tags(names: str) -> bool:
    """Whether they are no more than names, separated."""
    if not names or _ends(names.rstrip()):
        return False
    parts = [part.split() for part in _SEPARATORS.split(names)]
    return any(parts) and all(
        len(words) <= _MOST_TAG_WORDS and sum(map(len, words)) <= _LONGEST_TAG for words in parts
    )


def _ends(line: str) -> bool:
    return line[-1] in ".!?。！？,;，；"


def is_verb(words: Sequence[str]) -> bool:
    """Whether the first of the words, after ``to``, says what will happen in a headline."""
    return any(f"{word.lower()}{end}" in NEWS for word in words for end in ("s", "es"))


def announces(words: str) -> bool:
    """Whether ``words`` before a colon announce another story: ``Read next``, ``RELATED``."""
    key = folded(words)
    return key in INLINE or (key in CAPITALS_ONLY and words.strip(" \t(*[>»-–—").isupper())
