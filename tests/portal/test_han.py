"""A page in traditional characters keeps its addresses, codes and whatever somebody typed or signed."""

from __future__ import annotations

import pytest

from portal.han import in_traditional

NAMES = ("冯原村", "范家村", "冯原", "杨少军")


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("<p>贷款 &amp; 利率 &#8230;</p>", "<p>貸款 &amp; 利率 &#8230;</p>"),
        ('<a href="/贷款?q=贷款" class="贷">贷款</a>', '<a href="/贷款?q=贷款" class="贷">貸款</a>'),
        ('<input name="村" value="冯原里" aria-label="贷款">', '<input name="村" value="冯原里" aria-label="貸款">'),
        ("<textarea>复议\n贷款</textarea>复议", "<textarea>复议\n贷款</textarea>復議"),
        ("<pre>签名 贷款</pre>", "<pre>签名 贷款</pre>"),
        ('<option value="贷">贷款</option>', '<option value="贷">貸款</option>'),
        ('<a lang="zh-Hans">简体中文</a>简体', '<a lang="zh-Hans">简体中文</a>簡體'),
        ('<p lang="zh-Hant">简</p>', '<p lang="zh-Hant">簡</p>'),
        ('<b translate="no">张<b>贷</b>款</b>贷', '<b translate="no">张<b>贷</b>款</b>貸'),
        ("<td data-label='贷'>贷<br/></td>", "<td data-label='贷'>貸<br/></td>"),
        ("<!doctype html><!-- 贷款 --><p>范家村里的冯原村</p>", "<!doctype html><!-- 贷款 --><p>范家村裡的馮原村</p>"),
        ("<p>杨少军复议</p>", "<p>楊少軍復議</p>"),
    ],
)
def test_only_words_are_turned(before: str, expected: str) -> None:
    assert in_traditional(before, NAMES) == expected


def test_without_names_words_are_words() -> None:
    assert in_traditional("<p>于家庄</p>", ()) == "<p>於家莊</p>"
    assert in_traditional("<p>于家庄</p>", ("于家庄",)) == "<p>于家庄</p>"
