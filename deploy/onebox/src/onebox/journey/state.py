"""What the journey remembers between starts, so that a killed one goes on where it was."""

import json
from pathlib import Path
from typing import Any

FACTS = "journey.json"
RESULT = "result.json"
SIGN_INS = "sign-ins.json"
ADMINISTRATOR = "administrator.json"


class State:
    """Files of `directory`, each written whole and readable by its owner alone.

    `journey.json`: finished steps and the facts that later steps build on. `result.json`: the
    figures of the closing table. `sign-ins.json`: a list of objects `username`, `password`,
    `role_zh`, `role_en`, `region`, `region_name`.
    """

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._kept: dict[str, Any] = self._read(FACTS, {"steps": [], "facts": {}})
        self.result: dict[str, Any] = self._read(RESULT, {})

    @property
    def steps(self) -> list[str]:
        return list(self._kept["steps"])

    def finish(self, step: str) -> None:
        self._kept["steps"].append(step)
        self._write(RESULT, self.result)
        self._write(FACTS, self._kept)

    def fact(self, name: str) -> Any:
        return self._kept["facts"].get(name)

    def remember(self, **facts: Any) -> None:
        self._kept["facts"].update(facts)
        self._write(FACTS, self._kept)

    @property
    def sign_ins(self) -> list[dict[str, str]]:
        found: list[dict[str, str]] = self._read(SIGN_INS, [])
        return found

    def keep_sign_in(self, sign_in: dict[str, str]) -> None:
        others = [one for one in self.sign_ins if one["username"] != sign_in["username"]]
        self._write(SIGN_INS, [*others, sign_in])

    def administrator(self) -> dict[str, str]:
        found: dict[str, str] = self._read(ADMINISTRATOR, {})
        return found

    def _read(self, name: str, default: Any) -> Any:
        try:
            return json.loads((self.directory / name).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return default

    def _write(self, name: str, value: object) -> None:
        fresh = self.directory / f".{name}.new"
        fresh.touch(mode=0o600)
        fresh.write_text(json.dumps(value, ensure_ascii=False, indent=2), encoding="utf-8")
        fresh.replace(self.directory / name)
