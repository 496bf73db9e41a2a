"""What a scene can contain. The order of every list is part of the file formats: only append."""

from __future__ import annotations

STYLES = ["photorealistic", "painting", "cartoon", "sketch", "abstract"]
UNSTYLED = 5
STYLE_TOKENS = [f"[{name}]" for name in [*STYLES, "unstyled"]]

KINDS = [
    "mountains", "hills", "sea", "lake", "desert", "forest",
    "city", "meadow", "island", "beach", "river", "canyon",
]  # fmt: skip
TIMES = ["dawn", "day", "sunset", "dusk", "night"]
WEATHERS = ["clear", "cloudy", "fog", "rain", "snow", "storm"]
SKY_HUES = ["plain", "pink", "orange", "purple", "red", "golden"]
SEASONS = ["summer", "autumn", "spring", "winter"]
COLOURS = ["white", "red", "orange", "yellow", "green", "blue", "purple", "pink", "brown"]
POSITIONS = ["anywhere", "left", "middle", "right"]
SIZES = ["medium", "small", "large"]

OBJECTS = [
    "none", "pine", "tree", "palm", "cactus", "sailboat", "house", "lighthouse", "castle",
    "windmill", "balloon", "birds", "tent", "church", "rock", "snowman", "flower", "bridge",
]  # fmt: skip
COLOURED = {"sailboat", "house", "balloon", "tent", "flower"}
ON_WATER = {"sailboat", "bridge"}
IN_SKY = {"balloon", "birds"}

# Columns of the integer attributes that describe a scene; captions and the evaluation read them.
GROUPS = 2
ATTRIBUTES = [
    "kind", "style", "time", "weather", "hue", "season", "sun", "moon", "stars", "snowcaps",
    "calm", "rainbow", "path", "cliff", "water", "bank",
    *[f"{field}{group}" for group in range(GROUPS) for field in ("object", "count", "position", "colour", "size")],
]  # fmt: skip

SLOTS = 8

# Width and height in latent cells of 64 pixels, for 512, 768, 1024, 1536 and 1920 pixels.
CELLS = [8, 12, 16, 24, 30]
CELL_PIXELS = 64
