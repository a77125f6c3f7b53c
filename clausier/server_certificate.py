"""The certificate of a server for oneself: made at the first start, renewed before it expires.

Excel only opens a pane served over HTTPS by an authority it trusts. The authority made here lives
on this computer and may sign for this computer alone: its certificate says so (name constraints),
so that its key, if it were stolen, could imitate no other site.
"""

from __future__ import annotations

import ipaddress
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from clausier.private_files import write_private
from insertion.errors import InvalidInput, fault

LEAF_DAYS = 397
"""Browsers refuse a longer one."""
AUTHORITY_DAYS = 3650
RENEWED_BEFORE = timedelta(days=30)
NAMES = ("localhost",)
ADDRESSES = (ipaddress.ip_network("127.0.0.1/32"), ipaddress.ip_network("::1/128"))
_HOUR = timedelta(hours=1)  # clocks of two computers, or a clock set back, must not refuse it


@dataclass(frozen=True, slots=True)
class Certificate:
    """Where the files are; ``fresh_authority`` asks for the trust of the computer again."""

    chain: Path
    key: Path
    authority: Path
    fresh_authority: bool


def own_certificate(folder: Path, now: datetime | None = None) -> Certificate:
    """Return the certificate of this computer, made or renewed if need be.

    Raises:
        InvalidInput: when its folder cannot be written.
    """
    now = now or datetime.now(UTC)
    authority, authority_key = folder / "autorite.pem", folder / "autorite.cle"
    chain, key = folder / "localhost.pem", folder / "localhost.cle"
    signer = _kept(authority, authority_key, now)
    fresh = signer is None
    if signer is None:
        signer = _new_authority(now)
        _keep(authority, authority_key, [signer[0]], signer[1])
    leaf = None if fresh else _kept(chain, key, now)
    if leaf is None or leaf[0].issuer != signer[0].subject:
        made = _new_leaf(signer, now)
        _keep(chain, key, [made[0], signer[0]], made[1])
    return Certificate(chain, key, authority, fresh)


Pair = tuple[x509.Certificate, ec.EllipticCurvePrivateKey]


def _kept(certificate: Path, key: Path, now: datetime) -> Pair | None:
    """Return a pair of the folder, or None when it is missing, damaged or about to expire."""
    try:
        found = x509.load_pem_x509_certificate(certificate.read_bytes())
        secret = load_pem_private_key(key.read_bytes(), None)
    except (OSError, ValueError):
        return None
    ends_late = found.not_valid_after_utc - RENEWED_BEFORE > now
    if not (isinstance(secret, ec.EllipticCurvePrivateKey) and ends_late):
        return None
    return (found, secret) if found.public_key() == secret.public_key() else None


def _keep(
    path: Path, key: Path, certificates: list[x509.Certificate], secret: ec.EllipticCurvePrivateKey
) -> None:
    form = PrivateFormat.PKCS8
    write_private(key, secret.private_bytes(Encoding.PEM, form, NoEncryption()))
    write_private(path, b"".join(each.public_bytes(Encoding.PEM) for each in certificates))


def _new_authority(now: datetime) -> Pair:
    secret = ec.generate_private_key(ec.SECP256R1())
    serial = x509.random_serial_number()
    # Its own name each time: two authorities of one name confuse the stores of Windows and macOS.
    name = _name(f"clausier, ce poste seulement ({serial:x})"[:60])
    builder = _builder(name, name, secret, now, AUTHORITY_DAYS, serial)
    permitted = [*map(x509.DNSName, NAMES), *map(x509.IPAddress, ADDRESSES)]
    usage = _usage(signs_certificates=True)
    made = (
        builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.NameConstraints(permitted, None), critical=True)
        .add_extension(
            x509.SubjectKeyIdentifier.from_public_key(secret.public_key()), critical=False
        )
        .sign(secret, hashes.SHA256())
    )
    return made, secret


def _new_leaf(signer: Pair, now: datetime) -> Pair:
    authority, authority_key = signer
    secret = ec.generate_private_key(ec.SECP256R1())
    days = min(LEAF_DAYS - 1, (authority.not_valid_after_utc - now).days)
    serial = x509.random_serial_number()
    builder = _builder(_name("localhost"), authority.subject, secret, now, days, serial)
    addresses = [x509.IPAddress(each.network_address) for each in ADDRESSES]
    names = x509.SubjectAlternativeName([*map(x509.DNSName, NAMES), *addresses])
    issuer_key = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key())
    made = (
        builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(names, critical=False)
        .add_extension(issuer_key, critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    return made, secret


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    secret: ec.EllipticCurvePrivateKey,
    now: datetime,
    days: int,
    serial: int,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(secret.public_key())
        .serial_number(serial)
        .not_valid_before(now - _HOUR)
        .not_valid_after(now + timedelta(days=days))
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def given_certificate(chain: Path, key: Path) -> tuple[Path, Path]:
    """Return the two files of an administrator, once they were seen to go together.

    Raises:
        InvalidInput: when they cannot serve.
    """
    try:
        # A key under a password would ask for it on the terminal: it is refused instead.
        ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(chain, key, lambda: "")
    except (OSError, ValueError) as error:
        detail = (
            "fichier absent ou illisible"
            if isinstance(error, FileNotFoundError)
            else ("les deux fichiers ne vont pas ensemble, ou la clé a un mot de passe")
        )
        place = f"{chain.name}, {key.name}"
        raise InvalidInput([fault("CERTIFICAT_ILLISIBLE", place, detail=detail)]) from error
    return chain, key


def trust_steps(authority: Path, system: str) -> tuple[str, ...]:
    """Return the commands that make a computer trust the authority, for a ``sys.platform``."""
    if system == "win32":
        return (f'certutil -user -addstore Root "{authority}"',)
    if system == "darwin":
        chain = "~/Library/Keychains/login.keychain-db"
        return (f'security add-trusted-cert -r trustRoot -k {chain} "{authority}"',)
    return (
        f'sudo install -m 644 "{authority}" /usr/local/share/ca-certificates/clausier.crt',
        "sudo update-ca-certificates",
        f'certutil -d sql:$HOME/.pki/nssdb -A -t "C,," -n clausier -i "{authority}"',
    )
