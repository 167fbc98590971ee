"""`python -m samples --county 431230 --rows 20000 --out DIR` writes the lists and the truth."""

import argparse
import csv
from pathlib import Path

from samples import county
from samples.counties import TONGDAO


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--county", default=TONGDAO)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    made = county(given.seed, given.rows, given.county)
    files = {
        "（务工月监测）已外出务工信息_20260302.xlsx": made.poverty_register(),
        "转移就业台账.xlsx": made.transfer_list(),
        "参保名单.csv": made.social_insurance(),
    }
    for name, data in files.items():
        (given.out / name).write_bytes(data)
    with (given.out / "truth.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["list", "person", "row", "flaws"])
        for listed, people in made.truth.rows.items():
            for person, rows in people.items():
                for row in rows:
                    flaws = "|".join(made.truth.flaws.get((listed, row), []))
                    writer.writerow([listed, person, row, flaws])


if __name__ == "__main__":
    main()
