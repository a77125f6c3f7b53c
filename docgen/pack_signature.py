"""Signatures of packs: Ed25519 over the manifest, in a file of its own beside the pack.

The library of the trade does the signing; it is installed with ``clausier[signature]``. Without it
packs are still made, read and checked by their hashes.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from importlib.util import find_spec
from typing import TYPE_CHECKING

from insertion.errors import InvalidInput, Refused, WrongUsage, fault

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (
        Ed25519PrivateKey,
        Ed25519PublicKey,
    )

SUFFIX = ".sig"
MAX_SIGNATURE = 4_000  # bytes of a signature or of a key: far above either
_CONTEXT = b"clausier pack/1\n"  # what is signed can be taken for nothing else
_FORM = re.compile(
    r"signature: ed25519\nkey: (?P<key>[0-9a-f]{64})\nvalue: (?P<value>[A-Za-z0-9+/=]{88})\n"
)


def new_key(password: bytes | None) -> tuple[bytes, bytes]:
    """Return a fresh private key, under ``password`` when there is one, and its public key (PEM).

    Raises:
        WrongUsage: when the signing library is not installed.
    """
    _require_library()
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415 - an extra
    from cryptography.hazmat.primitives.asymmetric import ed25519  # noqa: PLC0415

    made = ed25519.Ed25519PrivateKey.generate()
    protection: serialization.KeySerializationEncryption = (
        serialization.BestAvailableEncryption(password)
        if password
        else serialization.NoEncryption()
    )
    private = made.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, protection
    )
    public = made.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return private, public


def sign(manifest: bytes, private_key: bytes, password: bytes | None, place: str) -> bytes:
    """Return the signature file of a manifest; ``place`` is the key's file, for messages.

    Raises:
        InvalidInput: when the key cannot be read, or its password is not the right one.
        WrongUsage: when the signing library is not installed.
    """
    key = _private(private_key, password, place)
    value = base64.b64encode(key.sign(_CONTEXT + manifest)).decode()
    print_ = _print_of(key.public_key())
    return f"signature: ed25519\nkey: {print_}\nvalue: {value}\n".encode()


def check_signature(manifest: bytes, signature: bytes, public_key: bytes, place: str) -> str:
    """Return the fingerprint of the key, once it is proved to have signed this manifest.

    Raises:
        InvalidInput: when the signature or the key cannot be read.
        Refused: when the signature is of another key, or of another manifest.
        WrongUsage: when the signing library is not installed.
    """
    _require_library()
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - an extra

    key = _public(public_key, place)
    try:
        found = _FORM.fullmatch(signature.decode("ascii"))
    except UnicodeDecodeError:
        found = None
    if found is None:
        raise InvalidInput([fault("SIGNATURE_ILLISIBLE", place)])
    own = _print_of(key)
    if found["key"] != own:
        raise Refused([fault("SIGNATURE_AUTRE_CLE", place, found=found["key"], expected=own)])
    try:
        key.verify(base64.b64decode(found["value"], validate=True), _CONTEXT + manifest)
    except (InvalidSignature, binascii.Error) as error:
        raise Refused([fault("SIGNATURE_FAUSSE", place)]) from error
    return own


def key_fingerprint(public_key: bytes, place: str) -> str:
    """Return the SHA-256 of a public key, which two people can read to each other.

    Raises:
        InvalidInput: when it is not an Ed25519 public key.
    """
    return _print_of(_public(public_key, place))


def needs_password(private_key: bytes) -> bool:
    """Tell whether a private key is under a password."""
    return b"ENCRYPTED PRIVATE KEY" in private_key


def _print_of(key: Ed25519PublicKey) -> str:
    return hashlib.sha256(key.public_bytes_raw()).hexdigest()


def _private(content: bytes, password: bytes | None, place: str) -> Ed25519PrivateKey:
    _require_library()
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415 - an extra
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric import ed25519  # noqa: PLC0415

    try:
        key = serialization.load_pem_private_key(content, password)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise InvalidInput([fault("CLE_ILLISIBLE", place)]) from error
    if not isinstance(key, ed25519.Ed25519PrivateKey):
        raise InvalidInput([fault("CLE_ILLISIBLE", place)])
    return key


def _public(content: bytes, place: str) -> Ed25519PublicKey:
    _require_library()
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415 - an extra
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric import ed25519  # noqa: PLC0415

    try:
        key = serialization.load_pem_public_key(content)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise InvalidInput([fault("CLE_ILLISIBLE", place)]) from error
    if not isinstance(key, ed25519.Ed25519PublicKey):
        raise InvalidInput([fault("CLE_ILLISIBLE", place)])
    return key


def _require_library() -> None:
    if find_spec("cryptography") is None:
        raise WrongUsage([fault("SIGNATURE_INDISPONIBLE", "clausier[signature]")])
