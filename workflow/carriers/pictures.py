"""Pictures for public pages: small, upright, with nothing else in the file than the picture."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from workflow.kernel.errors import Invalid, N_

_MOST_WIDE, _MOST_HIGH = 240, 300
_QUALITY = 72
#: A picture that unpacks to more is no photo of a face.
_MOST_PIXELS = 50_000_000


def portrait(file: Path) -> tuple[bytes, tuple[int, int]]:
    """A JPEG of at most 240 × 300 and its size; Invalid for what is no picture. What a camera adds is left out."""
    from PIL import Image, ImageOps, UnidentifiedImageError  # only the command that takes photos in needs it

    try:
        with Image.open(file) as opened:
            if opened.width * opened.height > _MOST_PIXELS:
                raise Invalid(N_("This picture is too large."))
            upright = ImageOps.exif_transpose(opened).convert("RGB")
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as error:
        raise Invalid(N_("%(file)s is no picture that can be read."), file=file.name) from error
    upright.thumbnail((_MOST_WIDE, _MOST_HIGH))
    plain = Image.new("RGB", upright.size)
    plain.paste(upright)
    packed = BytesIO()
    plain.save(packed, "JPEG", quality=_QUALITY, optimize=True)
    return packed.getvalue(), plain.size
