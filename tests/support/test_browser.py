"""The browser's watch itself: a good page passes on every screen, each planted fault is named."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route

from tests.support.browser import Faults, accessible, fits

ADDRESS = "http://house.test/"
GOOD = """<!doctype html><html lang="zh-Hans"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>公示</title></head>
<body><main><h1>公示</h1><p id="said">没有脚本</p></main>{more}</body></html>"""


def serve(page: Page, more: str = "", status: int = 200) -> None:
    """Let the page's address answer with the good page and something more; everything else is missing."""

    def answer(route: Route) -> None:
        if route.request.url == ADDRESS:
            route.fulfill(status=status, content_type="text/html; charset=utf-8", body=GOOD.format(more=more))
        else:
            route.fulfill(status=404)

    page.context.route("**/*", answer)
    page.goto(ADDRESS)


def test_it_works(visitor):
    serve(visitor)
    accessible(visitor)
    fits(visitor)
    assert visitor.viewport_size["width"] in (360, 1280)


@pytest.mark.parametrize(
    ("visitor", "said"), [("phone", "脚本"), ("phone-plain", "没有脚本")], indirect=["visitor"]
)
def test_a_plain_screen_has_no_script(visitor, said):
    serve(visitor, '<script>document.getElementById("said").textContent = "脚本"</script>')
    assert visitor.inner_text("#said") == said


@pytest.mark.parametrize("visitor", ["phone"], indirect=True)
def test_a_refusal_in_words_is_no_fault(visitor):
    serve(visitor, status=422)


@pytest.mark.parametrize(
    ("more", "status", "word"),
    [
        ("<script>console.error('broken')</script>", 200, "broken"),
        ("<script>missing()</script>", 200, "missing"),
        ('<img src="/gone.png" alt="">', 200, "404"),
        ("", 500, "500"),
    ],
)
def test_each_fault_is_collected(browser, more, status, word):
    faults, page = Faults(), browser.new_page()
    serve(faults.watch(page), more, status)
    page.wait_for_load_state("networkidle")
    page.close()
    with pytest.raises(AssertionError, match=word):
        faults.check()


@pytest.mark.parametrize("visitor", ["phone-plain"], indirect=True)
def test_a_barrier_is_named(visitor):
    serve(visitor, '<p><input name="q"></p>')
    with pytest.raises(AssertionError, match="label"):
        accessible(visitor)


@pytest.mark.parametrize("visitor", ["phone"], indirect=True)
def test_sideways_scrolling_is_named(visitor):
    serve(visitor, '<pre>' + "长" * 200 + "</pre>")
    with pytest.raises(AssertionError, match="wide"):
        fits(visitor)


PALE = '<style>.pale {{ color: {color}; background: {ground}; }}</style>{before}<p class="pale">看不清</p>'


@pytest.mark.parametrize("visitor", ["phone"], indirect=True)
@pytest.mark.parametrize(
    "before",
    [
        "",
        "<ul class='pale'><li></li></ul>",  # the same look on what holds no words
        "<p class='pale' hidden>看不清</p>",
        "<table><tbody>" + "<tr><td>行</td></tr>" * 6 + "<tr><td class='pale'>行</td></tr></tbody></table>",
    ],
    ids=["alone", "no words", "hidden", "left out"],
)
def test_a_look_judged_once_is_not_taken_for_one_that_was_not(visitor, before):
    serve(visitor, PALE.format(color="black", ground="white", before=before))
    accessible(visitor)
    for color, ground in (("silver", "white"), ("black", "#222")):
        serve(visitor, PALE.format(color=color, ground=ground, before=before))
        for _again in range(2):  # what was found wanting is not taken for known
            with pytest.raises(AssertionError, match="color-contrast"):
                accessible(visitor)
            visitor.reload()
