"""What people write, as it is shown: the elements, the links, the code, the limits."""

import pytest
from pytest_django import Settings

from chat.rendering import PLAIN_ABOVE, render
from chat.rendering.markdown import HTML_ABOVE
from tests.support.timing import thread_seconds

OUT = 'target="_blank" rel="noopener noreferrer nofollow"'


@pytest.mark.parametrize(
    ("text", "html"),
    [
        (
            "hi **b** *i* ~~s~~ `c`",
            "<p>hi <strong>b</strong> <em>i</em> <s>s</s> <code>c</code></p>",
        ),
        ("one\ntwo", "<p>one<br>\ntwo</p>"),
        ("one\n\ntwo", "<p>one</p>\n<p>two</p>"),
        ("# Big\n## less", '<p class="heading">Big</p>\n<p class="heading">less</p>'),
        ("one\n---", "<p>one</p>\n<hr>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("3. a\n4. b", '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>'),
        ("> q", "<blockquote>\n<p>q</p>\n</blockquote>"),
        ("    four spaces", "<p>four spaces</p>"),
        ("[a]: http://x.org", f'<p>[a]: <a href="http://x.org" {OUT}>http://x.org</a></p>'),
        ("a & b < c", "<p>a &amp; b &lt; c</p>"),
        ("<b>x</b>", "<p>&lt;b&gt;x&lt;/b&gt;</p>"),
        ("", ""),
    ],
)
def test_markdown_becomes_what_a_timeline_shows(text: str, html: str) -> None:
    assert render(text) == html


def test_a_table_scrolls_in_its_own_box_and_aligns_by_classes() -> None:
    html = render("|a|b|c|\n|:-|:-:|-:|\n|1|2|3|")
    assert html.startswith('<div class="table-scroll"><table>')
    assert '<th class="align-left">a</th>' in html
    assert '<td class="align-center">2</td>' in html
    assert '<td class="align-right">3</td>' in html
    assert "style" not in html


@pytest.mark.parametrize(
    ("text", "href"),
    [
        ("https://x.org/a?b=c&d", "https://x.org/a?b=c&amp;d"),
        ("<https://x.org>", "https://x.org"),
        ("[x](https://x.org)", "https://x.org"),
        ('[x](https://x.org "title")', "https://x.org"),
        ("![alt](https://x.org/i.png)", "https://x.org/i.png"),
        ("ann@x.org", "mailto:ann@x.org"),
    ],
)
def test_a_link_that_leaves_opens_beside_and_tells_nothing(text: str, href: str) -> None:
    html = render(text)
    assert f'<a href="{href}" {OUT}' in html
    assert "<img" not in html


@pytest.mark.parametrize("href", ["/r/5/17/", "https://chat.example.org/r/5/"])
def test_a_link_into_hearth_opens_in_place(href: str, settings: Settings) -> None:
    settings.SITE_URL = "https://chat.example.org"
    assert render(f"[x]({href})") == f'<p><a href="{href}">x</a></p>'


def test_an_image_without_words_shows_its_address() -> None:
    assert ">https://x.org/i.png</a>" in render("![](https://x.org/i.png)")


def test_a_file_name_is_no_link() -> None:
    assert "<a" not in render("see README.md, main.rs and setup.py")


@pytest.mark.parametrize(
    "text",
    [
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](java&#x73;cript:alert(1))",
        "[x](data:text/html,<script>alert(1)</script>)",
        "[x](vbscript:x)",
        "[x](file:///etc/passwd)",
        "[x](//evil.example)",
        "[x](/\\evil.example)",
        "[x](http://[bad)",
        "[x](ftp://x.org)",
        "<javascript:alert(1)>",
        "![x](javascript:alert(1))",
        "<img src=x onerror=alert(1)>",
        "<script>alert(1)</script>",
        "<svg onload=alert(1)>",
        '<http://x.org/"onmouseover="alert(1)>',
        'http://x.org/"onmouseover="alert(1)',
        '[x](http://x.org "\\" onmouseover=\\"alert(1)")',
        '![" onerror="alert(1)](http://x.org)',
        '```"><img src=x onerror=alert(1)>\nx\n```',
        "```html\n<script>alert(1)</script>\n```",
        "`<script>`",
        "|<img src=x onerror=1>|\n|-|\n|<script>|",
        "# <iframe>",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
    ],
)
def test_what_would_run_is_inert(text: str) -> None:
    html = render(text)
    opened = [part.split(">")[0] for part in html.split("<")[1:]]
    for tag in opened:
        assert tag.split(" ")[0].strip("/") in {
            "p", "a", "code", "pre", "span", "div", "table", "thead", "tbody", "tr", "th", "td",
        }  # fmt: skip
        names = tag.replace('""', "").split('"')[::2]
        assert not any("onerror" in name or "onmouse" in name for name in names)
    for href in (part.split('"')[0] for part in html.split('href="')[1:]):
        assert href.startswith(("http://", "https://", "mailto:", "/%5C"))  # the last is our own


def test_code_is_coloured_by_classes_in_the_languages_known() -> None:
    html = render("```python\nimport os  # hi\n```")
    assert html.startswith('<pre class="highlight" data-language="python"><code>')
    assert '<span class="kn">import</span>' in html
    assert "style=" not in html
    assert render("```py\nx\n```") == render("```python\nx\n```")
    assert render("```nonsense\n<x>\n```") == "<pre><code>&lt;x&gt;\n</code></pre>"
    assert render("```\nx\n```") == "<pre><code>x\n</code></pre>"


def test_an_emoji_by_name_is_replaced_in_words_and_nowhere_else() -> None:
    assert render("well :thumbsup: :+1: :Smile:") == "<p>well 👍 👍 😄</p>"
    assert render("**:tada:** [:tada:](https://x.org)").count("🎉") == 2
    assert render(":tada::tada: :+1::nope:") == "<p>🎉🎉 👍:nope:</p>"
    assert render("std::tada::x :tada:x") == "<p>std::tada::x :tada:x</p>"
    assert render("`:tada:`") == "<p><code>:tada:</code></p>"
    assert "🎉" not in render("```\n:tada:\n```")
    assert "🎉" not in render("https://x.org/:tada:/")
    assert render("at 10:100:30 and :no_such_thing:") == "<p>at 10:100:30 and :no_such_thing:</p>"


@pytest.mark.parametrize("text", ["🎉", ":tada: 👩‍💻", "❤️\n👍🏽"])
def test_nothing_but_a_few_emoji_is_shown_large(text: str) -> None:
    assert render(text).startswith('<p class="emoji-only">')


@pytest.mark.parametrize("text", ["🎉 yes", "1", "#", "**🎉**", "🎉" * 13, "- 🎉", "🎉\n\n🎉", "x"])
def test_words_many_emoji_or_several_blocks_are_not(text: str) -> None:
    assert "emoji-only" not in render(text)


HOSTILE = [
    "*_[(", "@", "**a *b ", "[a](b ", "[[", "![", "`a ", "``", "> ", ">", "- a\n", "1. x\n",
    "> - ", "| a ", "|-|\n", "a\n", "http://", "http://a.b ", "<http://a>", "a@b.c ", ":smile: ",
    ":", "~~a~", "<a ", "&amp;", "&#", "\\", "_a_", " *a", "word ", "```py\n", '[x](http://a "t") ',
    "  \n", "#\n", "]", "](", "a.b.c.", "www.", "//", "🎉", "((((", "-", "mailto:",
]  # fmt: skip


def milliseconds(text: str) -> float:
    """What rendering takes."""
    return thread_seconds(lambda: render(text)) * 1_000


@pytest.mark.parametrize("size", [10_000, 50_000, 100_000])
@pytest.mark.parametrize("part", HOSTILE)
def test_hostile_text_of_any_length_takes_less_than_a_tenth_of_a_second(
    part: str, size: int
) -> None:
    render("warm up: https://x.org `x`")
    assert milliseconds((part * (size // len(part) + 1))[:size]) < 100


@pytest.mark.parametrize("columns", [3, 20, 100, 500])
def test_a_table_of_empty_rows_is_not_filled_up_without_measure(columns: int) -> None:
    head = "|a" * columns + "\n" + "|-" * columns + "\n"
    text = (head + "|\n" * 2_000)[:10_000]
    assert milliseconds(text) < 100
    assert len(render(text)) <= HTML_ABOVE
    assert ("<table>" in render(head + "|x\n" * 3)) is (columns < 500)


@pytest.mark.parametrize("part", ["http://a ", "a@b.cc ", "<http://a>", "`a` ", "😀", "<", "&"])
def test_what_a_text_grows_into_is_bounded(part: str) -> None:
    assert len(render((part * 10_000)[:10_000])) <= HTML_ABOVE


def test_what_is_too_long_or_too_tangled_is_shown_as_plain_text() -> None:
    for text in (
        "**x** " * 2_000,
        "*" * 5_000 + " **x**",
        "**x**\n" * 2_001,
        "**x** " + "a" * PLAIN_ABOVE,
    ):
        html = render(text + " <script> :tada:\n\nnext\nline")
        assert "<strong>" not in html
        assert "**x**" in html
        assert html.endswith("&lt;script&gt; 🎉</p><p>next<br>line</p>")


@pytest.mark.parametrize("marks", ["> " * 300, "- " * 300, "> - " * 60, "* " * 21, "> " * 37])
def test_nothing_is_left_out_of_a_text_that_nests_deeper_than_the_parser_goes(marks: str) -> None:
    assert "words" in render(f"{marks}words")
