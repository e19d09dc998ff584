"""All the words of a file that is about to be shown: its name, every cell of every sheet, hidden ones too, notes and
properties. A file that cannot be read through is refused: nobody could say what leaves with it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any, cast
from xml.etree import ElementTree
from xml.etree.ElementTree import Element
from zipfile import BadZipFile, ZipFile

from workflow.kernel.errors import Invalid, N_

MOST_BYTES = 64 * 1024 * 1024  # unpacked: a small file may hide a flood
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_TEXTS = ("utf-8-sig", "gb18030")


def words(name: str, content: bytes) -> Iterator[tuple[str, str]]:
    """Every (place, text) of a CSV, text or XLSX file, the place in plain words; Invalid for what cannot be read."""
    yield "file name", name
    kind = name.rpartition(".")[2].casefold()
    if kind == "xlsx":
        yield from _workbook(name, content)
    elif kind == "csv":
        yield from _table(name, content)
    elif kind == "txt":
        yield from _lines(name, content)
    else:
        raise Invalid(N_("“%(name)s” is no text, CSV or XLSX file: nobody can say what stands in it."), name=name)


def _lines(name: str, content: bytes) -> Iterator[tuple[str, str]]:
    yield from ((f"line {number}", line) for number, line in enumerate(_decoded(name, content).splitlines(), 1))


def _table(name: str, content: bytes) -> Iterator[tuple[str, str]]:
    try:
        for number, row in enumerate(csv.reader(io.StringIO(_decoded(name, content))), 1):
            yield from ((f"row {number}, column {place}", cell) for place, cell in enumerate(row, 1))
    except csv.Error as fault:
        raise _unreadable(name) from fault


def _decoded(name: str, content: bytes) -> str:
    for coding in _TEXTS:
        try:
            text = content.decode(coding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:  # a wider coding reads like one with a nought between any two signs
            return text
    raise _unreadable(name)


def _workbook(name: str, content: bytes) -> Iterator[tuple[str, str]]:
    try:
        with ZipFile(io.BytesIO(content)) as book:
            if sum(part.file_size for part in book.infolist()) > MOST_BYTES:
                raise _unreadable(name)
            parts = {part.filename: book.read(part) for part in book.infolist()}
        yield from _parts(parts)
    except (BadZipFile, ElementTree.ParseError, IndexError, RuntimeError, ValueError) as fault:
        raise _unreadable(name) from fault


def _parts(parts: dict[str, bytes]) -> Iterator[tuple[str, str]]:
    trees = {name: _parsed(body) for name, body in parts.items() if name.endswith((".xml", ".rels", ".vml"))}
    unknown = sorted(parts.keys() - trees.keys())
    if unknown:  # pictures, embedded files, macros
        raise ValueError(unknown[0])
    shared = [_text(entry) for entry in _all(trees.get("xl/sharedStrings.xml"), "si")]
    for name, tree in trees.items():
        if _SHEET.fullmatch(name):
            yield from ((f"{name.rpartition('/')[2]}, cell {at}", cell) for at, cell in _cells(tree, shared))
        yield from ((name, part) for part in (_text(tree), *_attributes(tree)))


def _parsed(body: bytes) -> Element:
    """The root of a part; a document type, with which a few bytes could stand for a flood, is refused first."""
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        raise ValueError("a document type has no place in a workbook")
    parser: ElementTree.XMLPullParser[Any] = ElementTree.XMLPullParser(("start",))
    parser.feed(body)
    parser.close()
    return cast(list[tuple[str, Element]], list(parser.read_events()))[0][1]


def _cells(sheet: Element, shared: list[str]) -> Iterator[tuple[str, str]]:
    for cell in _all(sheet, "c"):
        value = "".join(_text(part) for part in cell if part.tag.endswith(("}v", "}is")))
        if cell.get("t") == "s":
            value = shared[int(value)]
        yield cell.get("r", ""), _plain(value)


def _plain(value: str) -> str:
    """A number as its digits: programs write 13800138000 as 1.3800138E10."""
    try:
        number = Decimal(value)
        return f"{number:f}" if number == number.to_integral_value() else value
    except InvalidOperation:
        return value


def _attributes(tree: Element) -> Iterator[str]:
    """Names of sheets and addresses of links."""
    for element in tree.iter():
        yield from (value for key in ("name", "Target", "location", "display") if (value := element.get(key)))


def _all(tree: Element | None, tag: str) -> Iterator[Element]:
    return iter(()) if tree is None else (each for each in tree.iter() if each.tag.endswith(f"}}{tag}"))


def _text(element: Element) -> str:
    """The text of an element; the runs of one cell belong together, those of different cells do not."""
    return ("" if element.tag.endswith("}si") else " | ").join(element.itertext())


def _unreadable(name: str) -> Invalid:
    return Invalid(N_("“%(name)s” cannot be read through: nobody can say what stands in it."), name=name)
