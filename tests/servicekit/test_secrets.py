"""Personal values at rest and in logs."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicekit import files, sealing
from servicekit.masking import mask_numbers
from servicekit.rendering import language


@pytest.fixture(scope="module")
def ring(tmp_path_factory: pytest.TempPathFactory) -> sealing.KeyRing:
    path = tmp_path_factory.mktemp("keys") / "keys.json"
    path.write_text(sealing.generate())
    return sealing.load(path)


def test_a_sealed_value_opens_where_it_was_sealed(ring: sealing.KeyRing) -> None:
    assert ring.open(ring.seal("张三".encode(), aad="people|1"), aad="people|1") == "张三".encode()


def test_a_value_moved_to_another_row_does_not_open(ring: sealing.KeyRing) -> None:
    with pytest.raises(sealing.SealBroken):
        ring.open(ring.seal(b"x", aad="people|1"), aad="people|2")


def test_any_flipped_bit_is_noticed(ring: sealing.KeyRing) -> None:
    sealed = ring.seal(b"6222021234567890", aad="a")
    for place in range(len(sealed)):
        broken = bytearray(sealed)
        broken[place] ^= 1
        with pytest.raises(sealing.SealBroken):
            ring.open(bytes(broken), aad="a")


def test_equal_values_have_equal_digests_within_a_kind_only(ring: sealing.KeyRing) -> None:
    assert ring.digest("phone", "13800000000") == ring.digest("phone", "13800000000")
    assert ring.digest("phone", "13800000000") != ring.digest("bank", "13800000000")


async def test_files_are_sealed_on_disk(ring: sealing.KeyRing, tmp_path: Path) -> None:
    store = files.DirectoryStore(tmp_path, ring)
    key = await store.put("身份证".encode(), name="list.csv")

    assert "身份证".encode() not in (tmp_path / key).read_bytes()
    assert await store.get(key) == "身份证".encode()
    await store.delete(key)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("key", ["../x", "/etc/passwd", ".hidden"])
async def test_a_file_key_leads_nowhere_else(
    ring: sealing.KeyRing, tmp_path: Path, key: str
) -> None:
    with pytest.raises(ValueError, match=key.replace(".", r"\.")):
        await files.DirectoryStore(tmp_path, ring).get(key)


@pytest.mark.parametrize(
    "number", ["431230199001011234", "43123019900101123X", "13812345678", "6222021234567890123"]
)
def test_personal_numbers_never_reach_a_log(number: str) -> None:
    assert number not in mask_numbers(f"row {number}, again（{number}）")


@given(st.uuids())
def test_our_own_ids_stay_readable_in_logs(identifier: object) -> None:
    assert mask_numbers(f"id {identifier}") == f"id {identifier}"


@pytest.mark.parametrize(
    ("accepted", "spoken"),
    [
        ("", "zh-CN"),
        ("en", "en"),
        ("zh-CN,en;q=0.9", "zh-CN"),
        ("en-GB;q=0.8, zh;q=0.3", "en"),
        ("fr", "zh-CN"),
        (";;;q=,", "zh-CN"),
        ("en;q=0", "zh-CN"),
    ],
)
def test_the_language_is_the_one_the_caller_prefers(accepted: str, spoken: str) -> None:
    assert language(accepted) == spoken
