"""`python -m bench start`, `python -m bench imports [--long]`: one command a figure."""

import argparse

from bench import imports, start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("figure", choices=("start", "imports"))
    parser.add_argument("--long", action="store_true", help="up to 1 million rows")
    parser.add_argument("--rows", type=int, default=20_000)
    given = parser.parse_args()
    if given.figure == "start":
        start.main(given.rows)
    else:
        imports.main(long=given.long)


if __name__ == "__main__":
    main()
