"""Paper: a typst template and plain values become a PDF that screen readers read, archives keep and anyone can repeat.

Values reach a template as JSON input and are only ever shown, never run: markup in a name is a name. The fonts come
with the house (nothing of the machine is used), so the same values give the same bytes everywhere. `print_pdf` works in
a process of its own, because a serving worker has no room for the typesetter and its fonts.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from functools import cache
from io import BytesIO
from typing import IO, TYPE_CHECKING, Any

import segno

from workflow.base import assets
from workflow.kernel.errors import Invalid, N_

if TYPE_CHECKING:
    from typst import PDFStandard

PATIENCE_SECONDS = 60
_LACKING = re.compile(r'the text `"(.*?)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")

Values = Mapping[str, Any]


class MissingCharacters(Invalid):
    """The fonts lack characters of these values: nothing is printed with a hole in a name."""

    def __init__(self, characters: str) -> None:
        named = ", ".join(f"{each} (U+{ord(each):04X})" for each in characters)
        super().__init__(
            N_("Our fonts lack these characters, so nothing was printed: %(characters)s"), characters=named
        )
        self.characters = characters


def typeset(template: str, values: Values, *, made_at: datetime) -> bytes:
    """The PDF of `templates/paper/<template>.typ` with `values`, dated `made_at`: the same bytes every time.

    Costs some 50 MB of memory in this process; MissingCharacters names what no font of ours has.
    """
    import typst  # 40 ms and a typesetter's memory: only where something is printed

    folder = assets.folder("templates") / "paper"
    # For archives and for screen readers: tagged, the fonts inside, every character with its meaning.
    standards: list[PDFStandard] = ["a-2a", "ua-1"]
    try:
        made = typst.compile(
            str(folder / f"{template}.typ"), root=str(folder), font_paths=_fonts(), ignore_system_fonts=True,
            format="pdf", pdf_standards=standards, timestamp=made_at.replace(microsecond=0),
            sys_inputs={"values": json.dumps(values, ensure_ascii=False)},
        )  # fmt: skip
    except typst.TypstError as error:
        raise _refusal(error.diagnostic) or error from error
    return made


@cache
def _fonts() -> Any:
    """Noto Sans and Serif SC, the second standing in for what the first lacks."""
    import pylopdf_fonts_zh_cn as fonts
    import typst

    folder = str(fonts.sans_path().parent)
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])


def _refusal(diagnostic: str) -> MissingCharacters | None:
    lacking = [_ESCAPED.sub(lambda code: chr(int(code[1], 16)), text) for text in _LACKING.findall(diagnostic)]
    return MissingCharacters("".join(dict.fromkeys("".join(lacking)))) if lacking else None


def print_pdf(template: str, values: Values, *, made_at: datetime) -> bytes:
    """`typeset` in a process of its own, for serving workers; the same answers and refusals."""
    order = _order(template, values, made_at)
    done = subprocess.run(
        _COMMAND, input=order, capture_output=True, timeout=PATIENCE_SECONDS, env=_environment(), check=False
    )
    return _answer(BytesIO(done.stdout))


class Press:
    """A typesetter's process for a run of papers, ended with the run; one that fails is started anew."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Press:
        return self

    def __exit__(self, *_error: object) -> None:
        self._end()

    def print_pdf(self, template: str, values: Values, *, made_at: datetime) -> bytes:
        """`typeset` in this process; the same answers and refusals."""
        if self._process is None:
            self._process = subprocess.Popen(
                _COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=_environment()
            )
        patience = threading.Timer(PATIENCE_SECONDS, self._process.kill)  # a reader of a pipe waits for ever
        patience.start()
        try:
            self._process.stdin.write(_order(template, values, made_at))  # type: ignore[union-attr] # both are pipes
            self._process.stdin.flush()  # type: ignore[union-attr]
            return _answer(self._process.stdout)  # type: ignore[arg-type]
        except (OSError, RuntimeError):
            self._end()
            raise
        finally:
            patience.cancel()

    def _end(self) -> None:
        process, self._process = self._process, None
        if process:
            with suppress(OSError):
                process.communicate()


_COMMAND = (sys.executable, "-m", "workflow.carriers.paper")
_MADE, _LACKS = b"made", b"lacks"


def _environment() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}


def _order(template: str, values: Values, made_at: datetime) -> bytes:
    """One line."""
    return json.dumps({"template": template, "values": values, "made_at": made_at.isoformat()}).encode() + b"\n"


def _answer(replies: IO[bytes]) -> bytes:
    """What the process answered: a line with the kind and length, then the PDF or the characters that no font has."""
    kind, _blank, length = replies.readline().partition(b" ")
    content = replies.read(int(length or 0))
    if kind == _LACKS:
        raise MissingCharacters(content.decode())
    if kind != _MADE or len(content) != int(length):
        raise RuntimeError("the typesetter's process failed")
    return content


def _serve(orders: IO[bytes], replies: IO[bytes]) -> None:
    """Typeset what is ordered, a line each, until no more is."""
    for line in orders:
        order = json.loads(line)
        made_at = datetime.fromisoformat(order["made_at"])
        try:
            kind, content = _MADE, typeset(order["template"], order["values"], made_at=made_at)
        except MissingCharacters as refusal:
            kind, content = _LACKS, refusal.characters.encode()
        replies.write(b"%b %d\n" % (kind, len(content)) + content)
        replies.flush()


def qr(address: str) -> str:
    """A QR code of an address as SVG, with its quiet zone, for `image` in a template."""
    drawn = BytesIO()
    segno.make(address, error="m").save(drawn, kind="svg", border=3, xmldecl=False)
    return drawn.getvalue().decode()


if __name__ == "__main__":
    _serve(sys.stdin.buffer, sys.stdout.buffer)
