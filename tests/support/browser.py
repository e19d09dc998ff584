"""What a person would notice in a browser: console errors, broken files, barriers, sideways scrolling."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from weakref import WeakSet

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response

#: Chromium without the parts of it that draw windows: the same pages, half the work.
PROGRAM = "chromium-headless-shell"
# As root Chromium needs --no-sandbox; the others keep it from looking outside.
FLAGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
WIDTHS = {"phone": 360, "desk": 1280}
HEIGHTS = {"phone": 740, "desk": 900}
#: Lines of long lists beyond these are made as the ones before them are: to judge each took a third of the time.
ALIKE = ["tbody tr:nth-child(n+7)", "main li:nth-child(n+10)", "option:nth-child(n+10)"]
# The judge need not list what is in order (twice as quick), and does not judge again in one run what cannot come out
# otherwise: the contrast of a text of the same colours, size, weight and ground; the same masthead and foot; the
# style sheets that all pages share.
JUDGE = """([alike, known]) => {
    const grounds = new Map([[null, ""]]);
    const ground = element => {
        if (!grounds.has(element)) {
            const {backgroundColor, backgroundImage, opacity} = getComputedStyle(element);
            const own = [backgroundColor, backgroundImage, opacity].join();
            grounds.set(element, ground(element.parentElement) + (own === "rgba(0, 0, 0, 0),none,1" ? "" : own));
        }
        return grounds.get(element);
    };
    const look = element => {
        const {color, fontSize, fontWeight, textShadow, position} = getComputedStyle(element);
        return [color, fontSize, fontWeight, textShadow, position, ground(element)].join();
    };
    const seen = new Set(known), met = new Set();
    const knows = key => seen.has(key) || !met.add(key);
    const texts = element => [...element.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim());
    for (const element of document.body.querySelectorAll("*")) {
        const judgeable = texts(element) && element.checkVisibility() && !element.closest(alike.join());
        if (judgeable && knows(look(element))) element.dataset.judged = "";
    }
    const frame = ["body > header", "body > footer"].filter(part => {
        const found = document.querySelector(part);
        return found && knows(document.documentElement.className + found.textContent);
    });
    const sheets = knows([...document.styleSheets].map(sheet => sheet.href).join());
    axe.configure({rules: [{id: "color-contrast", selector: ":not([data-judged])"}]});
    return axe.run({exclude: [...alike, ...frame].map(each => [each])}, {resultTypes: ["violations"], preload: !sheets})
        .then(found => [found.violations, [...met]]);
}"""
ANSWERED = {"document", "xhr", "fetch"}  # here 4xx is an answer in words, not a missing file


_plain: WeakSet[BrowserContext] = WeakSet()
#: What was judged in this process and found in order.
_known: set[str] = set()


def launch_options() -> dict[str, object]:
    return {"executable_path": shutil.which(PROGRAM), "args": FLAGS}


def new_context(browser: Browser, screen: str, *, script: bool) -> BrowserContext:
    """A new person at a phone or a desk in Shanghai, with or without JavaScript."""
    context = browser.new_context(
        viewport={"width": WIDTHS[screen], "height": HEIGHTS[screen]},
        java_script_enabled=script,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
    )
    if not script:
        _plain.add(context)
    return context


@dataclass
class Faults:
    """Collects while a page is used; `check` fails with all of them."""

    found: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> Page:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.found.append(f"script: {error}"))
        page.on("response", self._response)
        return page

    def check(self) -> None:
        assert not self.found, "\n".join(self.found)

    def _console(self, message: ConsoleMessage) -> None:
        # Chromium also logs every 4xx and 5xx answer, which `_response` judges better.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.found.append(f"console: {message.text} ({message.location.get('url')})")

    def _response(self, response: Response) -> None:
        limit = 500 if response.request.resource_type in ANSWERED else 400
        if response.status >= limit:
            self.found.append(f"{response.status}: {response.url}")


def accessible(page: Page, *, faultless: bool = False) -> None:
    """Fail on any serious or critical accessibility fault, naming rule and element; where `faultless`, on any at all,
    best practices among them."""
    with _scripted(page) as judged:
        judged.evaluate(AXE_SCRIPT)
        found, met = judged.evaluate(JUDGE, [ALIKE, list(_known)])
    grave = [fault for fault in found if faultless or fault["impact"] in ("serious", "critical")]
    assert not grave, f"{page.url}\n" + "\n".join(map(_fault, grave))
    _known.update(met)


def fits(page: Page) -> None:
    """Fail if the page scrolls sideways."""
    wide, room = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert wide <= room, f"{page.url} is {wide} px wide in {room}"


@contextmanager
def _scripted(page: Page) -> Iterator[Page]:
    """The page itself, or where it has no JavaScript, which the judge needs, a twin of what it shows."""
    browser = page.context.browser
    if page.context not in _plain or browser is None:
        yield page
        return
    shown = page.content()
    twin = browser.new_page(viewport=page.viewport_size, storage_state=page.context.storage_state())
    twin.route(page.url, lambda route: route.fulfill(content_type="text/html; charset=utf-8", body=shown))
    twin.goto(page.url)
    yield twin
    twin.close()


def _fault(fault: dict[str, object]) -> str:
    nodes = fault["nodes"]
    assert isinstance(nodes, list)
    return f"{fault['id']}: {fault['help']}: " + " | ".join(node["html"] for node in nodes[:3])
