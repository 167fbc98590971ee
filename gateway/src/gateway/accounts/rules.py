"""Who may administer what: an administrator, within the regions of that role."""

from collections.abc import Iterable, Mapping
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from schemas.regions import subtree
from schemas.roles import RoleName
from servicekit.access import Principal


def administers(principal: Principal, regions: Iterable[str]) -> bool:
    """Every region lies within one where the caller is administrator."""
    own = [subtree(role.region) for role in principal.roles if role.name is RoleName.ADMINISTRATOR]
    return all(
        any(lo <= from_ and to <= hi for lo, hi in own)
        for from_, to in (subtree(region) for region in regions)
    )


def public_keys(jwks: Mapping[str, Any]) -> dict[str, Any] | None:
    """The key set with nothing but public EC P-256 keys; None when it holds anything else."""
    keys = jwks.get("keys")
    if not isinstance(keys, list) or not 1 <= len(keys) <= 10:  # noqa: PLR2004 - ten keys at most
        return None
    kept = [_public_key(key) for key in keys]
    return {"keys": kept} if all(kept) else None


def _public_key(key: object) -> dict[str, Any] | None:
    if not isinstance(key, dict) or key.get("kty") != "EC" or key.get("crv") != "P-256":
        return None
    if "d" in key:
        return None
    try:
        public: dict[str, Any] = dict(ECKey.import_key(key).as_dict(private=False))
    except (JoseError, ValueError, TypeError):
        return None
    return public
