"""Pictures for papers: drawings as PNG for Word files, photographs made small enough to travel."""

import base64
import io

import pypdfium2
from PIL import Image, ImageOps

from office.papers.pdf import pdf

DOTS_PER_POINT = 3.0  # 216 dpi
MOST_PIXELS = 900


def png_of(svg: str, width: str = "640px", height: str = "420px") -> bytes:
    """A drawing as a picture of the same shape; width and height as CSS lengths."""
    size = f"@page{{size:{width} {height};margin:0}}body{{margin:0}}svg{{display:block;width:{width};height:{height}}}"
    drawn = pypdfium2.PdfDocument(pdf(f"<style>{size}</style>{svg}"))
    try:
        picture = drawn[0].render(scale=DOTS_PER_POINT).to_pil()
    finally:
        drawn.close()
    made = io.BytesIO()
    picture.save(made, "PNG", optimize=True)
    return made.getvalue()


def small(photograph: bytes, pixels: int = MOST_PIXELS) -> bytes:
    """A photograph upright and at most so many pixels long, as JPEG; without what its camera wrote into it."""
    with Image.open(io.BytesIO(photograph)) as image:
        turned = ImageOps.exif_transpose(image).convert("RGB")
    turned.thumbnail((pixels, pixels))
    made = io.BytesIO()
    turned.save(made, "JPEG", quality=85)
    return made.getvalue()


def as_address(picture: bytes) -> str:
    """A picture as an address that holds it."""
    kind = "png" if picture.startswith(b"\x89PNG") else "jpeg"
    return f"data:image/{kind};base64,{base64.b64encode(picture).decode()}"


def fitted(picture: bytes, width: float, height: float) -> tuple[float, float]:
    """Width and height in which a picture fits a room without being stretched."""
    with Image.open(io.BytesIO(picture)) as image:
        across, down = image.size
    scale = min(width / across, height / down)
    return across * scale, down * scale
