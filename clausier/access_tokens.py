"""Tokens of colleagues: made here, shown once, kept only as fingerprints.

A token is « clausier_<identifiant>_<secret> »: the identifier finds the line of the file, so that
one fingerprint is computed and not one for each colleague.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from clausier.private_files import server_folder, write_private
from insertion import vocabulary
from insertion.errors import InvalidInput, WrongUsage, fault

MARK = "clausier"
VERSION = 1
LONGEST_NAME = 60
_COST = {"n": 2**13, "r": 8, "p": 1, "dklen": 32}
"""Of scrypt: some 20 ms and 8 MB. The secret has 256 random bits, so no dictionary helps."""


@dataclass(frozen=True, slots=True)
class Access:
    """One colleague's line: a name, the day of the token, and what recognises it."""

    nom: str
    identifiant: str
    sel: str
    empreinte: str
    cree_le: str


def default_file() -> Path:
    """Return the file of the tokens when none is named."""
    return server_folder() / "acces.json"


def read_accesses(path: Path) -> tuple[Access, ...]:
    """Return the tokens of a file; a file that is not there has none.

    Raises:
        InvalidInput: when it cannot be read.
    """
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        return tuple(Access(**each) for each in kept["acces"])
    except FileNotFoundError:
        return ()
    except OSError as error:
        detail = "le système a refusé l'accès"
        raise InvalidInput([fault("ACCES_ILLISIBLE", str(path), detail=detail)]) from error
    except (ValueError, KeyError, TypeError) as error:
        detail = "ce n'est pas un fichier de jetons de clausier"
        raise InvalidInput([fault("ACCES_ILLISIBLE", str(path), detail=detail)]) from error


def add_access(path: Path, name: str) -> str:
    """Make a token for a colleague, keep its fingerprint and return it: it is never seen again.

    Raises:
        WrongUsage: when the name is empty, too long or already has a token.
    """
    bare = " ".join(name.split())
    if not 0 < len(bare) <= LONGEST_NAME or not bare.isprintable():
        detail = f"Un nom a de 1 à {LONGEST_NAME} caractères visibles."
        command = "clausier serveur acces ajouter"
        raise WrongUsage([fault("COMMANDE_INCORRECTE", "NOM", detail=detail, command=command)])
    known = read_accesses(path)
    if _named(known, bare) is not None:
        raise WrongUsage([fault("ACCES_EXISTANT", str(path), name=bare)])
    identifier, secret, salt = (
        secrets.token_hex(6),
        secrets.token_urlsafe(32),
        secrets.token_bytes(16),
    )
    today = datetime.now(UTC).date().isoformat()
    made = Access(bare, identifier, salt.hex(), _fingerprint(secret, salt), today)
    _keep(path, [*known, made])
    return f"{MARK}_{identifier}_{secret}"


def remove_access(path: Path, name: str) -> None:
    """Take a colleague's token back; it is refused at once, by a server under way too.

    Raises:
        WrongUsage: when nobody bears the name.
    """
    known = read_accesses(path)
    found = _named(known, name)
    if found is None:
        raise WrongUsage([fault("ACCES_INCONNU", str(path), name=name)])
    _keep(path, [each for each in known if each is not found])


def _named(known: Sequence[Access], name: str) -> Access | None:
    wanted = vocabulary.folded(name)
    return next((each for each in known if vocabulary.folded(each.nom) == wanted), None)


def _keep(path: Path, accesses: Sequence[Access]) -> None:
    content = {"version": VERSION, "acces": [asdict(each) for each in accesses]}
    write_private(path, json.dumps(content, ensure_ascii=False, indent=1).encode())


def _fingerprint(secret: str, salt: bytes) -> str:
    return hashlib.scrypt(secret.encode(), salt=salt, **_COST).hex()


class TokenBook:
    """The tokens of a running server: read again when their file changes.

    A recognised token is remembered by its digest, for scrypt is slow on purpose and a sheet calls
    thousands of times; what is remembered is forgotten with the file it came from.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._state: tuple[int, int] | None = None
        self._accesses: dict[str, Access] = {}
        self._recognised: set[bytes] = set()

    def refresh(self) -> None:
        """Read the file again if it changed; one that cannot be read admits nobody."""
        try:
            found = self.path.stat()
            state: tuple[int, int] | None = (found.st_mtime_ns, found.st_size)
        except OSError:
            state = None
        if state != self._state:
            try:
                self._accesses = {each.identifiant: each for each in read_accesses(self.path)}
            except InvalidInput:
                self._accesses = {}
            self._recognised = set()
            self._state = state

    def remembers(self, token: str) -> bool:
        """Tell whether a token was recognised since the file last changed; takes microseconds."""
        return _digest(token) in self._recognised

    def recognises(self, token: str) -> bool:
        """Tell whether a token is one of the file's; takes some 20 ms, the same for any secret."""
        # A token taken back while it is being judged is remembered by the old set, then forgotten.
        recognised = self._recognised
        mark, _, rest = token.partition("_")
        identifier, _, secret = rest.partition("_")
        access = self._accesses.get(identifier)
        salt = bytes.fromhex(access.sel) if access else b"\0" * 16
        same = hmac.compare_digest(
            _fingerprint(secret, salt), access.empreinte if access else "0" * 64
        )
        if not (same and access and mark == MARK):
            return False
        recognised.add(_digest(token))
        return True


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()
