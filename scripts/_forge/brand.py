"""Draws icon and logo, for light and dark themes, out of the one icon drawn by hand."""

from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from PIL.Image import Resampling

BRAND = Path(__file__).parents[2] / "custom_components" / "nas_burnin" / "brand"
SOURCE = "icon@2x.png"
NAME = "NAS Burn-In"

type Colour = tuple[int, int, int]

# What the drive's edge becomes where a dark theme would swallow it.
EDGE_IN_DARK: Colour = (120, 144, 156)
WORDS: Colour = (38, 50, 62)
WORDS_IN_DARK: Colour = (236, 239, 241)
# How far a colour may be from the edge's own and still be of it, over all channels.
NEAR = 40


def in_dark(icon: Image.Image) -> Image.Image:
    """The icon with an edge that shows on dark."""
    drawn = icon.copy()
    edge = (icon.width // 2, round(icon.height * 0.045))
    ImageDraw.floodfill(drawn, edge, (*EDGE_IN_DARK, 255), thresh=NEAR)
    return drawn


def logo(icon: Image.Image, colour: Colour) -> Image.Image:
    """The icon, with the name beside it."""
    height = icon.height // 2
    small = icon.resize((height, height), Resampling.LANCZOS)
    font = ImageFont.load_default(size=height * 0.42)
    left, top, right, bottom = font.getbbox(NAME)
    gap = height // 16
    drawn = Image.new(
        "RGBA", (round(height + right - left + 2 * gap), height), (0, 0, 0, 0)
    )
    drawn.alpha_composite(small)
    place = (height + gap - left, (height - (bottom - top)) / 2 - top)
    pen = ImageDraw.Draw(drawn)
    pen.text(place, NAME, font=font, fill=colour, stroke_width=height / 128)
    return drawn


def halved(image: Image.Image) -> Image.Image:
    """The same at half the size."""
    return image.resize((image.width // 2, image.height // 2), Resampling.LANCZOS)


def main() -> None:
    """Write all images beside their source."""
    icon = Image.open(BRAND / SOURCE).convert("RGBA")
    dark = in_dark(icon)
    large = {
        "icon": icon,
        "dark_icon": dark,
        "logo": logo(icon, WORDS),
        "dark_logo": logo(dark, WORDS_IN_DARK),
    }
    for name, image in large.items():
        if f"{name}@2x.png" != SOURCE:
            image.save(BRAND / f"{name}@2x.png", optimize=True)
        halved(image).save(BRAND / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
