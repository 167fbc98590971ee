"""`python -m bench start`, `python -m bench imports [--long]`: one command a figure."""

import argparse

from bench import imports, start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    figures = parser.add_subparsers(dest="figure", required=True)

    starts = figures.add_parser("start", help="cold and warm start of the platform")
    starts.add_argument("--rows", type=int, default=20_000, help="of the journey's lists together")
    starts.add_argument(
        "--clone", action="store_true", help="`make run` in a fresh clone, its environment included"
    )

    rows = figures.add_parser("imports", help="rows a second of the journey's import")
    rows.add_argument("--long", action="store_true", help="up to 1 million rows")
    rows.add_argument("--rows", type=int, action="append", help="this size instead; may repeat")

    given = parser.parse_args()
    if given.figure == "start":
        start.main(given.rows, clone=given.clone)
    else:
        imports.main(given.rows or (imports.LONG if given.long else imports.SIZES))


if __name__ == "__main__":
    main()
