"""Pictures from outside: small, upright, written anew with nothing else in the file than the picture."""

from __future__ import annotations

import hashlib
from io import BytesIO
from pathlib import Path
from typing import IO, TYPE_CHECKING

from workflow.kernel.errors import HouseError, Invalid, N_

if TYPE_CHECKING:
    from PIL.Image import Image

_PIECE = 1 << 18
_MOST_WIDE, _MOST_HIGH = 240, 300
_QUALITY = 72
#: A picture that unpacks to more is no photo of a face.
MOST_PIXELS = 50_000_000
#: What a phone takes and what it keeps of a screen; every other decoder stays shut (SVG, EPS, PDF, TIFF …).
_TAKEN = ("JPEG", "PNG", "WEBP")
_LAYERED = ("JPEG", "MPO")
#: Only a JPEG can be read at a smaller size at once; anything else must unpack whole.
MOST_PIXELS_WHOLE = 16_000_000
#: A picture that comes in layers has a dozen; each more makes the reader begin anew, over the whole picture.
_MOST_LAYERS, _LAYER = 64, b"\xff\xda"
#: Enough to read the smallest line of an identity card that fills half of the picture.
_LONG_EDGE, _PHOTO_QUALITY = 2600, 78
#: A JPEG is unpacked at once to the smallest half, quarter or eighth that is not smaller than this: to make it smaller
#: afterwards would cost more than all the rest.
_SHORT_OF_LONG = 1600


def digest(sent: IO[bytes]) -> str:
    """SHA-256 of what was sent (64 hex digits), read piece by piece."""
    found = hashlib.sha256()
    sent.seek(0)
    while piece := sent.read(_PIECE):
        found.update(piece)
    return found.hexdigest()


def portrait(file: Path) -> tuple[bytes, tuple[int, int]]:
    """A JPEG of at most 240 × 300 and its size; Invalid for what is no picture. What a camera adds is left out."""
    from PIL import Image, ImageOps, UnidentifiedImageError  # only the command that takes photos in needs it

    try:
        with Image.open(file) as opened:
            if opened.width * opened.height > MOST_PIXELS:
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


def photograph(sent: bytes) -> tuple[bytes, tuple[int, int]]:
    """A photo as it may be kept: a JPEG of our own writing and its size, from a JPEG, PNG or WebP of any camera.

    Decoded and encoded anew, so that neither place nor device nor anything hidden behind the picture comes along.
    Invalid for what is no such picture, for one that is cut off, and for one that unpacks to more than a photo has.
    """
    from PIL import Image, UnidentifiedImageError  # only whoever takes a photo in needs it

    try:
        with Image.open(BytesIO(sent), formats=_TAKEN) as opened:
            if opened.format in _LAYERED and sent.count(_LAYER) > _MOST_LAYERS:
                raise Invalid(N_("This picture is too large."))
            return _written(_upright(_read(opened)))
    except (HouseError, MemoryError):
        raise
    except UnidentifiedImageError as error:
        raise Invalid(N_("This is no photo: please send a JPEG, PNG or WebP picture.")) from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Invalid(N_("This picture is too large.")) from error
    except Exception as error:  # a decoder of hostile bytes may stumble over anything
        raise Invalid(N_("This picture is damaged or was cut off on the way. Please send it again.")) from error


def _read(opened: Image) -> Image:
    """The picture unpacked; how large it would be is judged first, and a large JPEG is unpacked smaller."""
    pixels = opened.width * opened.height
    if pixels > (MOST_PIXELS if opened.format in _LAYERED else MOST_PIXELS_WHOLE):
        raise Invalid(N_("This picture is too large."))
    part = min(1, _SHORT_OF_LONG / max(opened.size))
    opened.draft("RGB", (int(opened.width * part), int(opened.height * part)))
    opened.load()
    opened.thumbnail((_LONG_EDGE, _LONG_EDGE))  # before anything copies it
    return opened


def _upright(picture: Image) -> Image:
    """Turned as the camera was held; what it wrote about that may itself be damaged."""
    from PIL import ImageOps

    try:
        return ImageOps.exif_transpose(picture)
    except Exception:  # the picture is good; only the note beside it is not
        return picture


def _written(picture: Image) -> tuple[bytes, tuple[int, int]]:
    from PIL import Image

    plain = Image.new("RGB", picture.size, "white")
    if picture.mode == "RGB":
        plain.paste(picture)
    else:
        coloured = picture.convert("RGBA")
        plain.paste(coloured, mask=coloured.getchannel("A"))
    packed = BytesIO()
    plain.save(packed, "JPEG", quality=_PHOTO_QUALITY)
    return packed.getvalue(), plain.size
