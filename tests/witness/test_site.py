"""A hostile or broken site: a witness says what is wrong in words, keeps its time and memory, and follows nobody."""

from __future__ import annotations

import datetime
import ssl
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.support.server import free_port
from workflow import cli
from workflow.witness import site as sites
from workflow.witness.bundles import address, fetched
from workflow.witness.site import Site, Unreachable

Serve = Callable[..., str]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """`serve(body, status=200, location=None, tls=None, sleep=0)` gives the address of a site that says only that."""
    running: list[HTTPServer] = []

    def start(body: bytes = b"", *, status: int = 200, location: str | None = None, tls: ssl.SSLContext | None = None,
              silent: bool = False) -> str:  # fmt: skip
        class Canned(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if silent:
                    threading.Event().wait(0.5)
                    return
                self.send_response(status)
                if location:
                    self.send_header("Location", location)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                pass

        server = HTTPServer(("127.0.0.1", 0), Canned)
        if tls:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        running.append(server)
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        return f"{'https' if tls else 'http'}://127.0.0.1:{server.server_port}"

    yield start
    for server in running:
        server.shutdown()
        server.server_close()


def told(url: str, path: str = "/log/checkpoint", **more: float) -> str:
    with pytest.raises(Unreachable) as caught:
        Site(url, **more).get(path).json()
    return str(caught.value)


def test_it_works(serve: Serve) -> None:
    assert Site(serve(b'{"a": 1}')).get("/x").json() == {"a": 1}


def test_nobody_there() -> None:
    assert "cannot be reached" in told(f"http://127.0.0.1:{free_port()}")


def test_a_redirect_is_not_followed(serve: Serve) -> None:
    assert "follows nobody" in told(serve(status=302, location="http://elsewhere.example/"))


def test_a_giant_answer_is_not_taken(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sites, "MOST_BYTES", 1000)
    assert "over 1000 bytes" in told(serve(b"x" * 5000))


def test_an_error_page(serve: Serve) -> None:
    assert "answered 500" in told(serve(status=500))


@pytest.mark.parametrize("body", [b"", b"<html>", b"[1]", b"[" * 100_000, b"\xff\xfe"])
def test_what_is_no_object_is_said(serve: Serve, body: bytes) -> None:
    assert "should be" in told(serve(body))


def test_silence(serve: Serve) -> None:
    assert "gave no answer" in told(serve(silent=True), seconds=0.2)


def test_an_unknown_certificate(serve: Serve, tmp_path: Path) -> None:
    assert "certificate" in told(serve(tls=stranger(tmp_path)))


def test_no_tls_where_it_should_be(serve: Serve) -> None:
    assert "no secure connection" in told(serve(b"x").replace("http:", "https:"))


@pytest.mark.parametrize("url", ["credit.example", "ftp://credit.example", "file:///etc/passwd", "https://", ""])
def test_what_is_no_address(url: str) -> None:
    assert "not an address" in told(url)


@pytest.mark.parametrize("body", [b"\x00", b"\x00\x05abc", b"\x00\x01a"])
def test_a_bundle_that_is_not_one(serve: Serve, body: bytes) -> None:
    with pytest.raises(Unreachable):
        list(fetched(Site(serve(body)), 0, 2))


def test_a_bundle_is_cut_where_the_last_look_ended(serve: Serve) -> None:
    assert list(fetched(Site(serve(b"\x00\x01a\x00\x01b\x00\x01c")), 2, 3)) == [(2, [b"c"])]


def test_addresses_are_those_of_the_specification() -> None:
    assert address(1234067, 256) == "x001/x234/067"
    assert address(5, 12) == "005.p/12"


class TestTheCommand:
    def test_no_address(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert cli.main(["witness"]) == 2
        assert "say --url and --state" in capsys.readouterr().out

    def test_it_could_not_look(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        words = ["witness", "--url", f"http://127.0.0.1:{free_port()}", "--state", str(tmp_path)]
        assert cli.main(words) == 3
        assert "could not look" in capsys.readouterr().out
        assert cli.main([*words, "--json"]) == 3
        assert capsys.readouterr().out.startswith('{"unknown"')

    def test_a_folder_without_a_witness(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert cli.main(["witness", "compare", str(tmp_path / "a"), str(tmp_path / "b")]) == 3
        assert "holds no witness's state" in capsys.readouterr().out


def stranger(folder: Path) -> ssl.SSLContext:
    """The TLS of a server whose certificate nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(now).not_valid_after(now + datetime.timedelta(days=1))
    plain = serialization.NoEncryption()
    pem = serialization.Encoding.PEM
    path = folder / "stranger.pem"
    path.write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
        + made.sign(key, hashes.SHA256()).public_bytes(pem)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context
