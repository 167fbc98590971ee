"""`python -m samples --county 431230 --rows 20000 --out DIR` writes the lists, the truth apart."""

import argparse
import csv
from pathlib import Path

from samples.counties import County, county
from samples.lists import INSURANCE, REGISTER, TRANSFER
from samples.profiles import PROFILES, TONGDAO

LISTS = (REGISTER, TRANSFER, INSURANCE)
TRUTH_COLUMNS = ("person", *(f"rows in {listed}" for listed in LISTS), "flaws", "verified")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--county", default=TONGDAO, choices=sorted(PROFILES))
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    made = county(given.seed, given.rows, given.county)
    files = {
        "（务工月监测）已外出务工信息_20260302.xlsx": made.poverty_register(),
        "转移就业台账.xlsx": made.transfer_list(),
        "转移就业台账（更正）.xlsx": made.correction(),
        "参保名单.csv": made.social_insurance(),
    }
    for name, data in files.items():
        (given.out / name).write_bytes(data)
    write_truth(made, given.out / "truth.csv")


def write_truth(made: County, path: Path) -> None:
    """A line a person: where each list speaks of them, its flaws, and whether the city insures."""
    truth = made.truth
    people = sorted({person for listed in LISTS for person in truth.rows[listed]})
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(TRUTH_COLUMNS)
        for person in people:
            places = {listed: truth.rows[listed].get(person, []) for listed in LISTS}
            flaws = [
                f"{listed}:{row}:{flaw}"
                for listed, rows in places.items()
                for row in rows
                for flaw in truth.flaws.get((listed, row), [])
            ]
            cells = [" ".join(map(str, rows)) for rows in places.values()]
            writer.writerow([person, *cells, " ".join(flaws), person in truth.verified])


if __name__ == "__main__":
    main()
