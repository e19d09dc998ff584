"""Every table of supervision can be taken along: as CSV, as XLSX and on paper, all with the same lines."""

from __future__ import annotations

import csv
import re
from datetime import datetime, time
from html import unescape
from io import BytesIO, StringIO
from urllib.parse import parse_qsl, urlsplit

import openpyxl
import pypdfium2
import pytest
from flask.testing import FlaskClient

from tests.support.crowd import Crowd
from tests.support.walk import is_page, kind, walk
from workflow.office.registers.book import MIMES
from workflow.staff.roles import Role

EXPORTS = re.compile(r'<p class="exports">.*?</p>', re.DOTALL)
HREF = re.compile(r'href="([^"]+)"')
#: Pages with a table that is not taken along by itself, and why.
WITHOUT = {
    "/supervision/looks?": "a file of looks wants two days: tests/office/looks",
    "/supervision/looks?thing": "a file of looks wants two days: tests/office/looks",
    "/supervision/coverage/villages/#/coverage.#?": "households by name: read on the page alone, each look recorded",
    "/supervision/studies/#?": "one study with its tasks; the register has the files",
    "/registers/box-openings/#?": "one opening with what was counted; the register has the files",
    "/registers/handovers/#?": "one handover with what stood in its villages; the register has the files",
}
SHORT = 20  # what is longer may go on, on paper, overleaf
NUMBERS = re.compile(r"\d")  # days are written out on paper
COVERAGE = re.compile(r"coverage\.[a-z]+")
ROOMS = ("/supervision", "/registers")

pytestmark = pytest.mark.parametrize("working_house", ["sqlite"], indirect=True)


@pytest.fixture(scope="module")
def auditor(crowd: Crowd) -> FlaskClient:
    return crowd.client(crowd.who_has(Role.AUDIT_DEPT)[0])


@pytest.fixture(scope="module")
def pages(auditor: FlaskClient) -> dict[str, str]:
    """One page of each kind, by its path."""
    found = walk(auditor, "/supervision", each=1, wanted=lambda path: path.startswith(ROOMS) and is_page(path))
    return {path: answer.get_data(as_text=True) for path, answer in found if answer.mimetype == "text/html"}


def _files(page: str) -> dict[str, str]:
    """The addresses of a page's files by their kind."""
    links = [unescape(link) for found in EXPORTS.findall(page) for link in HREF.findall(found)]
    asked = {link: dict(parse_qsl(urlsplit(link).query)).get("format", "") for link in links}
    return {kind: link for link, kind in asked.items() if kind}


def _csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(content.decode("utf-8-sig"), newline="")))


def _xlsx(content: bytes) -> list[list[str]]:
    [sheet] = openpyxl.load_workbook(BytesIO(content)).worksheets
    return [[_said(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]


def _said(cell: object) -> str:
    """A cell of a workbook as the CSV says it."""
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    return "" if cell is None else str(cell)


def _pdf(content: bytes) -> str:
    document = pypdfium2.PdfDocument(BytesIO(content))
    return squeezed("".join(page.get_textpage().get_text_range() for page in document))


def squeezed(text: str) -> str:
    """Without blanks: a paper breaks its lines where it likes."""
    return "".join(text.split())


def test_every_page_with_a_table_has_its_files(pages: dict[str, str]) -> None:
    tables = {path: _files(page).keys() for path, page in pages.items() if "<table" in page}
    lacking = {COVERAGE.sub("coverage.#", kind(path)) for path, kinds in tables.items() if kinds != MIMES.keys()}
    assert lacking == WITHOUT.keys()


def test_the_files_hold_the_same_lines_and_open_elsewhere(auditor: FlaskClient, pages: dict[str, str]) -> None:
    tables = [found for page in pages.values() if (found := _files(page))]
    assert len(tables) > len(WITHOUT)
    for addresses in tables:
        lines = _csv(auditor.get(addresses["csv"]).data)
        assert _xlsx(auditor.get(addresses["xlsx"]).data) == lines, addresses
        printed = _pdf(auditor.get(addresses["pdf"]).data)
        shown = lines if lines[1:] else []  # a register without an entry is printed as a sentence
        words = {squeezed(cell) for line in shown for cell in line if len(cell) < SHORT and not NUMBERS.search(cell)}
        assert {word for word in words if word not in printed} == set(), addresses


@pytest.mark.parametrize(("role", "path"), [(Role.DISCIPLINE_DEPT, "/cards"), (Role.CREDIT_OFFICER, "/households")])
def test_a_kind_of_file_that_there_is_not_is_no_page(crowd: Crowd, role: Role, path: str) -> None:
    reader = crowd.client(crowd.who_has(role)[0])
    assert reader.get(path).status_code == 200
    for other in ("doc", "pdf", "CSV"):
        assert reader.get(f"{path}?format={other}").status_code == 404, other
