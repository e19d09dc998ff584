"""Every list as JSON that keeps its schema and as CSV that a spreadsheet opens; the same rows in both."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import jsonschema
import openpyxl
import pytest
from flask.testing import FlaskClient

from portal.files.documents import schema_path
from portal.files.listing import Listing
from portal.files.lists import LISTS
from tests.portal import test_draws
from tests.portal.files.outlet import publish_outlet
from tests.portal.test_complaints import MANY, published
from tests.support.board import publish
from tests.support.page import judged
from workflow.base.db import transaction

BY_NAME = {listing.name: listing for listing in LISTS}
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
each_list = pytest.mark.parametrize("listing", LISTS, ids=list(BY_NAME))
PAGES = {"products.index": "/products", "commitments.index": "/commitments", "officers.town": "/towns/610525101"}
HOSTILE = ['=HYPERLINK("http://evil.example")', "+86 139", "-1", "@SUM(A1)", "\tx", "＝1+1", "'quoted"]


def told(board: FlaskClient, name: str) -> list[dict[str, Any]]:
    """The rows of a list's JSON."""
    return board.get(f"/{name}.json").get_json()["rows"]  # type: ignore[no-any-return]


def sheet(board: FlaskClient, path: str) -> list[dict[str, str]]:
    """The rows of a CSV by the stable names of its heads."""
    text = board.get(path).get_data(as_text=True)
    assert text.startswith("\N{ZERO WIDTH NO-BREAK SPACE}")
    heads, *rows = csv.reader(io.StringIO(text[1:], newline=""))
    return [dict(zip((head[head.index("[") + 1 : -1] for head in heads), row, strict=True)) for row in rows]


def test_every_list_keeps_its_schema(board: FlaskClient) -> None:
    publish_outlet()
    published(*MANY)
    test_draws.published()
    for listing in LISTS:
        schema = board.get(schema_path(listing)).get_json(force=True)
        jsonschema.Draft202012Validator.check_schema(schema)
        checker = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
        document = board.get(f"/{listing.name}.json").get_json()
        assert [error.message for error in checker.iter_errors(document)] == [], listing.name
        assert document["count"] == len(document["rows"]) > 0, listing.name


@ON_SQLITE
def test_a_wrong_document_does_not_keep_the_schema(board: FlaskClient) -> None:
    schema = board.get("/schemas/rates.v1.json").get_json(force=True)
    document = board.get("/rates.json").get_json()
    for wrong in ({"rate": 5.45}, {"rate": "5,45"}, {"more": 1}, {"leaf": "12"}):
        rows = [{**document["rows"][0], **wrong}]
        assert not jsonschema.Draft202012Validator(schema).is_valid({**document, "rows": rows}), wrong


@ON_SQLITE
def test_both_twins_have_the_same_rows(board: FlaskClient) -> None:
    for listing in LISTS:
        assert len(sheet(board, f"/{listing.name}.csv")) == len(told(board, listing.name)), listing.name
        assert len(sheet(board, f"/en/{listing.name}.csv")) == len(told(board, listing.name)), listing.name


@ON_SQLITE
def test_amounts_rates_and_days_are_exact(board: FlaskClient) -> None:
    product, rate = told(board, "products")[0], {row["key"]: row for row in told(board, "rates")}
    assert (product["amount_least"], product["amount_most"]) == ("1000.00", "50000.00")
    assert rate["micro_credit"]["rate"] == "5.45"
    assert rate["mortgage"]["rate"] is None
    assert {row["key"]: row["rate"] for row in sheet(board, "/rates.csv")} == {"micro_credit": "5.45", "mortgage": ""}


@ON_SQLITE
def test_a_list_in_a_list_is_whole_in_json_and_named_in_csv(board: FlaskClient) -> None:
    [product] = told(board, "products")
    assert [paper["original"] for paper in product["materials"]] == [1, 1]
    assert product["stages"][1]["customer"]["en"] == "Be at home at the agreed time with the family"
    [row] = sheet(board, "/products.csv")
    assert row["materials_en"] == "Identity cards of borrower and spouse; Household register"
    officers = sheet(board, "/officers.csv")
    assert {row["villages"] for row in officers} == {"冯原村; 山头村", "王庄村"}


@ON_SQLITE
def test_what_hangs_at_an_outlet_is_one_row_each(board: FlaskClient) -> None:
    publish_outlet()
    assert [(row["on"], row["name"]) for row in told(board, "duty")] == [("2026-11-23", "马秋生")]
    sitting = [(row["name"], row["village_name"], row["hours"]) for row in told(board, "sit-ins")]
    assert sitting == [("高主任", None, "9:00–11:30"), ("马秋生", "冯原村", "14:00–16:00")]
    [hung] = told(board, "boards")
    assert (hung["board"]["en"], hung["board_code"], hung["put_up_on"]) == ("Promises", "promise", "2026-11-01")
    ways = [(row["item_code"], row["way_code"], row["up_since"]) for row in told(board, "disclosures")]
    assert ways == [("product", "board", "2026-11-01"), ("product", "paper", None)]
    acts = [(row["way"]["en"], row["village"], row["handed_out"], row["page"]) for row in told(board, "publicity")]
    page = "/publicity/2-2026"
    assert acts == [("leaflet", "冯原村", 80, page), ("village loudspeaker", None, 0, page)]


@ON_SQLITE
def test_heads_speak_the_readers_language_and_keep_their_names(board: FlaskClient) -> None:
    assert sheet(board, "/fees.csv") == sheet(board, "/en/fees.csv")
    chinese, english = (board.get(f"{face}/fees.csv").get_data(as_text=True).splitlines()[0] for face in ("", "/en"))
    assert "Source [cite]" in english
    assert chinese != english


@ON_SQLITE
def test_no_cell_is_a_formula(board: FlaskClient) -> None:
    for number, text in enumerate(HOSTILE):
        pair = {"zh": text, "en": text}
        with transaction():
            publish("fee", f"hostile.{number}", {"label": pair, "standard": pair})
    rows = [row for row in sheet(board, "/fees.csv") if row["key"].startswith("hostile")]
    assert [row["label_zh"] for row in rows] == [f"'{text}" for text in HOSTILE]
    assert [row["label"]["zh"] for row in told(board, "fees") if row["key"].startswith("hostile")] == HOSTILE


@ON_SQLITE
def test_a_spreadsheet_takes_the_csv_in(board: FlaskClient) -> None:
    book = openpyxl.Workbook()
    for row in csv.reader(io.StringIO(board.get("/villages.csv").get_data(as_text=True)[1:])):
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    opened = openpyxl.load_workbook(io.BytesIO(file.getvalue()), read_only=True).active
    assert [cell.value for cell in next(opened.iter_rows(min_row=2))][:2] == ["610525101200", "冯原村"]


def test_no_file_tells_an_entry_of_a_notice(board: FlaskClient) -> None:
    for path in ("/notices.json", "/notices.csv", "/en/notices.csv"):
        answer = board.get(path)
        text = answer.get_data(as_text=True)
        assert "冯原村" in text
        assert not [name for name in ("雷*民", "党*娃", "王*强", "50000", "5000000") if name in text]
        assert answer.headers["X-Robots-Tag"].startswith("noindex")
    [notice] = told(board, "notices")
    assert (notice["village_name"], notice["on_paper"]) == ("冯原村", 1)


@ON_SQLITE
def test_a_file_has_one_address_in_each_language(board: FlaskClient) -> None:
    for asked, right in (
        ("/en/rates.json", "/rates.json"), ("/elder/rates.csv", "/rates.csv"), ("/en/elder/rates.csv", "/en/rates.csv"),
        ("/zh-hant/rates.csv", "/rates.csv"), ("/en/schemas/rates.v1.json", "/schemas/rates.v1.json"),
    ):  # fmt: skip
        answer = board.get(asked)
        assert (answer.status_code, answer.headers["Location"]) == (308, right)


@ON_SQLITE
def test_files_are_kept_like_pages(board: FlaskClient) -> None:
    for path in ("/products.json", "/en/products.csv", "/schemas/products.v1.json", "/data", "/data/products"):
        first = board.get(path)
        assert first.headers["Cache-Control"] == "public, max-age=0, must-revalidate", path
        again = board.get(path, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
    with transaction():
        publish("rate", "other", {"label": "x", "rate": 4650, "basis": "x", "cite": "x", "from": "2026-01-01"})
    assert board.get("/products.json").headers["ETag"] == board.get("/products.json").headers["ETag"]
    assert "other" in board.get("/rates.json").get_data(as_text=True)


@ON_SQLITE
@each_list
def test_the_page_says_what_each_field_means(board: FlaskClient, listing: Listing) -> None:
    for face in ("", "/en"):
        page = judged(board.get(f"{face}/data/{listing.name}"))
        names = [code.text for code in page.iter("code")]
        assert names == [field.name for field in listing.fields]
    schema = json.loads(board.get(schema_path(listing)).data)
    fields = schema["properties"]["rows"]["items"]["properties"].values()
    assert all(field["description"] and field["x-description-zh"] for field in fields)


@ON_SQLITE
def test_every_row_leads_to_its_page(board: FlaskClient) -> None:
    publish_outlet()
    pages = {row["page"] for listing in LISTS for row in told(board, listing.name) if "page" in row}
    assert len(pages) > 10
    assert [page for page in pages if board.get(page).status_code != 200] == []


@ON_SQLITE
def test_pages_show_and_tell_their_files(board: FlaskClient) -> None:
    for listing in LISTS:
        for path in (PAGES[endpoint] for endpoint in listing.shown_on if endpoint in PAGES):
            page = judged(board.get(path))
            told_in_head = {link.get("href") for link in page.iter("link") if link.get("rel") == "alternate"}
            shown = {link.get("href") for link in page.iter("a")}
            assert {f"/{listing.name}.json", f"/{listing.name}.csv"} <= told_in_head & shown, listing.name


@ON_SQLITE
def test_an_unknown_list_is_not_there(board: FlaskClient) -> None:
    for path in ("/data/households", "/households.json", "/schemas/products.v2.json", "/products.xlsx"):
        assert board.get(path).status_code == 404
