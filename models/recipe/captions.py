"""Free wordings of what a scene holds: synonyms, order, filler, things left unsaid, words unknown."""

from __future__ import annotations

import random
from collections.abc import Sequence

from . import vocabulary as voc
from . import words as w

COLUMN = {name: i for i, name in enumerate(voc.ATTRIBUTES)}
# Plausible words that the model shall learn to pass over; none of them is in its vocabulary.
STRANGE = "lorem zephyr quux melancholy gossamer nebulous ineffable artstation unreal raytraced bokeh hyperdetailed vivid trending elegant intricate octane kodak nostalgic ethereal".split()


def _object(row: Sequence[int], group: int, r: random.Random) -> str | None:
    kind = voc.OBJECTS[row[COLUMN[f"object{group}"]]]
    if kind == "none":
        return None
    count, singular, plural = row[COLUMN[f"count{group}"]], *w.OBJECTS[kind]
    many = count > 1
    noun = r.choice(plural if many else singular)
    parts = [r.choice(w.COUNTS[count - 1] if not many or r.random() < 0.85 else w.SOME)]
    size = voc.SIZES[row[COLUMN[f"size{group}"]]]
    far_or_near = ""
    if size != "medium" and r.random() < 0.7:
        if r.random() < 0.7:
            parts.append(r.choice(w.SMALL if size == "small" else w.LARGE))
        else:
            far_or_near = r.choice(w.FAR if size == "small" else w.NEAR)
    if r.random() < 0.12:
        parts.append(r.choice(w.MOODS))
    if kind in voc.COLOURED and r.random() < 0.85:
        colour = r.choice(w.COLOURS[row[COLUMN[f"colour{group}"]]])
        if kind == "sailboat" and r.random() < 0.35:
            far_or_near = f"with {colour} sails" if many or r.random() < 0.6 else f"with a {colour} sail"
        else:
            parts.append(colour)
    season = voc.SEASONS[row[COLUMN["season"]]]
    if kind == "tree" and season in ("autumn", "spring") and r.random() < 0.3:
        parts.append("autumn" if season == "autumn" else "blossoming")
    where = voc.POSITIONS[row[COLUMN[f"position{group}"]]]
    place = r.choice(w.POSITIONS[where]) if where != "anywhere" and r.random() < 0.8 else ""
    if not many and r.random() < 0.15:
        parts = parts[1:]
    return " ".join(p for p in [*parts, noun, far_or_near, place] if p)


def _details(row: Sequence[int], r: random.Random, thorough: float) -> list[str]:
    """Phrases for what the picture shows, each there with the probability that it is worth a word."""
    value = {name: row[i] for i, name in enumerate(voc.ATTRIBUTES)}
    said: list[str] = []

    def say(phrases: Sequence[str], chance: float) -> None:
        if r.random() < chance * thorough:
            said.append(r.choice(phrases))

    time, weather = voc.TIMES[value["time"]], voc.WEATHERS[value["weather"]]
    say(w.TIMES[time], 0.9)
    say(w.WEATHERS[weather], 0.4 if weather == "clear" else 0.9)
    if value["hue"]:
        hue = r.choice(w.HUES[voc.SKY_HUES[value["hue"]]])
        say([r.choice(w.HUE_PLACES).format(hue)], 0.8)
    if value["season"]:
        say(w.SEASONS[voc.SEASONS[value["season"]]], 0.75)
    if value["sun"]:
        say({"sunset": w.LOW_SUN, "dawn": w.RISING_SUN}.get(time, w.SUN), 0.65)
    if value["moon"]:
        say(w.MOON if value["moon"] == 1 else w.CRESCENT, 0.75)
    if value["stars"]:
        say(w.STARS, 0.7)
    if value["snowcaps"]:
        say(w.SNOWCAPS, 0.65)
    if value["rainbow"]:
        say(w.RAINBOW, 0.95)
    if value["path"]:
        say(w.PATH, 0.8)
    if value["cliff"]:
        say(w.CLIFF, 0.85)
    if value["water"]:
        say(w.CALM if value["calm"] else w.ROUGH, 0.3)
    if voc.KINDS[value["kind"]] in ("lake", "river"):
        say(w.BEHIND, 0.3)
    return said


def caption(row: Sequence[int], r: random.Random, style_token: bool = True) -> str:
    """One wording. Now and then only a few words, as negative prompts have them.

    Without a style token, cartoon, sketch and abstract are always named by words: who names no style
    means a photograph or a painting.
    """
    style = row[COLUMN["style"]]
    token = voc.STYLE_TOKENS[style if style_token else voc.UNSTYLED]
    chance = r.random()
    rare = not style_token and style > 1
    if chance < 0.11 and not rare:
        return token
    kind = voc.KINDS[row[COLUMN["kind"]]]
    nouns = w.KINDS[kind] if kind != "city" or not row[COLUMN["water"]] or r.random() < 0.5 else w.CITY_WATER
    subject = r.choice(nouns)
    terse = chance < 0.24
    things = [t for g in range(voc.GROUPS) if (t := _object(row, g, r)) and r.random() < (0.5 if terse else 0.95)]
    details = _details(row, r, 0.35 if terse else 1.0)
    if terse:
        pieces = [*things, *details, *([subject] if r.random() < 0.5 else [])]
        r.shuffle(pieces)
        text = ", ".join(pieces[: r.randint(1, 3)]) or subject
    else:
        text = _sentence(subject, things, details, r)
    if rare or r.random() < (0.22 if style_token else 0.6):
        text = f"{r.choice(w.STYLES[voc.STYLES[style]])} {text}"
    if r.random() < 0.18:
        text = f"{text}, {', '.join(r.sample(w.ENDINGS, r.randint(1, 2)))}"
    return f"{token} {_strange(text, r)}"


def _sentence(subject: str, things: list[str], details: list[str], r: random.Random) -> str:
    r.shuffle(details)
    if r.random() < 0.35:
        subject = f"{r.choice(w.MOODS)} {subject}"
    opening = r.choice(w.OPENINGS)
    shape = r.random()
    if shape < 0.22:  # a list of keywords
        pieces = [subject, *things, *details]
        r.shuffle(pieces)
        return ", ".join(pieces)
    if things and shape < 0.62:  # the thing first: "a lighthouse on a cliff in a storm"
        first = " and ".join(things) if r.random() < 0.6 else " with ".join(things)
        where = r.choice(
            [
                "in",
                "by",
                "in a",
                "near the",
                "on a",
                "at the",
                "in front of",
                "over the",
                "by the",
                "on the",
                "with",
                "above the",
            ]
        )
        head = f"{first} {where} {subject}"
    else:
        head = f"{opening} {subject}".strip()
        if things:
            head += r.choice([" with ", ", ", " and "]) + r.choice([" and ", ", "]).join(things)
    for detail in details:
        head += r.choice([", ", ", ", " ", " with ", " and "]) + detail
    return head


def _strange(text: str, r: random.Random) -> str:
    if r.random() > 0.12:
        return text
    pieces = text.split(" ")
    for _ in range(r.randint(1, 3)):
        pieces.insert(r.randint(0, len(pieces)), r.choice(STRANGE))
    return " ".join(pieces)
