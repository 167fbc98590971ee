"""What the Dockerfile says of each stage, with what its base says before it."""

import json
import re
import shlex
from dataclasses import dataclass, field
from pathlib import Path

STARTS = re.compile(r"^FROM (?P<base>\S+) AS (?P<name>\S+)$")


@dataclass
class Image:
    """A stage: its instructions in order, `(word, rest)`, and the stage it stands on."""

    base: "Image | None"
    steps: list[tuple[str, str]] = field(default_factory=list)

    def said(self, instruction: str) -> list[str]:
        before = self.base.said(instruction) if self.base else []
        return before + [rest for word, rest in self.steps if word == instruction]

    def words(self, instruction: str) -> list[str]:
        """Of the last ENTRYPOINT or CMD in its JSON form; none where there is none."""
        said = self.said(instruction)
        words: list[str] = json.loads(said[-1]) if said else []
        return words

    def environment(self) -> dict[str, str]:
        pairs = (word.partition("=") for line in self.said("ENV") for word in shlex.split(line))
        return {name: value for name, _, value in pairs}


def read(path: Path) -> dict[str, Image]:
    made: dict[str, Image] = {}
    current = Image(None)
    for line in _joined(path.read_text()):
        if opened := STARTS.match(line):
            current = made[opened["name"]] = Image(made.get(opened["base"]))
        else:
            word, _, rest = line.partition(" ")
            current.steps.append((word, rest))
    return made


def _joined(text: str) -> list[str]:
    """Lines without comments, continued ones as one."""
    kept = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    return [line for line in re.sub(r"\s*\\\n\s*", " ", kept).splitlines() if line]
