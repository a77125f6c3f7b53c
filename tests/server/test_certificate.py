"""The certificate of a server for oneself: for this computer alone, short, private, renewed."""

from __future__ import annotations

import ipaddress
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from clausier.server_certificate import given_certificate, own_certificate, trust_steps
from insertion.errors import InvalidInput
from tests.server.serving import serving

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)


def read(path: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(path.read_bytes())


def test_it_is_for_this_computer_and_no_longer_than_browsers_allow(tmp_path: Path):
    made = own_certificate(tmp_path, NOW)
    leaf = read(made.chain)
    names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["localhost"]
    assert set(names.get_values_for_type(x509.IPAddress)) == {
        ipaddress.ip_address("127.0.0.1"), ipaddress.ip_address("::1"),
    }  # fmt: skip
    assert leaf.not_valid_after_utc - leaf.not_valid_before_utc <= timedelta(days=397)
    assert leaf.not_valid_before_utc < NOW < leaf.not_valid_after_utc
    leaf.verify_directly_issued_by(read(made.authority))


def test_its_authority_can_imitate_no_other_site(tmp_path: Path):
    authority = read(own_certificate(tmp_path, NOW).authority)
    limits = authority.extensions.get_extension_for_class(x509.NameConstraints)
    assert limits.critical
    assert x509.DNSName("localhost") in (limits.value.permitted_subtrees or [])


def test_its_keys_are_read_by_their_owner_alone(tmp_path: Path):
    own_certificate(tmp_path / "serveur", NOW)
    for key in (tmp_path / "serveur").glob("*.cle"):
        assert key.stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "serveur").stat().st_mode & 0o077 == 0


def test_it_is_kept_then_renewed_under_the_same_authority(tmp_path: Path):
    first = own_certificate(tmp_path, NOW)
    assert first.fresh_authority
    before, authority = read(first.chain), first.authority.read_bytes()
    kept = own_certificate(tmp_path, NOW + timedelta(days=365))
    assert read(kept.chain) == before
    later = NOW + timedelta(days=367)
    renewed = own_certificate(tmp_path, later)
    assert not renewed.fresh_authority
    assert renewed.authority.read_bytes() == authority
    assert read(renewed.chain).not_valid_after_utc > later + timedelta(days=300)


def test_an_authority_about_to_end_is_replaced_and_its_trust_asked_again(tmp_path: Path):
    first = own_certificate(tmp_path, NOW)
    old = read(first.authority)
    again = own_certificate(tmp_path, old.not_valid_after_utc - timedelta(days=10))
    assert again.fresh_authority
    assert read(again.authority).subject != old.subject
    read(again.chain).verify_directly_issued_by(read(again.authority))


@pytest.mark.parametrize("name", ["autorite.pem", "autorite.cle", "localhost.pem", "localhost.cle"])
def test_a_damaged_file_is_made_again(name: str, tmp_path: Path):
    made = own_certificate(tmp_path, NOW)
    (tmp_path / name).write_text("abîmé", encoding="utf-8")
    again = own_certificate(tmp_path, NOW)
    assert again.fresh_authority is name.startswith("autorite")
    read(again.chain).verify_directly_issued_by(read(again.authority))
    ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(again.chain, made.key)


def test_the_files_of_an_administrator_must_go_together(tmp_path: Path):
    one, other = own_certificate(tmp_path / "a", NOW), own_certificate(tmp_path / "b", NOW)
    assert given_certificate(one.chain, one.key) == (one.chain, one.key)
    for chain, key in (
        (one.chain, other.key),
        (one.chain, tmp_path / "absent"),
        (one.key, one.key),
    ):
        with pytest.raises(InvalidInput) as caught:
            given_certificate(chain, key)
        assert [each.code for each in caught.value.faults] == ["CERTIFICAT_ILLISIBLE"]


@pytest.mark.parametrize(
    ("system", "word"),
    [
        ("win32", "addstore Root"),
        ("darwin", "add-trusted-cert"),
        ("linux", "update-ca-certificates"),
    ],
)
def test_each_system_is_told_how_to_trust_it(system: str, word: str):
    assert any(word in each for each in trust_steps(Path("autorite.pem"), system))


def test_a_server_started_plainly_answers_over_https_with_it(tmp_path: Path):
    with serving(tmp_path, "--travailleurs", "2", key=False) as started:
        assert started.address.startswith("https://localhost:")
        health = started.client.get("/sante").json()
        assert health == {"etat": "ok", "version": "0.1.0", "xlwings": "sans clé"}
        said = (tmp_path / "sortie.txt").read_text(encoding="utf-8")
        assert "XLWINGS_LICENSE_KEY" in said
        assert "une seule fois" in started.log()
