"""What the evaluation asks for: fixed prompts with fixed seeds, and what a judge should find in their pictures."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from . import vocabulary as voc
from . import words as w

NOUNS = [
    "mountains", "hills", "the sea", "a lake", "the desert", "a forest",
    "a city", "a meadow", "an island", "a beach", "a river", "a canyon",
]  # fmt: skip
TIMES = ["at dawn", "by day", "at sunset", "at dusk", "at night"]
WEATHERS = ["clear sky", "clouds", "fog", "rain", "falling snow", "a storm"]
# Where each object is asked for, and whether more than one of it can be.
PLACES = {
    "pine": ("a lake", 4), "tree": ("hills", 4), "palm": ("a beach", 4), "cactus": ("the desert", 4),
    "sailboat": ("the sea", 4), "house": ("hills", 4), "lighthouse": ("the sea", 1), "castle": ("mountains", 1),
    "windmill": ("a meadow", 1), "balloon": ("a canyon", 4), "birds": ("the sea", 1), "tent": ("a forest", 4),
    "church": ("hills", 1), "rock": ("the desert", 4), "snowman": ("mountains in winter", 4), "flower": ("a meadow", 4),
    "bridge": ("a lake", 1),
}  # fmt: skip
# What a place often shows unasked, and the words that forbid it.
UNWANTED = {
    "an island": ("palm", "palm trees, palms"), "the sea": ("sailboat", "sailboats, boats, ships"),
    "the desert": ("cactus", "cacti, cactus"), "a meadow": ("flower", "flowers, wildflowers"),
    "a lake": ("pine", "pine trees, pines"), "a beach": ("palm", "palm trees, palms"),
    "hills": ("house", "houses, cottages"), "a forest": ("pine", "pine trees, pines"),
}  # fmt: skip


@dataclass(frozen=True)
class Ask:
    prompt: str
    style: int
    seed: int
    scene: dict[str, int] = field(default_factory=dict)  # attribute of the scene -> value
    thing: int = 0  # the object that it is about, 0: none
    details: dict[str, int] = field(default_factory=dict)  # of that object
    negative: str = ""


def scenes(count: int = 120) -> list[Ask]:
    r, asks = random.Random(99), []
    for i in range(count):
        kind, time, weather, style = i % 12, r.randrange(5), r.randrange(6), i % 5
        if voc.KINDS[kind] in ("desert", "island", "beach", "canyon") and voc.WEATHERS[weather] == "snow":
            weather = 0
        wanted = {"kind": kind, "time": time, "weather": weather, "style": style}
        asks.append(Ask(f"{NOUNS[kind]} {TIMES[time]}, {WEATHERS[weather]}", style, i, wanted))
    return asks


def things(each: int = 6) -> list[Ask]:
    """Every object with a number, a colour and a position where it can have them."""
    r, asks = random.Random(7), []
    for name, (place, most) in PLACES.items():
        singular, plural = (forms[0] for forms in w.OBJECTS[name])
        for i in range(each):
            details = {"count": 1 + i % most}
            words = [w.COUNTS[details["count"] - 1][0]]
            if name in voc.COLOURED:
                details["colour"] = r.randrange(len(voc.COLOURS))
                words.append(w.COLOURS[details["colour"]][0])
            words.append(singular if details["count"] == 1 else plural)
            if details["count"] <= 2 and name != "bridge":
                details["position"] = 1 + r.randrange(3)
                words.append(w.POSITIONS[voc.POSITIONS[details["position"]]][0])
            prompt = f"{' '.join(words)}, {place} by day"
            asks.append(Ask(prompt, i % 5, 100 + i, {}, voc.OBJECTS.index(name), details))
    return asks


def unwanted(each: int = 10) -> list[tuple[Ask, Ask]]:
    """Pairs of a plain prompt and the same with a negative prompt, that names what the picture must not show."""
    pairs = []
    for place, (thing, forbidden) in UNWANTED.items():
        for i in range(each):
            ask = (f"{place} by day", i % 5, 200 + i, {}, voc.OBJECTS.index(thing), {})
            pairs.append((Ask(*ask), Ask(*ask, forbidden)))
    return pairs


def open_times(count: int = 30) -> list[tuple[Ask, Ask]]:
    """The time is left open; what must not be is the night."""
    night = {"time": voc.TIMES.index("night")}
    asks = [(NOUNS[i % 12], i % 5, 500 + i, night, 0, {}) for i in range(count)]
    return [(Ask(*ask), Ask(*ask, "night, dark, stars, moon")) for ask in asks]


def repeated(seeds: int = 4) -> list[list[Ask]]:
    """The same prompts with several seeds."""
    return [
        [Ask(f"{noun} by day", kind % 5, 300 + s, {"kind": kind}) for s in range(seeds)]
        for kind, noun in enumerate(NOUNS)
    ]
