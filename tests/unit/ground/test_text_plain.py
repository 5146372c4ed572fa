"""HTML, or what may be HTML, to readable text."""

from __future__ import annotations

import pytest

from bot.text import APART, plain_text, plain_title
from tests.support.effort import effort


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", ""),
        ("plain words", "plain words"),
        ("first\n\n  second \r\nthird", "first\nsecond\nthird"),
        ("AT&amp;T &lt;3 &#8364;5 &nbsp; x", "AT&T <3 €5 x"),
        ("a < b && c > d", "a < b && c > d"),
        ("5 <6 and 7> 3", "5 <6 and 7> 3"),
        ("<p>One\n two</p><p>Three</p>", "One two\nThree"),
        ("a<br>b<br/>c", "a\nb\nc"),
        ("<ul><li>x<li>y</ul>z", "x\ny\nz"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
        ("x<b>y</b>z", "xyz"),
        ("a<script>var x = '<p>';</script><style>p{}</style><!-- c -->b", "ab"),
        ("<p>unclosed <b>tags", "unclosed tags"),
        ("<p title='a > b'>c</p>", "c"),
        ("<![CDATA[<p>left over</p>]]>", "left over"),
        ("&lt;p&gt;Escaped&amp;nbsp;twice&lt;/p&gt;", "Escaped twice"),
        ("<p>The tag &lt;b&gt; and &lt;/b&gt;</p>", "The tag <b> and </b>"),
        ("soft\u00adhyphen zero\u200bwidth\ufeff", "softhyphen zerowidth"),
        ("小米<b>SU7</b>第10,000辆<br/>下线", "小米SU7第10,000辆\n下线"),
        ("cafe\u0301 <i>x</i>", "café x"),
        ("tab\there\x00\x07", "tab here"),
        ("<head><title>no</title></head><body>yes</body>", "yes"),
    ],
)
def test_plain_text(html: str, text: str) -> None:
    assert plain_text(html) == text


STORY = "<p>The plant opens in May, and a second one is to follow within the year.</p>" * 3


@pytest.mark.parametrize(
    ("html", "parts"),
    [
        ("<aside><a href=x>One</a> <a href=y>Two</a></aside><p>After</p>", 3),
        ("<nav>Home About</nav>", 2),
        ("<footer>Imprint</footer>after", 3),
        ("<div class='c-RelatedPosts'><a>One</a><div class=related><a>Two</a></div></div>after", 3),
        ("<section id='read_next'><h3>One</h3></section>", 2),
        ("<div class=read-more><h4>Read next</h4><p>One</p></div>", 2),
        ("<div class='c-relatedPosts'><p>One</p></div>after", 3),
        ("<div class='mc-newsletter'>Sign up</div><p>After</p>", 3),
        ("<ul><li><a href=x>A plant for every town</a></li></ul><p><a>Comments</a></p>", 3),
        ("<h4><a href=x>A plant for every town</a></h4>", 2),
        ("<aside>One of <a href=x>two</a> facts</aside>", 1),
        ("<aside><h4>Also</h4><p>A plant for every town</p></aside>", 2),
        ("<aside>城里又建了一家工厂</aside><footer></footer>", 2),
        ("<aside>A plant for every town.</aside>", 1),
        ("<aside>A plant for every town</aside><p>After</p>", 1),
        ("<ul class='post-tags'><li>One</li><li>Two</li></ul>", 2),
        ("<p class='heritage'>One</p>", 1),
        ("<blockquote>Words<footer>Somebody</footer></blockquote>", 1),
        ("<div class='correlated recommendable'>One</div>", 1),
        (f"<div class=promo>{STORY}{STORY}</div>", 1),
        # A paragraph of the story may be called anything.
        ("<p class=promo>The firm hired 200 people.</p>", 1),
        ("<div class=read-more-content><p>The firm hired 200 people.</p></div>", 1),
        ("<div class=related-company><h4>The firm</h4><p>It hired 200 people.</p></div>", 1),
        ("<ul><li><a href=x>A plant for every town</a></li><li><a>Xi’an</a></li></ul>", 1),
        ("<p>Also open:</p><ul><li><a href=x>The plant in the town</a></li></ul>", 1),
        ("<ul><li><a href=x>A plant for every town</a></li></ul>" + STORY, 1),
        ("<p><a href=x>To read it in full, click here</a></p>", 1),
    ],
)
def test_what_a_page_sets_apart_stands_apart(html: str, parts: int) -> None:
    text = plain_text(STORY + html)
    assert len(text.split(APART)) == parts
    assert plain_text(text) == text.replace(APART, "\n")


def test_nothing_is_apart_where_no_story_stands_before() -> None:
    assert plain_text("<nav>Home</nav><p>Story</p>") == "Home\nStory"
    assert plain_text("<div class=related><p>Story</p></div>") == "Story"
    links = "<ul><li><a href=x>A plant for every town</a></li></ul>"
    assert plain_text(f"<p>Short</p>{links}") == "Short\nA plant for every town"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("  Ten\n thousand ", "Ten thousand"),
        ("Tom &amp; Jerry", "Tom & Jerry"),
        ("Tom &amp;amp; Jerry", "Tom & Jerry"),
        ("&lt;b&gt;Bold&lt;/b&gt; claim", "Bold claim"),
        ("<p>Wrapped</p>", "Wrapped"),
        ("<a href='x'>Linked</a>: more", "Linked: more"),
        ("One<br/>two", "One two"),
        ("The <img> element, explained", "The <img> element, explained"),
        ("Using <div> and <p> well", "Using <div> and <p> well"),
        ("5 &gt; 3", "5 > 3"),
        ("if a < b then c", "if a < b then c"),
        ("It&#8217;s 5&#x20AC;", "It’s 5€"),
        ("a <script>alert(1)</script>b", "a b"),
        ("R&D at AT&T", "R&D at AT&T"),
    ],
)
def test_plain_title(html: str, text: str) -> None:
    assert plain_title(html) == text


def test_many_tags_are_read_like_few() -> None:
    html = "<p>word &amp; <b>more</b></p><script>no</script>" * 2000
    assert plain_text(html) == "\n".join(["word & more"] * 2000)


@pytest.mark.parametrize(
    "piece",
    [
        "<div>",
        "<script>",
        "<",
        "&",
        "<![CDATA[",
        "<!--",
        "<p",
        "<a b ",
        "&lt;b&gt;",
        " \n",
        "<svg>",
        "<aside>",
        "<p class=related>",
        "<nav><blockquote>",
        "<li><a>one two three four",
    ],
)
def test_time_is_linear(piece: str) -> None:
    html = piece * (400_000 // len(piece))
    assert effort(lambda: (plain_text(html), plain_title(html)), rounds=1) < 4


RELATED = "<div class=related>"


@pytest.mark.parametrize(
    ("block", "words"),
    [
        (RELATED, 50),
        (f"{RELATED}<a>One</a>", 50),
        (f"{RELATED}{'word ' * 60}<a>One</a></div>", 0),
        (f"{RELATED}<a>One</a></div>", 50),
    ],
)
def test_a_page_twice_as_long_takes_about_twice_as_long(block: str, words: int) -> None:
    def seconds(size: int) -> float:
        html = f"{block * size}<p>{'word ' * words * size}</p>"
        return effort(lambda: plain_text(html), rounds=5)

    assert seconds(800) < 3 * seconds(400) + 0.02
