# ruff: noqa: INP001 - a script that is run, not a package
"""Makes `data/working_days.csv` from the PyPI package chinesecalendar (MIT).

    python -m venv calendar-env && calendar-env/bin/pip install chinesecalendar==1.11.0
    calendar-env/bin/python schemas/tools/extract_calendar.py

Writes public holidays and make-up working days; every other day follows its weekday. After a new
version: change VERSION here, SOURCE and HORIZON in `schemas/calendars.py`.
"""

import csv
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

VERSION = "1.11.0"
TARGET = Path(__file__).parents[1] / "src/schemas/data/working_days.csv"


def main() -> None:
    if version("chinesecalendar") != VERSION:
        raise SystemExit(f"chinesecalendar {VERSION} is needed")
    source = import_module("chinese_calendar.constants")
    names = {each.value: each.chinese for each in source.Holiday}
    rows = [(day.isoformat(), "off", names[name]) for day, name in source.holidays.items()]
    rows += [(day.isoformat(), "working", names[name]) for day, name in source.workdays.items()]
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        file.write(f"# source: PyPI chinesecalendar {VERSION} (MIT), from State Council notices\n")
        file.write("# off: public holiday; working: weekend that is worked in exchange\n")
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("day", "kind", "holiday"))
        writer.writerows(sorted(rows))


if __name__ == "__main__":
    main()
