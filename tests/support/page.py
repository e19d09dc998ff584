"""What every page owes its reader, judged without a browser: `judged(answer)` fails with all its faults."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from xml.etree.ElementTree import Element

import html5lib
from werkzeug.test import TestResponse

REFERRING = ("for", "aria-describedby", "aria-labelledby", "aria-controls", "aria-errormessage", "list")
NO_ADDRESS = re.compile(r"[<>{}\s]|None|Undefined")
#: What a browser shows in these fields; anything else it leaves out, and the field stands empty.
SHOWN = {"date": r"\d{4}-\d\d-\d\d", "month": r"\d{4}-\d\d", "datetime-local": r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?"}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\{|\{%|^\s*(?:None|Undefined)\s*$|<Macro |<function | object at 0x")


def judged(answer: TestResponse, status: int = 200) -> Element:
    """The parsed page, for a test to look into; its status and everything a page owes are asserted."""
    assert answer.status_code == status, f"{answer.status}: {answer.get_data(as_text=True)[:2000]}"
    assert answer.mimetype == "text/html", answer.mimetype
    text = answer.get_data(as_text=True)
    found = faults(text)
    assert not found, f"{answer.request.path}\n" + "\n".join(found)
    return parsed(text)


@lru_cache(maxsize=4)  # whoever judges a page looks into it next
def parsed(text: str) -> Element:
    """The page's tree, element names without namespace; html5lib's ParseError if it is not HTML. Not to be changed."""
    root = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)
    assert isinstance(root, Element)
    return root


def words(element: Element | None) -> str:
    """The text of an element as a reader sees it."""
    return " ".join("".join(element.itertext()).split()) if element is not None else ""


def faults(text: str) -> list[str]:
    """Everything wrong with a page: form, headings, references, policy, leftovers of templates."""
    try:
        root = parsed(text)
    except html5lib.html5parser.ParseError as error:
        return [f"not HTML: {error}"]
    return [fault for look in (_frame, _references, _policy, _values, _forms, _leftovers) for fault in look(root)]


def _frame(root: Element) -> Iterator[str]:
    if not root.get("lang"):
        yield "no language"
    headings = [words(heading) for heading in root.iter("h1")]
    title = words(root.find("head/title"))
    if len(headings) != 1:
        yield f"{len(headings)} h1"
    elif not title.startswith(headings[0]):
        yield f"the title {title!r} does not begin with the heading {headings[0]!r}"


def _references(root: Element) -> Iterator[str]:
    ids = Counter(element.get("id") for element in root.iter() if element.get("id"))
    yield from (f"id {name} stands {times} times" for name, times in ids.items() if times > 1)
    for element in root.iter():
        for attribute in REFERRING:
            missing = [name for name in element.get(attribute, "").split() if name not in ids]
            yield from (f"{element.tag} {attribute}: there is no id {name}" for name in missing)
        target = element.get("href", "") if element.tag == "a" else ""
        if NO_ADDRESS.search(target):
            yield f"link to no address: {target}"
        if target.startswith("#") and target[1:] and target[1:] not in ids:
            yield f"link to {target}, which is not there"


def _policy(root: Element) -> Iterator[str]:
    for element in root.iter():
        if element.tag == "style" or (element.tag == "script" and not element.get("src")):
            yield f"inline {element.tag}"
        wrong = [name for name in element.attrib if name == "style" or str(name).startswith(("on", "hx-"))]
        yield from (f"{element.tag} has {name}" for name in wrong)
        address = element.get("src") or (element.get("href") if element.tag == "link" else "") or ""
        if address.startswith(("//", "http:", "https:")) and element.get("rel") not in ("canonical", "alternate"):
            yield f"{element.tag} from elsewhere: {address}"


def _values(root: Element) -> Iterator[str]:
    for field in root.iter("input"):
        form, value = SHOWN.get(field.get("type", "")), field.get("value")
        if form and value and not field.get("aria-invalid") and not re.fullmatch(form, value):
            yield f"{field.get('name')} of type {field.get('type')} cannot show {value}"


def _forms(root: Element) -> Iterator[str]:
    labelled = {label.get("for") for label in root.iter("label")}
    for form in root.iter("form"):
        named = {field.get("name") for field in form.iter("input") if field.get("type") == "hidden"}
        if form.get("method", "get").lower() == "post" and "token" not in named:
            yield f"form to {form.get('action')} has no token"
    for field in (field for tag in ("input", "select", "textarea") for field in root.iter(tag)):
        named = field.get("aria-label") or field.get("aria-labelledby") or field.get("id") in labelled
        if not named and field.get("type") not in ("hidden", "submit"):
            yield f"{field.tag} {field.get('name')} has no label"


def _leftovers(root: Element) -> Iterator[str]:
    yield from (f"left over: {text.strip()}" for text in root.itertext() if PLACEHOLDER.search(text))
