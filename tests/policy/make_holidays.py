"""Make `workflow/policy/holidays/<year>.json` from the chinesecalendar package and the notices it follows.

Run `python -m tests.policy.make_holidays` when the package knows a new year and its notice stands in NOTICES;
the tests make the files again and compare. A document number stands only where the notice itself was read.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from chinese_calendar.constants import holidays, workdays

from workflow.policy.calendar import checksum

FOLDER = Path(__file__).parents[2] / "workflow" / "policy" / "holidays"
TITLE = "国务院办公厅关于{}年部分节假日安排的通知"
OCCASIONS = {
    "New Year's Day": "new_year",
    "Spring Festival": "spring_festival",
    "Tomb-sweeping Day": "qingming",
    "Labour Day": "labour_day",
    "Dragon Boat Festival": "dragon_boat",
    "Mid-autumn Festival": "mid_autumn",
    "National Day": "national_day",
    "Anti-Fascist 70th Day": "victory_70",
}
LAST_SETTLED = "{}-12-28"
"""The notice of a year has so far named days of the December before from the 29th on."""

GOV = "https://www.gov.cn/zhengce/zhengceku/"
NOTICES: Mapping[int, tuple[str | None, tuple[str, ...]]] = {
    2007: (None, ("2008-03/28/content_1761.htm",)),
    2008: (None, ("2008-03/28/content_1645.htm",)),
    2009: ("国办发明电〔2008〕42号", ("2008-12/10/content_1572.htm",)),
    2010: ("国办发明电〔2009〕27号", ("2009-12/08/content_1476.htm",)),
    2011: ("国办发明电〔2010〕40号", ("2010-12/10/content_1423.htm",)),
    2012: ("国办发明电〔2011〕45号", ("2011-12/06/content_1411.htm",)),
    2013: (None, ("2012-12/10/content_1353.htm",)),
    2014: ("国办发明电〔2013〕28号", ("2014-01/02/content_1194.htm",)),
    2015: (None, ("2014-12/16/content_9302.htm", "2015-05/13/content_9742.htm")),
    2016: ("国办发明电〔2015〕18号", ("2015-12/10/content_10394.htm",)),
    2017: (None, ("2016-12/01/content_5141603.htm",)),
    2018: (None, ("2017-11/30/content_5243579.htm",)),
    2019: (None, ("2018-12/06/content_5346276.htm", "2019-03/22/content_5375877.htm")),
    2020: (
        "国办发明电〔2019〕16号、国办发明电〔2020〕1号",
        ("2019-11/21/content_5454164.htm", "2020-01/27/content_5472352.htm"),
    ),
    2021: (None, ("2020-11/25/content_5564127.htm",)),
    2022: (None, ("2021-10/25/content_5644835.htm",)),
    2023: (None, ("2022-12/08/content_5730844.htm",)),
    2024: (None, ("202310/content_6911528.htm",)),
    2025: ("国办发明电〔2024〕12号", ("202411/content_6986383.htm",)),
    2026: ("国办发明电〔2025〕7号", ("202511/content_7047091.htm",)),
}


def content(year: int) -> dict[str, Any]:
    """One year's file."""
    number, pages = NOTICES[year]
    made = {
        "year": year,
        "source": {
            "title": TITLE.format(year),
            "number": number,
            "href": [GOV + page for page in pages],
            "data": "chinesecalendar 1.11.0 (MIT), checked against holiday-cn of 2026-08-07 (MIT)",
        },
        "settled_to": LAST_SETTLED.format(year),
        "days_off": _days(holidays, year),
        "makeup_days": _days(workdays, year),
    }
    return {**made, "sha256": checksum(made)}


def _days(named: Mapping[date, Any], year: int) -> dict[str, str]:
    return {
        on.isoformat(): OCCASIONS[name] for on, name in sorted(named.items()) if notice_year(on, name) == year
    }


def notice_year(on: date, name: str) -> int:
    """The year whose notice names a date: New Year's Day reaches into the December before."""
    return on.year + (on.month == 12 and name == "New Year's Day")


def as_text(made: Mapping[str, Any]) -> str:
    """The file as it is stored."""
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for year in NOTICES:
        (FOLDER / f"{year}.json").write_text(as_text(content(year)), encoding="utf-8")
