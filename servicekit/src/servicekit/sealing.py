"""Personal values at rest: sealed with AES-256-GCM, found again by keyed blind indexes.

A sealed value is `version(1) suite(1) kid(4) nonce(12) ciphertext tag(16)`; header and the
caller's `aad` (table, column, row) are authenticated, so that a value moved to another row does
not open. Suite 1 is AES-256-GCM (NIST SP 800-38D); 2 is kept for SM4-GCM (RFC 8998).
"""

import base64
import hashlib
import hmac
import json
import os
import uuid
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

VERSION = 1
SUITE_AES_256_GCM = 1
HEADER_LENGTH = 6
NONCE_LENGTH = 12


class SealBroken(Exception):
    """The bytes are not a sealed value of this ring, or belong to another row."""


@dataclass(frozen=True)
class KeyRing:
    """Data keys by four-byte id, the current one's id, and the key of the blind indexes."""

    current: bytes
    keys: dict[bytes, AESGCM]
    index_key: bytes

    def seal(self, plaintext: bytes, *, aad: str) -> bytes:
        header = bytes([VERSION, SUITE_AES_256_GCM]) + self.current
        nonce = os.urandom(NONCE_LENGTH)
        return (
            header
            + nonce
            + self.keys[self.current].encrypt(nonce, plaintext, header + aad.encode())
        )

    def open(self, sealed: bytes, *, aad: str) -> bytes:
        header, rest = sealed[:HEADER_LENGTH], sealed[HEADER_LENGTH:]
        if header[:2] != bytes([VERSION, SUITE_AES_256_GCM]) or header[2:] not in self.keys:
            raise SealBroken
        nonce, ciphertext = rest[:NONCE_LENGTH], rest[NONCE_LENGTH:]
        try:
            return self.keys[header[2:]].decrypt(nonce, ciphertext, header + aad.encode())
        except Exception as error:
            raise SealBroken from error

    def digest(self, kind: str, value: str) -> uuid.UUID:
        """128 bits of HMAC-SHA-256 under a key of the kind's own; equal values, equal digests."""
        return uuid.UUID(bytes=self.fingerprint(kind, value.encode())[:16])

    def fingerprint(self, kind: str, data: bytes) -> bytes:
        """32 bytes that tell equal data from other data, and without the key nothing more."""
        key = hmac.digest(self.index_key, kind.encode(), hashlib.sha256)
        return hmac.digest(key, data, hashlib.sha256)


def load(path: Path) -> KeyRing:
    """The ring in `path`: `{"current": "k001", "keys": {"k001": base64}, "index_key": base64}`."""
    stored = json.loads(path.read_text())
    keys = {
        _kid(name): AESGCM(base64.b64decode(encoded)) for name, encoded in stored["keys"].items()
    }
    return KeyRing(_kid(stored["current"]), keys, base64.b64decode(stored["index_key"]))


def generate() -> str:
    """A new ring as the JSON text that `load` reads."""
    name = "k001"
    fresh = {
        "current": name,
        "keys": {name: base64.b64encode(os.urandom(32)).decode()},
        "index_key": base64.b64encode(os.urandom(32)).decode(),
    }
    return json.dumps(fresh)


def _kid(name: str) -> bytes:
    return name.encode().ljust(4, b"\0")[:4]
