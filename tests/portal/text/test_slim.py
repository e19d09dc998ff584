"""The text face drops what only eyes and styles need and keeps every word."""

from __future__ import annotations

import pytest

from portal.text import slim


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ('<p class="lead" data-label="x">贷款</p>', "<p>贷款</p>"),
        ('<pre tabindex="0">a</pre>', "<pre>a</pre>"),
        ('<p>a <img src="/x.png" alt="雷春生 &amp; 公章"> b</p>', "<p>a 雷春生 &amp; 公章 b</p>"),
        ('<p><img src="/x.png" alt=""></p>', "<p></p>"),
        ('a<svg role="img"><title>t</title><rect width="1"/></svg>b', "ab"),
        ('<a href="/a?class=x">x</a>', '<a href="/a?class=x">x</a>'),
        ('<input class="short" name="data-x" value="a  b">', '<input name="data-x" value="a  b">'),
        ("<p>\n   a\n\n  b</p>", "<p>\na\nb</p>"),
        ("<h1>1 &lt; 2</h1><!-- gone? -->", "<h1>1 &lt; 2</h1><!-- gone? -->"),
    ],
)
def test_what_is_left(before: str, expected: str) -> None:
    assert slim(before) == expected
