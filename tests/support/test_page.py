"""The judge itself: a good page passes, each planted fault is named."""

from __future__ import annotations

import pytest

from tests.support.page import faults

GOOD = """<!doctype html><html lang="zh-Hans"><head><title>公示 – 阳光信贷</title></head><body><h1>公示</h1>
<a href="#main">正文</a><main id="main"><form method="post" action="/x">
<input type="hidden" name="token" value="t"><label for="name">姓名</label><input id="name" name="name">
<button>提交</button></form></main></body></html>"""


def test_it_works():
    assert faults(GOOD) == []


@pytest.mark.parametrize(
    ("before", "after", "word"),
    [
        ("</main>", "", "not HTML"),
        (' lang="zh-Hans"', "", "language"),
        ("<h1>公示</h1>", "<h1>公示</h1><h1>公示</h1>", "2 h1"),
        ("<title>公示", "<title>通知", "title"),
        ('id="name"', 'id="main"', "2 times"),
        ('for="name"', 'for="nam"', "no id nam"),
        ('href="#main"', 'href="#top"', "#top"),
        ('href="#main"', 'href="/x&lt;Macro>"', "no address"),
        ('name="name"', 'name="name" type="date" value="2026-11"', "cannot show 2026-11"),
        ("<button>", '<button style="color:red">', "style"),
        ("<button>", '<button onclick="x()">', "onclick"),
        ("<button>", '<button hx-get="/x">', "hx-get"),
        ("</main>", "<script>x()</script></main>", "inline script"),
        ("</head>", '<link rel="stylesheet" href="https://cdn.example/a.css"></head>', "elsewhere"),
        ('name="token"', 'name="tok"', "no token"),
        ('<label for="name">姓名</label>', "", "no label"),
        ("提交", "%(count)s", "left over"),
        ("提交", "None", "left over"),
    ],
)
def test_each_fault_is_named(before, after, word):
    assert before in GOOD
    assert word in "\n".join(faults(GOOD.replace(before, after, 1)))
