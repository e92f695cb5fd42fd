"""The sizes in which pictures are shown, drawn once when they are uploaded.

A stored picture's name tells its size, "abc-1600x900.webp"; so the names and sizes of its renditions,
"abc-1600x900-640.webp" and so on, follow from its name and its shape, without a query or a look at the files.
"""

import io
import re
import secrets
from dataclasses import dataclass

from PIL import Image, ImageFile, ImageOps

PIXELS = 25_000_000
SIDE = 8_000
LONG_SIDE = 1_600  # of what is kept
QUALITY = 82
STORED_PICTURE = re.compile(r"[A-Za-z0-9_-]{1,100}\.webp")
SIZED = re.compile(r"(?P<stem>.*-(?P<width>\d{1,4})x(?P<height>\d{1,4}))\.webp")


@dataclass(frozen=True)
class Shape:
    """The boxes, in pixels, into which a picture is fitted: filled to the edge, or left whole."""

    boxes: tuple[tuple[int, int], ...]
    is_filled: bool = True


PORTRAIT = Shape(((64, 64), (128, 128), (400, 400)))
WIDE = Shape(((640, 360), (1280, 720)))
LOGO = Shape(((480, 112),), is_filled=False)  # twice the height at which logos are shown


@dataclass(frozen=True)
class Rendition:
    name: str
    width: int
    height: int


class TooLarge(Exception):
    """The picture has more pixels than are worth decoding."""


def redrawn(file) -> bytes:
    """Return a new WebP of the file's first picture, upright, and nothing else that is in the file.

    Raises TooLarge, told by the header, before anything is decoded; for what is no whole JPEG, PNG or
    WebP one of the many exceptions of Pillow.
    """
    # Importing WeasyPrint tells Pillow, for the whole process, to take pictures that are cut off.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    file.seek(0)
    try:
        with Image.open(file, formats=("JPEG", "PNG", "WEBP")) as image:
            if max(image.size) > SIDE or image.width * image.height > PIXELS:
                raise TooLarge
            image.draft("RGB", (LONG_SIDE, LONG_SIDE))  # a JPEG is decoded no larger than needed
            mode = "RGBA" if image.has_transparency_data else "RGB"
            picture = image if image.mode == mode else image.convert(mode)
            # Made small before it is turned: of 25 million pixels each copy takes 100 MB.
            picture.thumbnail((LONG_SIDE, LONG_SIDE))
            ImageOps.exif_transpose(picture, in_place=True)
            picture.info.clear()  # a colour profile would be written again
            return octets_of(picture)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise TooLarge from error


def drawn(octets: bytes, shape: Shape) -> list[tuple[str, bytes]]:
    """Return name and octets of a picture that was drawn anew, under a random name, and of its renditions."""
    with Image.open(io.BytesIO(octets), formats=("WEBP",)) as image:
        name = f"{secrets.token_urlsafe(12)}-{image.width}x{image.height}.webp"
        return [
            (name, octets),
            *((each.name, fitted(image, (each.width, each.height))) for each in renditions(name, shape)),
        ]


def fitted(image, size) -> bytes:
    # Of people more of the head is kept than of what is below.
    return octets_of(ImageOps.fit(image, size, Image.Resampling.LANCZOS, centering=(0.5, 0.4)))


def octets_of(image) -> bytes:
    result = io.BytesIO()
    image.save(result, "WEBP", quality=QUALITY)
    return result.getvalue()


def renditions(name: str, shape: Shape) -> list[Rendition]:
    """Return the renditions of a stored picture, the smallest first; none if its name tells no size."""
    sized = SIZED.fullmatch(name)
    if not sized:
        return []
    size = int(sized["width"]), int(sized["height"])
    sizes = sorted({size_in(box, size, shape.is_filled) for box in shape.boxes})
    return [Rendition(f"{sized['stem']}-{width}.webp", width, height) for width, height in sizes]


def size_in(box, size, is_filled) -> tuple[int, int]:
    """Return the size of a picture in a box; a small one is not made larger.

    Filled, it has the proportions of the box, whatever has to be cut off.
    """
    scale = (max if is_filled else min)(box[0] / size[0], box[1] / size[1])
    if is_filled:
        shrink = 1 / max(scale, 1)
        return max(1, round(box[0] * shrink)), max(1, round(box[1] * shrink))
    return tuple(max(1, round(side * min(scale, 1))) for side in size)
