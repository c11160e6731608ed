"""What GitHub and Discord have beside CommonMark: task lists, and text that is hidden at first."""

import pytest

from chat.rendering import render

ASK = 'class="spoiler" tabindex="0" role="button" aria-label="Hidden text, press to show it"'
TO_DO = '<span class="task-box" role="img" aria-label="To do:"></span>'
DONE = '<span class="task-box" role="img" aria-label="Done:"></span>'


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a ||b|| c", f"<p>a <span {ASK}>b</span> c</p>"),
        ("||a|| ||b||", f"<p><span {ASK}>a</span> <span {ASK}>b</span></p>"),
        ("||**x** y||", f"<p><span {ASK}><strong>x</strong> y</span></p>"),
        ("||one\ntwo||", f"<p><span {ASK}>one<br>\ntwo</span></p>"),
        ("**||x||**", f"<p><strong><span {ASK}>x</span></strong></p>"),
        ("||:fire:||", f"<p><span {ASK}>🔥</span></p>"),
        ("**||a** b||", "<p><strong>||a</strong> b||</p>"),
        ("||||", "<p>||||</p>"),
        ("a || b", "<p>a || b</p>"),
        ("`||a||`", "<p><code>||a||</code></p>"),
        ("||one\n\ntwo||", "<p>||one</p>\n<p>two||</p>"),
    ],
)
def test_a_pair_of_marks_hides_what_is_between_them(text: str, html: str) -> None:
    assert render(text) == html


def test_a_spoiler_with_a_link_is_no_button_for_it_holds_one() -> None:
    html = render("||[plan](https://example.org)||")
    assert html.startswith('<p><span class="spoiler" tabindex="0"><a ')
    assert "role" not in html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("- [ ] one", f'<ul>\n<li class="task">{TO_DO}one</li>\n</ul>'),
        ("- [x] one", f'<ul>\n<li class="task task-done">{DONE}one</li>\n</ul>'),
        ("1. [X] one", f'<ol>\n<li class="task task-done">{DONE}one</li>\n</ol>'),
        ("- [ ] **b**", f'<ul>\n<li class="task">{TO_DO}<strong>b</strong></li>\n</ul>'),
        ("- [y] one", "<ul>\n<li>[y] one</li>\n</ul>"),
        ("- [ ]", "<ul>\n<li>[ ]</li>\n</ul>"),
        ("- one [ ] two", "<ul>\n<li>one [ ] two</li>\n</ul>"),
        ("[ ] one", "<p>[ ] one</p>"),
    ],
)
def test_items_that_begin_with_a_box_are_tasks(text: str, html: str) -> None:
    assert render(text) == html


def test_tasks_stand_among_other_items_and_within_them() -> None:
    html = render("- [ ] one\n- two\n  - [x] three")
    assert html.count('class="task"') == 1
    assert html.count('class="task task-done"') == 1
    assert "<li>two" in html


@pytest.mark.parametrize("text", ["||" * 2_000, "||a" * 1_300, "- [ ] a\n" * 900, "**||" * 1_000])
def test_many_of_them_are_text_all_the_same(text: str) -> None:
    assert render(text)
