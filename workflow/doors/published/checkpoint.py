"""What the log says about itself, signed: size and root in a note that any C2SP reader can check."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from workflow.kernel.errors import Invalid, N_

ED25519 = b"\x01"
KEY_ID_BYTES = 4
SIZE = re.compile(r"0|[1-9][0-9]{0,17}")
SIGNATURE_MARK = "\N{EM DASH} "


@dataclass(frozen=True)
class Checkpoint:
    """The log named `origin` holds `size` leaves under this root; `notes` are further signed lines."""

    origin: str
    size: int
    root: bytes
    notes: tuple[str, ...] = ()


def checkpoint_text(origin: str, size: int, root: bytes, *notes: str) -> str:
    """The text that is signed: one line each for origin, size, root in base64 and every note."""
    lines = (origin, str(size), base64.b64encode(root).decode(), *notes)
    if any(not line or "\n" in line for line in lines):
        raise ValueError("a checkpoint's lines are single and not empty")
    return "".join(f"{line}\n" for line in lines)


def sign_checkpoint(private_key: Ed25519PrivateKey, name: str, text: str) -> str:
    """The signed note: the text, an empty line, the signature line of `name`."""
    return f"{text}\n{signature_line(private_key, name, text)}"


def signature_line(private_key: Ed25519PrivateKey, name: str, text: str) -> str:
    """One signature line; a further signer (a witness) adds theirs below a signed note."""
    signed = key_id(private_key.public_key(), name) + private_key.sign(text.encode())
    return f"{SIGNATURE_MARK}{name} {base64.b64encode(signed).decode()}\n"


def verifier_key(public_key: Ed25519PublicKey, name: str) -> str:
    """The public key as people exchange it: ``name+key id+base64``."""
    _check_name(name)
    key = base64.b64encode(ED25519 + _raw(public_key)).decode()
    return f"{name}+{key_id(public_key, name).hex()}+{key}"


def read_verifier_key(line: str) -> tuple[Ed25519PublicKey, str]:
    """The key and its holder's name; Invalid when the line is not a well-formed Ed25519 verifier key."""
    name, _, rest = line.strip().partition("+")
    identity, _, encoded = rest.partition("+")
    blob = _decoded(encoded)
    if blob[:1] != ED25519 or len(blob) != 33:
        raise Invalid(N_("This is not a verifier key."))
    public_key = Ed25519PublicKey.from_public_bytes(blob[1:])
    if key_id(public_key, name).hex() != identity:
        raise Invalid(N_("The verifier key of %(name)s does not fit its identity."), name=name)
    return public_key, name


def open_checkpoint(public_key: Ed25519PublicKey, name: str, note: str) -> Checkpoint:
    """What the note says, once the signature of `name` holds; Invalid when it does not."""
    text, gap, signatures = note.partition("\n\n")
    if not gap or not _signed(public_key, name, f"{text}\n", signatures):
        raise Invalid(N_("The checkpoint does not bear a valid signature of %(name)s."), name=name)
    return read_checkpoint(f"{text}\n")


def read_checkpoint(text: str) -> Checkpoint:
    """The parts of a checkpoint's text, without any look at signatures; Invalid when it is not one."""
    origin, size, encoded, *notes = [*text.split("\n\n")[0].rstrip("\n").split("\n"), "", ""]
    root = _decoded(encoded)
    if not SIZE.fullmatch(size) or len(root) != hashlib.sha256().digest_size:
        raise Invalid(N_("This is not a checkpoint."))
    return Checkpoint(origin, int(size), root, tuple(notes[:-2]))


def key_id(public_key: Ed25519PublicKey, name: str) -> bytes:
    """Four bytes that tell whose signature a line claims to be."""
    _check_name(name)
    return hashlib.sha256(name.encode() + b"\n" + ED25519 + _raw(public_key)).digest()[:KEY_ID_BYTES]


def _signed(public_key: Ed25519PublicKey, name: str, text: str, signatures: str) -> bool:
    wanted = f"{SIGNATURE_MARK}{name} "
    lines = (line for line in signatures.split("\n") if line.startswith(wanted))
    blobs = (_decoded(line.removeprefix(wanted)) for line in lines)
    identity = key_id(public_key, name)
    return any(_holds(public_key, text, blob) for blob in blobs if blob[:KEY_ID_BYTES] == identity)


def _holds(public_key: Ed25519PublicKey, text: str, blob: bytes) -> bool:
    try:
        public_key.verify(blob[KEY_ID_BYTES:], text.encode())
    except InvalidSignature:
        return False
    return True


def _check_name(name: str) -> None:
    if not name or "+" in name or any(sign.isspace() for sign in name):
        raise ValueError("a signer's name has neither spaces nor a plus sign")


def _raw(public_key: Ed25519PublicKey) -> bytes:
    return public_key.public_bytes(Encoding.Raw, PublicFormat.Raw)


def _decoded(encoded: str) -> bytes:
    """The bytes, or none when it is not base64: a verifier meets hostile text."""
    try:
        return base64.b64decode(encoded, validate=True)
    except ValueError:
        return b""
