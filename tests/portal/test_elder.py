"""The published points for older readers, one by one, in a real browser: elder_points.toml says which."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.support.browser import fits, new_context
from tests.support.caller import Caller
from tests.support.server import Server

POINTS = tomllib.loads(Path(__file__).with_name("elder_points.toml").read_text(encoding="utf-8"))["point"]
KINDS = ("/", "/officers", "/products/micro_credit", "/complain", "/track", "/rates")
TEXT = """[...document.querySelectorAll("body *")].filter(e =>
  e.checkVisibility({visibilityProperty: true}) && e.offsetWidth > 1 &&
  [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()))"""
PRESSED = """.menu a, .tools a, .tiles a, .acts a, .button, button, summary, .choice,
  input:not([type=hidden]), select, textarea"""

Open = Callable[[str], Page]
Check = Callable[[Open], None]
CHECKS: dict[str, Check] = {}


def check(found: Check) -> Check:
    CHECKS[found.__name__] = found
    return found


@pytest.fixture(scope="module")
def open_at(browser: Browser, reading_server: Server) -> Iterator[Open]:
    """`open_at("/elder/")` opens an address on a telephone; the same page for all points."""
    context = new_context(browser, "phone", script=True)
    page = context.new_page()

    def opened(path: str) -> Page:
        if page.url != reading_server.url + path:
            answer = page.goto(reading_server.url + path)
            assert answer, path
            assert answer.status == 200, f"{answer.status} {path}"
        return page

    yield opened
    context.close()


def test_every_point_has_its_check_and_every_check_a_point() -> None:
    assert sorted(point["check"] for point in POINTS) == sorted(CHECKS)


@pytest.mark.parametrize("point", POINTS, ids=[point["check"] for point in POINTS])
def test_point(point: dict[str, str], open_at: Open) -> None:
    CHECKS[point["check"]](open_at)


def elder(open_at: Open) -> Iterator[Page]:
    """Each kind of page in large type."""
    for path in KINDS:
        yield open_at(f"/elder{path}")


def assert_none(page: Page, script: str) -> None:
    """The script gives a list of faults."""
    assert page.evaluate(script) == [], page.url


@check
def text_is_large(open_at: Open) -> None:
    for page in elder(open_at):
        assert_none(page, TEXT + ".filter(e => parseFloat(getComputedStyle(e).fontSize) < 18).map(e => e.outerHTML)")


@check
def text_grows(open_at: Open) -> None:
    for page in elder(open_at):
        page.evaluate("document.documentElement.style.fontSize = '30px'")
        assert page.evaluate("parseFloat(getComputedStyle(document.querySelector('main p')).fontSize)") >= 30
        fits(page)
        page.evaluate("document.documentElement.style.fontSize = ''")


@check
def type_is_plain(open_at: Open) -> None:
    for page in elder(open_at):
        families = page.evaluate(
            "[...document.querySelectorAll('h1, h2, .brand')].map(e => getComputedStyle(e).fontFamily)"
        )
        assert [family for family in families if "Serif" in family or "Song" in family] == []


@check
def lines_have_room(open_at: Open) -> None:
    for page in elder(open_at):
        narrow = (
            "(e => {const s = getComputedStyle(e); return parseFloat(s.lineHeight) < 1.3 * parseFloat(s.fontSize)})"
        )
        assert_none(
            page, f"[...document.querySelectorAll('p, li, dd, td, label')].filter({narrow}).map(e => e.outerHTML)"
        )
        close = """[...document.querySelectorAll("main p + p")].map(e => e.previousElementSibling)
            .filter(e => !e.closest(".clock, .period, .figure")).filter(e => {
            const s = getComputedStyle(e); return parseFloat(s.marginBottom) < 0.3 * parseFloat(s.lineHeight)})"""
        assert_none(page, close + ".map(e => e.outerHTML)")


@check
def contrast(open_at: Open) -> None:
    for page in elder(open_at):
        found = Axe().run(page, options={"runOnly": ["color-contrast"]}).response["violations"]
        assert found == [], page.url


@check
def colour_is_not_alone(open_at: Open) -> None:
    for page in elder(open_at):
        assert_none(
            page,
            """[...document.querySelectorAll("main p a, main li a, main td a")].filter(e =>
            !e.closest(".tiles") && !e.matches(".button") &&
            !getComputedStyle(e).textDecorationLine.includes("underline"))
            .map(e => e.outerHTML)""",
        )
        assert_none(
            page,
            """[...document.querySelectorAll(".state")].filter(e => !e.textContent.trim() ||
            ["none", '""'].includes(getComputedStyle(e, "::before").content)).map(e => e.outerHTML)""",
        )
    page = open_at("/elder/complain")
    page.locator("main form button").last.click()
    assert all(page.locator(".error").all_inner_texts())
    assert page.locator(".errors a").count() >= 2


@check
def no_puzzles(open_at: Open) -> None:
    for path in ("/elder/complain", "/elder/track", "/elder/apply/micro_credit"):
        page = open_at(path)
        assert page.locator("main form").locator("img, canvas, svg, iframe, audio").count() == 0


def _too_small(page: Page, least: int) -> None:
    assert_none(
        page,
        f"""[...document.querySelectorAll(`{PRESSED}`)].filter(e => e.checkVisibility() &&
        !["checkbox", "radio"].includes(e.type)).map(e => [e.outerHTML.slice(0, 80), e.getBoundingClientRect()])
        .filter(([_, box]) => box.width && (box.height < {least} || box.width < {least})).map(([html]) => html)""",
    )


@check
def targets_are_60(open_at: Open) -> None:
    for page in elder(open_at):
        _too_small(page, 60)


@check
def targets_are_44(open_at: Open) -> None:
    for path in KINDS:
        _too_small(open_at(path), 44)


@check
def no_script(open_at: Open) -> None:
    for page in elder(open_at):
        assert page.evaluate("document.scripts.length") == 0


@check
def nothing_runs_out(open_at: Open) -> None:
    for page in elder(open_at):
        assert page.locator("meta[http-equiv], marquee, video, audio, [autoplay]").count() == 0
        assert page.evaluate("document.getAnimations().length") == 0


@check
def nothing_floats(open_at: Open) -> None:
    for page in elder(open_at):
        assert page.locator("dialog, [role=dialog], [popover], a[target]").count() == 0
        assert_none(
            page,
            """[...document.querySelectorAll("body *")].filter(e =>
            ["fixed", "sticky"].includes(getComputedStyle(e).position)).map(e => e.outerHTML)""",
        )


@check
def way_in(open_at: Open) -> None:
    page = open_at("/")
    entrance = page.get_by_role("link", name="大字号")
    box = entrance.bounding_box()
    assert box
    assert box["y"] + box["height"] < 740
    entrance.click()
    assert page.url.endswith("/elder/")


@check
def names_for_voices(open_at: Open) -> None:
    rules = ["label", "link-name", "button-name", "select-name", "html-has-lang", "document-title", "region"]
    for page in elder(open_at):
        assert Axe().run(page, options={"runOnly": rules}).response["violations"] == [], page.url


@check
def no_advertisement(open_at: Open) -> None:
    for page in elder(open_at):
        assert page.locator("iframe, object, embed").count() == 0
        assert_none(
            page,
            """performance.getEntriesByType("resource").map(e => e.name)
            .filter(name => !name.startsWith(location.origin))""",
        )


@check
def no_lures(open_at: Open) -> None:
    for page in elder(open_at):
        assert page.locator("a[download], a[href^=http]:not([href^='http://127.0.0.1'])").count() == 0


@check
def keyboard(open_at: Open) -> None:
    page = open_at("/elder/")
    page.locator("body").press("Tab")
    reached = []
    for _ in range(60):
        reached.append(page.evaluate("document.activeElement.getAttribute('href') || document.activeElement.id"))
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid" or not reached[-1]
        page.keyboard.press("Tab")
    assert {"#main", "/elder/", "/elder/officers", "/elder/track", "/elder/complain", "/elder/rates"} <= set(reached)


@check
def large_pointer(open_at: Open) -> None:
    for page in elder(open_at):
        for element in ("html", "header a"):
            assert "pointer.svg" in page.evaluate(f"getComputedStyle(document.querySelector('{element}')).cursor")


@check
def reads_aloud(open_at: Open) -> None:
    page = open_at("/elder/products/micro_credit")
    page.get_by_role("link", name="朗读本页").click()
    assert "/listen/products/micro_credit" in page.url
    page.evaluate("""() => {window.said = []; speechSynthesis.speak = u => {said.push([u.lang, u.text]);
        setTimeout(() => u.onend({}), 0)}}""")
    page.get_by_role("button", name="朗读本页").click()
    expect(page.locator("#listen button")).to_have_text("朗读本页")
    said = [text for _lang, text in page.evaluate("said")]
    assert said[0] == page.locator("h1").inner_text()
    written = "".join(page.locator("main").inner_text().split())
    places = [written.find("".join(text.split()).split("，")[0]) for text in said]
    assert -1 not in places
    assert {lang for lang, _text in page.evaluate("said")} == {"zh-CN"}


@check
def plain_version(open_at: Open) -> None:
    for page in elder(open_at):
        address = page.get_by_role("link", name="纯文字").get_attribute("href")
        assert address == page.evaluate("location.pathname").replace("/elder/", "/text/")


@check
def consistent(open_at: Open) -> None:
    firsts = {tuple(page.locator(".masthead a").all_inner_texts()) for page in elder(open_at)}
    menus = {tuple(page.locator("footer .menu a").all_inner_texts()) for page in elder(open_at)}
    assert len(firsts) == len(menus) == 1
    assert "回到首页" in next(iter(firsts))


@check
def telephone(open_at: Open) -> None:
    for page in elder(open_at):
        assert page.locator("header a[href^='tel:']").count() == 1
        assert page.locator("footer", has_text="0913").count() == 1


def test_without_a_voice_the_page_says_whom_to_call(reading_server: Server) -> None:
    """What stands there before any script has run."""
    page = Caller(reading_server.url).get("/listen/rates")
    place = next(element for element in page.root.iter("div") if element.get("id") == "listen")
    assert "0913" in "".join(place.itertext())
