"""Reading a PDF back as people and machines do: its words, its codes, the print itself at 300 dots an inch."""

from __future__ import annotations

import os
import subprocess
from io import BytesIO

import pypdfium2
import zxingcpp
from PIL.Image import Image

DPI = 300
MM_PER_POINT = 25.4 / 72


def pages(pdf: bytes) -> list[str]:
    """The words of each page."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_bounded() for page in document]


def words(pdf: bytes) -> str:
    """All words without the blanks that setting put between them."""
    return "".join("".join(pages(pdf)).split())


def printed(pdf: bytes, page: int = 0) -> Image:
    """A page as a printer puts it on paper."""
    with pypdfium2.PdfDocument(pdf) as document:
        return document[page].render(scale=DPI / 72, grayscale=True).to_pil()


def codes(picture: Image) -> list[str]:
    """What every QR code on a print says."""
    return [found.text for found in zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)]


def recognised(picture: Image, share: float) -> str:
    """What an eye for Chinese print makes of the upper part of a print, without blanks."""
    file = BytesIO()
    picture.crop((0, 0, picture.width, round(picture.height * share))).save(file, "PNG")
    command = ["tesseract", "-", "-", "-l", "chi_sim", "--dpi", str(DPI), "--psm", "4"]
    alone = os.environ | {"OMP_THREAD_LIMIT": "1"}  # several threads are slower, many times so on a busy machine
    done = subprocess.run(command, input=file.getvalue(), env=alone, capture_output=True, check=True)
    return "".join(done.stdout.decode().split())


def size(pdf: bytes) -> tuple[int, int]:
    """Width and height of the first page in mm."""
    with pypdfium2.PdfDocument(pdf) as document:
        width, height = document[0].get_size()
    return round(width * MM_PER_POINT), round(height * MM_PER_POINT)


def height_of(pdf: bytes, text: str) -> float:
    """How tall the first sign of a text is drawn where it first stands, in mm."""
    with pypdfium2.PdfDocument(pdf) as document:
        page = document[0].get_textpage()
        at = page.search(text).get_next()
        _left, bottom, _right, top = page.get_charbox(at[0])
    return float(top - bottom) * MM_PER_POINT
