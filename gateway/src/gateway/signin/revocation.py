"""RFC 7009: a client takes back a token that it was given."""

from collections.abc import Mapping
from datetime import UTC, datetime

from gateway.signin import grants, queries, tokens
from gateway.signin.errors import invalid_client
from gateway.signin.forms import required
from gateway.signin.sessions import as_sign_in
from servicekit import clock
from servicekit.context import Context

KNOWN = frozenset(
    {"token", "token_type_hint", "client_id", "client_assertion_type", "client_assertion"}
)


async def revoke(context: Context, signer: grants.Signer, found: Mapping[str, str]) -> None:
    """Raises OAuthError when the client is not known; says nothing about foreign tokens."""
    token = required(dict(found), "token")
    client_id = await _client_id(context, found)
    try:
        outer = tokens.read_outer(signer.keys, token, issuer=signer.issuer, at=clock.now())
    except tokens.TokenRefused:
        return
    if outer.client_id != client_id:
        return
    async with as_sign_in(context) as session:
        until = datetime.fromtimestamp(outer.expires_at, UTC)
        await grants.revoke_token(session, outer.token_id, until=until)


async def _client_id(context: Context, found: Mapping[str, str]) -> str:
    if "client_assertion" in found:
        return (await grants.authenticated_client(context, found)).id
    async with as_sign_in(context) as session:
        client = await queries.active_client(session, required(dict(found), "client_id"))
    if client is None or client.kind != "public":
        raise invalid_client("unknown client, or one that must authenticate")
    return client.id
