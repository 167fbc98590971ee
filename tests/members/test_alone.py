"""Every member by itself: what it declares is all it needs, and no other deployable comes along."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.members import environments
from tests.members.environments import MEMBERS, PACKAGES, ROOT, SERVICES

pytestmark = pytest.mark.tools
# Every module that can be imported without being run.
IMPORT_ALL = """
import importlib, pkgutil, sys
package = importlib.import_module(sys.argv[1])
for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
    if not module.name.endswith("__main__") and ".migrations" not in module.name:
        importlib.import_module(module.name)
"""
FOUND = (
    "import importlib.util as u, sys; print(*[name for name in sys.argv[1:] if u.find_spec(name)])"
)
DEPLOYABLES = {*SERVICES, "wengang", "samples", "onebox"}
# The gateway's tests sign in as an outside program does: with the client.
BESIDE = {"gateway": ["--package", "wengang-client"]}


@pytest.mark.parametrize("member", MEMBERS)
def test_a_member_imports_with_nothing_but_what_it_declares(
    member: str, alone: Callable[[str], Path], tmp_path: Path
) -> None:
    done = environments.python(alone(member), "-c", IMPORT_ALL, PACKAGES[member], cwd=tmp_path)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("member", MEMBERS)
def test_no_other_deployable_comes_along(
    member: str, alone: Callable[[str], Path], tmp_path: Path
) -> None:
    asked = DEPLOYABLES | {PACKAGES[member]}
    done = environments.python(alone(member), "-c", FOUND, *asked, cwd=tmp_path)
    assert done.stdout.split() == [PACKAGES[member]]


@pytest.mark.parametrize("member", MEMBERS)
def test_what_is_installed_is_what_is_here(member: str, alone: Callable[[str], Path]) -> None:
    """Also on the second build with a cache, after the sources changed."""
    source = ROOT / MEMBERS[member] / "src" / PACKAGES[member]
    [packages] = alone(member).glob("lib/python*/site-packages")
    assert contents(packages / PACKAGES[member]) == contents(source)


def contents(package: Path) -> dict[Path, bytes]:
    files = (path for path in package.rglob("*") if path.is_file() and path.suffix != ".pyc")
    return {path.relative_to(package): path.read_bytes() for path in files}


@pytest.mark.parametrize("service", SERVICES)
def test_a_services_tests_pass_where_no_other_service_is_installed(
    service: str, tmp_path: Path
) -> None:
    environment = tmp_path / "environment"
    environments.sync(environment, *environments.words_of(service), *BESIDE.get(service, ()))
    environments.sync(environment, "sync", "--frozen", "--inexact", "--only-group", "dev")
    words = ["-m", "pytest", f"tests/{service}", "-n", "2", "-q", "-p", "no:cacheprovider"]
    words += ["-m", "not long and not tools"]
    told = {name: os.environ[name] for name in ("TEST_ADMIN_URL", "TEST_HOME")}
    done = environments.python(environment, *words, cwd=ROOT, **told)
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr
