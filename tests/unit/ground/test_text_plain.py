"""HTML, or what may be HTML, to readable text."""

from __future__ import annotations

import time

import pytest

from bot.text import plain_text, plain_title


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
    ],
)
def test_time_is_linear(piece: str) -> None:
    html = piece * (400_000 // len(piece))
    started = time.process_time()
    plain_text(html)
    plain_title(html)
    assert time.process_time() - started < 2
