"""The shipped packs: every value cited, nothing guessed, and the overlays applied on their day."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from workflow.kernel.errors import NotSet
from workflow.policy import show
from workflow.policy.compare import diff
from workflow.policy.keys import UNITS, registry
from workflow.policy.load import examples, library
from workflow.policy.lookup import all_in_force, in_force, required
from workflow.policy.pack import Fixed, Library, Milestone, PackError, Row, Span, Term, Text, Value
from workflow.policy.products import products

SHIPPED = library()
DEMO = library([examples()])
BEYOND = Path(__file__).parent / "beyond"
KINDS = ["micro_credit", "joint_guarantee", "guaranteed", "pledge", "mortgage", "revolving_mortgage"]


def every_value(of: Library) -> Iterator[Value]:
    for pack in of.packs.values():
        for timeline in pack.timelines.values():
            yield from timeline


def value(slug: str, key: str, on: date) -> object:
    return in_force(SHIPPED.pack(slug), key, on).value


# What every pack must be


@pytest.mark.parametrize("of", [SHIPPED, DEMO], ids=["shipped", "with examples"])
def test_every_value_is_cited_in_known_units_and_both_languages(of: Library) -> None:
    for each in every_value(of):
        assert each.cite.strip(), each
        assert each.unit in UNITS
        assert each.label
        assert each.label_en
        assert bool(each.note) == bool(each.note_en), each


def test_shipped_packs_hold_no_example() -> None:
    assert not [each.key for each in every_value(SHIPPED) if each.example]


def test_every_default_of_ours_names_its_question_and_is_marked() -> None:
    ours = [each for each in every_value(SHIPPED) if each.pack == "defaults"]
    assert ours
    assert all(each.default and each.cite.startswith("默认 ") for each in ours)


def test_examples_are_marked_and_fill_only_what_the_source_leaves_open() -> None:
    for slug in ("chengcheng2012", "shiyan2011"):
        for key, timeline in DEMO.pack(slug).timelines.items():
            for each in timeline:
                if each.example:
                    assert each.cite.startswith("示例"), each
                    assert value(slug, key, each.from_) is None, f"{key} is stated by a source"


def test_no_key_is_registered_that_no_pack_states() -> None:
    """Counting what rules beyond the documents say (`beyond/`): they are what the format is measured by."""
    stated = {registry().find(each.key) for each in every_value(library([BEYOND]))}
    assert set(registry().keys.values()) == stated


def test_open_figures_stay_open_and_say_so() -> None:
    for slug, key in (
        ("chengcheng2012", "reply_limit.boundary"),
        ("chengcheng2012", "authority.limit.branch"),
        ("shiyan2011", "authority.limit.county"),
        ("rcb_p1", "authority.limit.branch"),
        ("shiyan2011", "vote.share"),
    ):
        open_value = in_force(SHIPPED.pack(slug), key, date(2012, 9, 1))
        assert (open_value.is_set, open_value.stated) == (False, True)
        with pytest.raises(NotSet, match=key.replace(".", r"\.")):
            required(SHIPPED.pack(slug), key, date(2012, 9, 1))


def test_nothing_holds_before_the_plan() -> None:
    before = in_force(SHIPPED.pack("chengcheng2012"), "reply_limit.small_loan", date(2012, 8, 24))
    assert (before.is_set, before.stated) == (False, False)
    assert value("chengcheng2012", "reply_limit.small_loan", date(2012, 8, 25)) == 3


def test_unknown_names_are_refused() -> None:
    with pytest.raises(PackError, match="moon"):
        in_force(SHIPPED.pack("shiyan2011"), "moon.phase", date(2012, 1, 1))
    with pytest.raises(PackError, match="moon2012"):
        SHIPPED.pack("moon2012")


# What the documents say


@pytest.mark.parametrize(
    ("slug", "key", "expected", "unit"),
    [
        ("shiyan2011", "decision_limit.branch", 5, "calendar"),
        ("shiyan2011", "decision_limit.county", 7, "calendar"),
        ("shiyan2011", "decision_limit.city", 15, "calendar"),
        ("shiyan2011", "decision_limit.cross_city_syndicate", 30, "calendar"),
        ("shiyan2011", "clock.basis", "level", "choice"),
        ("shiyan2011", "disclosure.boards_due", date(2011, 3, 31), "date"),
        ("chengcheng2012", "reply_limit.small_loan", 3, "workday"),
        ("chengcheng2012", "reply_limit.large_loan", 7, "workday"),
        ("chengcheng2012", "loan_notice_days", Span(3, 5, 5), "calendar"),
        ("chengcheng2012", "clock.basis", "loan_size", "choice"),
        ("chengcheng2012", "disclosure.board_slots", 16, "number"),
        ("rcb_p1", "line_notice_days", Span(3, 3, 3), "calendar"),
        ("rcb_p1", "flow.foreposting", True, "flag"),
        ("rcb_p1", "survey.min_questionnaires", 6, "number"),
        ("heze2005", "vote.share", Fraction(2, 3), "share"),
        ("heze2005", "grade.thresholds", (("AAA", 85), ("AA", 75), ("A", 60)), "number"),
        ("heze2005", "collection.receipt_limit", 10, "workday"),
        ("heze2005", "decision.may_override", False, "flag"),
        ("heze2005", "extension.max_share.medium", Fraction(1, 2), "share"),
        ("heze2005", "certificate.stop_overdue", 3, "month"),
        ("naxi2011", "large_loan.disclosure_by", Fixed(5, None, 1), "date"),
        ("naxi2011", "large_loan.threshold", None, "yuan"),
        ("plan_annual", "grade.line", None, "yuan"),
        ("plan_annual", "overdue.sue_after", 6, "month"),
        ("rcb_p1", "result.audience", "village", "choice"),
        ("pboc1999", "grade.income_min", (("excellent", 2000), ("good", 1000), ("fair", 500)), "yuan"),
        ("ningdu2010", "line.building_funds", Fraction(4, 5), "share"),
        ("ex_zhongzhou", "grade.line", (("1", 15000), ("2", 10000), ("3", 5000), ("4", 0)), "yuan"),
        ("memo_risk", "panel.change_share", Fraction(2, 3), "share"),
    ],
)
def test_value(slug: str, key: str, expected: object, unit: str) -> None:
    found = in_force(SHIPPED.pack(slug), key, date(2012, 10, 1))
    assert (found.value, found.unit) == (expected, unit)


@pytest.mark.parametrize(("members", "yes", "passes"), [(7, 4, False), (7, 5, True), (6, 4, True)])
def test_a21_two_thirds_as_a_fraction(members: int, yes: int, passes: bool) -> None:
    share = required(SHIPPED.pack("heze2005"), "vote.share", date(2010, 1, 1)).value
    assert (Fraction(yes, members) >= share) == passes


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("survey.aggregate", "trimmed_mean"),
        ("panel.village_size", 5),
        ("panel.cadres_max", 2),
        ("panel.income_band_max", Fraction(3, 2)),
        ("coverage.archive", Fraction(19, 20)),
        ("result.audience", "nobody"),
        ("progress.days", (1, 11, 21)),
    ],
)
def test_value_of_the_deepening_plan(key: str, expected: object) -> None:
    assert value("rcb2015", key, date(2015, 8, 1)) == expected


def test_the_packs_of_the_documents() -> None:
    institutions = {pack.slug for pack in SHIPPED.institutions()}
    assert institutions == {
        "rcb_p1", "shiyan2011", "rcb2015", "chengcheng2012", "naxi2011", "heze2005", "plan_annual",
    }  # fmt: skip
    kinds = {slug: pack.kind for slug, pack in SHIPPED.packs.items() if slug not in institutions}
    assert kinds["pboc1999"] == kinds["cbrc2013"] == "regulation"
    assert {slug for slug, kind in kinds.items() if kind == "practice"} == {
        "ningdu2010", "ex_branch49", "ex_longyou", "ex_zhongzhou", "memo_risk",
    }  # fmt: skip


def test_practices_and_proposals_are_off_until_a_pack_takes_them() -> None:
    taken = {text.slug for pack in SHIPPED.institutions() for text in pack.overlays if text.kind == "practice"}
    assert taken == set()


def test_a_proposal_holds_where_an_institution_takes_it(tmp_path: Path) -> None:
    about = 'name = "甲"\nname_en = "A"\nkind = "institution"\nsource = "x"\noverlays = ["ningdu2010", "defaults"]\n'
    pack = library([write(tmp_path, "mine", pack=about)]).pack("mine")
    found = in_force(pack, "certificate.couple_share", date(2012, 1, 1))
    assert (found.value, found.pack) == (True, "ningdu2010")


def test_the_measures_of_1999_end_where_those_of_2013_begin() -> None:
    assert value("rcb_p1", "micro.max_term", date(2012, 12, 31)) == 12
    assert value("rcb_p1", "micro.max_term", date(2013, 1, 1)) is None


def test_eight_disclosures_and_five_prohibitions() -> None:
    assert len(value("shiyan2011", "disclosure.items", date(2011, 4, 1))) == 8
    assert len(value("shiyan2011", "five_prohibitions", date(2011, 4, 1))) == 5


def test_money_is_exact_and_compares_in_fen() -> None:
    balance = in_force(SHIPPED.pack("heze2005"), "micro.max_balance", date(2010, 1, 1))
    assert (balance.value, balance.fen) == (Decimal(5000), 500_000)
    with pytest.raises(ValueError, match="no amount"):
        _ = in_force(SHIPPED.pack("heze2005"), "vote.share", date(2010, 1, 1)).fen


@pytest.mark.parametrize(
    ("on", "key", "rate"),
    [
        (date(2011, 7, 6), "rate.benchmark.6m_to_1y", 6310),
        (date(2011, 7, 7), "rate.benchmark.6m_to_1y", 6560),
        (date(2014, 11, 22), "rate.benchmark.6m_to_1y", None),
        (date(2014, 11, 22), "rate.benchmark.upto_1y", 5600),
        (date(2026, 11, 22), "rate.lpr.1y", 3000),
        (date(2024, 10, 20), "rate.lpr.5y_plus", 3850),
        (date(2024, 10, 21), "rate.lpr.5y_plus", 3600),
    ],
)
def test_rates_by_date(on: date, key: str, rate: int | None) -> None:
    assert value("chengcheng2012", key, on) == rate


# Overlays (Q44)


def test_regulation_begins_on_its_day() -> None:
    assert value("rcb_p1", "application.oral", date(2012, 12, 31)) is True
    assert value("rcb_p1", "application.oral", date(2013, 1, 1)) is False
    assert value("heze2005", "extension.repeatable", date(2012, 12, 31)) is True
    assert value("heze2005", "extension.repeatable", date(2013, 1, 1)) is False


def test_stricter_institution_rule_stays() -> None:
    inspection = in_force(SHIPPED.pack("heze2005"), "inspection.full_every", date(2014, 1, 1))
    assert (inspection.value, inspection.pack) == (12, "heze2005")
    assert [(each.pack, each.value) for each in inspection.beside] == [("cbrc2013", 24)]


def test_lists_of_both_apply_without_doubles() -> None:
    items = in_force(SHIPPED.pack("shiyan2011"), "disclosure.items", date(2013, 6, 1))
    assert [term.code for term in items.value][-1] == "integrity"
    assert len(items.value) == 9
    assert "实施方案" in items.cite
    assert "农户贷款管理办法" in items.cite


@pytest.mark.parametrize(
    ("on", "days", "unit"),
    [
        (date(2012, 3, 31), None, "calendar"),
        (date(2012, 4, 1), 15, "workday"),
        (date(2020, 2, 29), 15, "workday"),
        (date(2020, 3, 1), 15, "calendar"),
    ],
)
def test_complaint_rule_of_the_day(on: date, days: int | None, unit: str) -> None:
    found = in_force(SHIPPED.pack("shiyan2011"), "complaint.decide_limit", on)
    assert (found.value, found.unit) == (days, unit)


def test_defaults_fill_gaps_and_never_override() -> None:
    on = date(2013, 6, 1)
    inspection = in_force(SHIPPED.pack("shiyan2011"), "first_inspection_limit", on)
    assert (inspection.value, inspection.default) == (30, True)
    assert [each.pack for each in inspection.beside] == ["cbrc2013"]
    assert not in_force(SHIPPED.pack("heze2005"), "decision.may_lower", on).default


# Several folders


def write(folder: Path, slug: str, **files: str) -> Path:
    (folder / slug).mkdir(parents=True)
    for name, text in files.items():
        (folder / slug / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder


def test_own_folder_replaces_single_keys(tmp_path: Path) -> None:
    own = write(
        tmp_path,
        "chengcheng2012",
        own="[reply_limit.boundary]\nvalues = [{ from = 2012-08-25, value = 80000, cite = '会议纪要' }]\n",
    )
    pack = library([own]).pack("chengcheng2012")
    assert required(pack, "reply_limit.boundary", date(2013, 1, 1)).fen == 8_000_000
    assert required(pack, "reply_limit.small_loan", date(2013, 1, 1)).value == 3
    assert pack.digest != SHIPPED.pack("chengcheng2012").digest


def test_own_folder_adds_a_pack(tmp_path: Path) -> None:
    about = 'name = "甲社"\nname_en = "A"\nkind = "institution"\nsource = "章程"\noverlays = ["defaults"]\n'
    pack = library([write(tmp_path, "mine", pack=about)]).pack("mine")
    assert in_force(pack, "notice.roll", date(2026, 1, 1)).value == "next_workday"


@pytest.mark.parametrize(
    ("about", "says"),
    [
        ('name = "甲社"\n', "missing or unknown"),
        ('name = "甲"\nname_en = "A"\nkind = "club"\nsource = "x"\n', "kind"),
        ('name = "甲"\nname_en = "A"\nkind = "institution"\nsource = "x"\noverlays = ["moon"]\n', "moon"),
        ('name = "甲"\nname_en = "A"\nkind = "institution"\nsource = "x"\noverlays = ["rcb_p1"]\n', "rcb_p1"),
    ],
)
def test_wrong_description_of_a_pack_is_refused(tmp_path: Path, about: str, says: str) -> None:
    with pytest.raises(PackError, match=says) as refused:
        library([write(tmp_path, "mine", pack=about)])
    assert "mine/pack.toml" in str(refused.value)


def test_key_in_two_files_is_refused(tmp_path: Path) -> None:
    table = "[vote.min_members]\nvalues = [{ from = 2012-08-25, value = 5, cite = 'x' }]\n"
    with pytest.raises(PackError, match=r"two\.toml: vote\.min_members stands twice"):
        library([write(tmp_path, "chengcheng2012", one=table, two=table)])


def test_same_files_same_digest() -> None:
    assert {pack.digest for pack in library().packs.values()} == {
        pack.digest for pack in SHIPPED.packs.values()
    }


# Products


@pytest.mark.parametrize("slug", ["chengcheng2012", "shiyan2011"])
def test_six_kinds_complete_in_both_languages(slug: str) -> None:
    pack = SHIPPED.pack(slug)
    offered = products(pack, date(2013, 1, 1))
    assert [product.key for product in offered] == KINDS
    for product in offered:
        assert product.amount.max is None, "no source states an amount"
        assert product.materials
        assert product.stages
        facts = [product.who, product.purpose, product.term, product.guarantee, product.repayment]
        facts += [
            product.how_to_apply,
            product.introduction,
            *product.borrower_notes,
            *product.guarantor_notes,
        ]
        assert all(fact.zh and fact.en and fact.cite for fact in facts)
        assert all(in_force(pack, key, date(2013, 1, 1)).is_set for key in product.limit_keys)


def test_product_amounts_of_the_demonstration_are_marked() -> None:
    for product in products(DEMO.pack("chengcheng2012"), date(2026, 1, 1)):
        assert product.amount.example
        assert product.amount.max
        assert product.amount.cite.startswith("示例")


def test_products_begin_with_the_plan() -> None:
    assert products(SHIPPED.pack("chengcheng2012"), date(2012, 8, 24)) == []


# Showing


def test_show_lists_every_value_in_force() -> None:
    pack, on = SHIPPED.pack("chengcheng2012"), date(2013, 1, 1)
    rows = {row[0]: row for row in show.show(pack, on)}
    assert len(rows) == len(all_in_force(pack, on))
    assert rows["loan_notice_days"][3] == "3-5 (5)"
    assert rows["reply_limit.boundary"][3] == "not set"
    assert rows["reply_limit.boundary"][7] == "not set"


def test_values_in_words() -> None:
    base = in_force(SHIPPED.pack("heze2005"), "vote.share", date(2010, 1, 1))
    cases = [
        ("2/3", base),
        ("60%", replace(base, value=Fraction(3, 5))),
        ("6.31", replace(base, value=6310, unit="rate")),
        ("30,000", replace(base, value=Decimal(30_000), unit="yuan")),
        ("yes", replace(base, value=True, unit="flag")),
        ("甲；乙", replace(base, value=(Text("甲", "A"), Term("b", "乙", "B")), unit="text")),
        ("AAA 85; A 60", replace(base, value=(("AAA", 85), ("A", 60)), unit="number")),
        ("大户：20,000", replace(base, value=(Row((), "大户", "Large", Decimal(20_000)),), unit="yuan")),
        ("次月5日前", replace(base, value=Fixed(5, None, 1), unit="date")),
        ("每年12月31日前", replace(base, value=Fixed(31, 12, 0), unit="date")),
        ("2011-05-10 聘请", replace(base, value=Milestone("聘请", "Hired", None, date(2011, 5, 10)), unit="date")),
        ("-", replace(base, value=(), unit="text")),
    ]
    for expected, each in cases:
        assert show.words(each) == expected
    assert show.words(cases[5][1], "en") == "A; B"


def test_diff_of_two_days_names_what_changed() -> None:
    pack = SHIPPED.pack("shiyan2011")
    changes = {
        change.key: change for change in diff((pack, date(2020, 2, 29)), (pack, date(2020, 3, 1)))
    }
    limit = changes["complaint.decide_limit"]
    assert limit.before is not None
    assert limit.after is not None
    assert (limit.before.unit, limit.after.unit) == ("workday", "calendar")
    assert "decision_limit.branch" not in changes
    assert diff((pack, date(2020, 3, 1)), (pack, date(2020, 3, 1))) == []


def test_check_tells_open_figures_examples_and_faults(tmp_path: Path) -> None:
    today = date(2026, 11, 22)
    found = [finding.message % finding.params for finding in show.check([examples()], today=today)]
    assert any("reply_limit.boundary" in line and "example" in line for line in found)
    assert any("heze2005: authority.limit.branch" in line and "not set" in line for line in found)
    assert not any(finding.fatal for finding in show.check(today=today))
    broken = write(
        tmp_path, "chengcheng2012", own="[moon]\nvalues = [{ from = 2012-08-25, value = 1, cite = 'x' }]\n"
    )
    assert [finding.fatal for finding in show.check([broken], today=today)] == [True]


# Products and procedures of an institution's own


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('template = "quick"', 'template = "slow"', "names the stage template slow"),
        ('limit_keys = ["product_limit.goat_loan"], ends', 'limit_keys = ["moon.phase"], ends', r"limit moon\.phase"),
        ('key = "pledge"', 'key = "mortgage"', r"product_limit\.pledge names a product"),
    ],
)
def test_what_a_procedure_names_must_be_there(tmp_path: Path, old: str, new: str, says: str) -> None:
    shutil.copytree(BEYOND / "hillbank", tmp_path / "hillbank")
    file = tmp_path / "hillbank" / "products.toml"
    file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(PackError, match=says) as refused:
        library([tmp_path])
    assert "hillbank/" in str(refused.value)
