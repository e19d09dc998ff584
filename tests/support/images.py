"""The pictures of the house that no designer sends: `python -m tests.support.images` draws them anew.

The share image (1200 × 630, what a chat shows beside a link) says the name in the same type as the papers; the icons
are the sun of `static/icons/sun.svg` for programs that take no SVG.
"""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from PIL.ImageDraw import ImageDraw as Pen
from pylopdf_fonts_zh_cn import __file__ as fonts

ICONS = Path(__file__).parents[2] / "static" / "icons"
FONT = Path(fonts).parent / "NotoSerifSC-Regular.otf"
PAPER, SUN, RAY, FIELD, INK = "#fff7ea", "#c8470f", "#e08a1e", "#4d7a46", "#3a2a1c"
RAYS = ((16, 3.5, 16, 6.5), (6.3, 7.5, 8.4, 9.6), (25.7, 7.5, 23.6, 9.6), (2.8, 17, 5.8, 17), (26.2, 17, 29.2, 17))
_FINE = 4  # drawn so many times larger, then made smaller: smooth edges


def sun(size: int) -> Image.Image:
    """The sun over the fields, `size` pixels wide and high."""
    step = size * _FINE / 32
    image = Image.new("RGB", (size * _FINE, size * _FINE), PAPER)
    _draw_sun(ImageDraw.Draw(image), step, (0, 0))
    return image.resize((size, size), Image.Resampling.LANCZOS)


def _draw_sun(pen: Pen, step: float, at: tuple[float, float]) -> None:
    def point(x: float, y: float) -> tuple[float, float]:
        return at[0] + x * step, at[1] + y * step

    for x1, y1, x2, y2 in RAYS:
        pen.line([point(x1, y1), point(x2, y2)], fill=RAY, width=round(2 * step))
    pen.pieslice([point(8.5, 12.5), point(23.5, 27.5)], 180, 360, fill=SUN)
    pen.rectangle([point(0, 20), point(32, 32)], fill=FIELD)
    for x, y in ((9, 32), (23, 32), (16, 32), (1.5, 28), (30.5, 28)):
        pen.line([point(16, 20), point(x, y)], fill="#b9c9a9", width=max(1, round(0.8 * step)))


def share() -> Image.Image:
    """What a chat shows beside a link."""
    image = Image.new("RGB", (1200, 630), PAPER)
    image.paste(sun(300), (90, 165))
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 606, 1200, 630), fill=FIELD)
    pen.text((450, 165), "阳光信贷", font=ImageFont.truetype(str(FONT), 132), fill=SUN)
    pen.text((456, 350), "贷给谁、多少钱、几天办完，都在这里公开", font=ImageFont.truetype(str(FONT), 36), fill=INK)
    pen.text((456, 415), "Sunshine Credit: lending in public view", font=ImageFont.truetype(str(FONT), 34), fill=INK)
    return image


def drawn() -> dict[str, Image.Image]:
    """Every picture by its file name, in few colours so that it stays light."""
    every = {"share.png": share(), "sun-32.png": sun(32), "sun-192.png": sun(192)}
    return {name: image.quantize(48, dither=Image.Dither.NONE) for name, image in every.items()}


def main() -> None:
    for name, image in drawn().items():
        image.save(ICONS / name, optimize=True)


if __name__ == "__main__":
    main()
