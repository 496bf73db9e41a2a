"""Draws the attributes and the geometry of random scenes.

A batch holds scenes of one kind and one frame size, so that the renderer can branch in Python
instead of masking. Lengths are in units of roughly the short side of the frame; y points down.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from . import vocabulary as voc

KIND = {name: i for i, name in enumerate(voc.KINDS)}
OBJECT = {name: i for i, name in enumerate(voc.OBJECTS)}
LAND_OBJECTS = ["pine", "tree", "house", "castle", "windmill", "church", "tent", "rock"]
# What may stand where, with a weight for each. The weights are flattened: what is rare in nature shall be learnt as well.
EVEN = 0.6
ALLOWED: dict[str, dict[str, float]] = {
    "mountains": {"pine": 4, "tree": 1.5, "house": 3, "castle": 2, "tent": 2, "church": 1, "rock": 1, "balloon": 2, "birds": 2},
    "hills": {"tree": 3, "pine": 1, "house": 4, "castle": 2, "windmill": 3, "church": 2, "balloon": 3, "birds": 2, "tent": 1, "flower": 1},
    "sea": {"sailboat": 7, "lighthouse": 5, "birds": 2, "house": 1, "castle": 1.5, "balloon": 1, "rock": 1, "bridge": 1},
    "lake": {"sailboat": 4, "pine": 3, "tree": 2, "house": 3, "castle": 1.5, "balloon": 2, "birds": 2, "church": 1, "tent": 1, "bridge": 2},
    "desert": {"cactus": 6, "palm": 2, "tent": 2, "castle": 1, "rock": 2, "balloon": 2, "birds": 1, "house": 1},
    "forest": {"pine": 3, "tree": 3, "house": 3, "tent": 2, "birds": 1, "rock": 1, "castle": 1},
    "city": {"balloon": 3, "birds": 2, "tree": 3, "sailboat": 2, "church": 2, "bridge": 2},
    "meadow": {"flower": 6, "tree": 4, "house": 2, "windmill": 3, "balloon": 2, "birds": 1, "church": 1, "tent": 1},
    "island": {"palm": 6, "lighthouse": 3, "house": 2, "castle": 2, "sailboat": 3, "birds": 1},
    "beach": {"palm": 5, "sailboat": 4, "house": 2, "tent": 1, "birds": 2, "lighthouse": 2, "rock": 1},
    "river": {"tree": 3, "pine": 2, "house": 3, "castle": 1, "church": 1, "windmill": 1, "tent": 1, "birds": 1, "flower": 1, "balloon": 1},
    "canyon": {"cactus": 3, "rock": 1, "tent": 1, "balloon": 3, "birds": 2, "pine": 1},
}  # fmt: skip
SNOWMEN_IN = ("mountains", "hills", "forest", "meadow", "lake")  # where winter brings them
# How tall an object is, against a tree of medium size.
STATURE = {"lighthouse": 1.25, "castle": 1.0, "house": 0.72, "sailboat": 0.85, "balloon": 0.8, "birds": 0.7,
           "tent": 0.62, "rock": 0.5, "cactus": 0.8, "snowman": 0.72, "flower": 0.8, "bridge": 0.62, "church": 1.05}  # fmt: skip
# How wide an object is, in units of its own height.
BREADTH = {"house": 1.3, "tent": 1.55, "sailboat": 0.75, "tree": 0.85, "pine": 0.6, "palm": 0.8, "rock": 1.7,
           "cactus": 0.65, "balloon": 0.8, "flower": 0.62, "snowman": 0.6, "birds": 1.3}  # fmt: skip


@dataclass
class Scenes:
    """`attributes` is integer [n, len(ATTRIBUTES)]; `numbers` maps a name to float [n] or [n, SLOTS]."""

    kind: str
    cells: tuple[int, int]
    attributes: np.ndarray
    numbers: dict[str, np.ndarray]
    width: float
    height: float

    def column(self, name: str) -> np.ndarray:
        return self.attributes[:, voc.ATTRIBUTES.index(name)]

    def __len__(self) -> int:
        return len(self.attributes)


def frame(cells_high: int, cells_wide: int) -> tuple[float, float]:
    """Width and height of the frame in scene units: extreme formats show more, not larger things."""
    short, long = min(cells_high, cells_wide), max(cells_high, cells_wide)
    unit = short * (long / short) ** 0.25
    return cells_wide / unit, cells_high / unit


def pick(rng: np.random.Generator, n: int, weights: list[float]) -> np.ndarray:
    p = np.asarray(weights, float)
    return rng.choice(len(p), size=n, p=p / p.sum())


def sample_scenes(
    rng: np.random.Generator, n: int, kind: str, cells: tuple[int, int], style: int | None = None
) -> Scenes:
    wide, high = frame(*cells)
    a = {name: np.zeros(n, int) for name in voc.ATTRIBUTES}
    a["kind"][:] = KIND[kind]
    a["style"] = pick(rng, n, [1.15, 1, 1, 1, 0.85]) if style is None else np.full(n, style)
    a["time"] = pick(rng, n, [0.7, 1.5, 1.3, 0.7, 1.2])
    a["weather"] = pick(rng, n, [4, 2.5, 1, 0.9, 1.1, 0.9])
    night, day = a["time"] == 4, a["time"] == 1
    low_sun = (a["time"] == 0) | (a["time"] == 2)
    open_sky = a["weather"] <= 1
    a["hue"] = np.where(low_sun | (a["time"] == 3), pick(rng, n, [3, 1.2, 1.2, 1, 0.7, 0.8]), 0)
    a["season"] = pick(rng, n, [6, 1.3, 1.0, 0])
    a["season"][(a["weather"] == 4)] = 3
    a["season"][(rng.random(n) < 0.06)] = 3
    if kind in ("desert", "city", "sea", "island", "beach", "canyon"):
        a["season"][(a["weather"] != 4) | (kind != "city")] = 0
    if kind in ("desert", "island", "beach", "canyon"):
        a["weather"][a["weather"] == 4] = 0
    a["sun"] = ((day & open_sky & (rng.random(n) < 0.5)) | (low_sun & open_sky & (rng.random(n) < 0.75))).astype(int)
    a["moon"] = np.where(
        (night | ((a["time"] == 3) & (rng.random(n) < 0.3))) & open_sky & (rng.random(n) < 0.65),
        1 + (rng.random(n) < 0.4),
        0,
    )
    a["stars"] = (night & (a["weather"] == 0) & (rng.random(n) < 0.75)).astype(int)
    a["snowcaps"] = ((kind in ("mountains", "lake", "river")) & ((rng.random(n) < 0.5) | (a["season"] == 3))).astype(
        int
    )
    a["calm"] = (rng.random(n) < (0.75 if kind in ("lake", "river", "city") else 0.3)).astype(int)
    a["calm"][a["weather"] == 5] = 0
    a["rainbow"] = (((a["weather"] <= 1) | (a["weather"] == 3)) & ~night & (rng.random(n) < 0.06)).astype(int)
    a["path"] = ((kind in ("hills", "meadow", "mountains", "forest")) & (rng.random(n) < 0.25)).astype(int)
    a["water"][:] = int(kind in ("sea", "lake", "island", "beach", "river"))
    if kind == "city":
        a["water"] = (rng.random(n) < 0.45).astype(int)
    _choose_objects(rng, a, n, kind)
    number = _geometry(rng, a, n, kind, wide, high)
    attributes = np.stack([a[name] for name in voc.ATTRIBUTES], 1).astype(np.int16)
    return Scenes(kind, cells, attributes, {k: np.asarray(v, np.float32) for k, v in number.items()}, wide, high)


def _choose_objects(rng: np.random.Generator, a: dict[str, np.ndarray], n: int, kind: str) -> None:
    names = list(ALLOWED[kind])
    weights = [ALLOWED[kind][name] ** EVEN for name in names]
    ids = np.array([OBJECT[name] for name in names])
    for g in range(voc.GROUPS):
        present = rng.random(n) < (0.9 if g == 0 else 0.35)
        chosen = ids[pick(rng, n, weights)]
        if kind in SNOWMEN_IN:
            chosen = np.where((a["season"] == 3) & (rng.random(n) < 0.3), OBJECT["snowman"], chosen)
        if g:
            present &= chosen != a["object0"]
        if kind == "city":  # a boat or a bridge needs a waterfront
            present &= ~np.isin(chosen, [OBJECT["sailboat"], OBJECT["bridge"]]) | (a["water"] == 1)
        single = np.isin(chosen, [OBJECT[o] for o in ("lighthouse", "castle", "windmill", "church", "bridge")])
        count = np.where(single, 1, 1 + pick(rng, n, [5, 2.2, 1.8, 1.2]))
        a[f"object{g}"] = np.where(present, chosen, 0)
        a[f"count{g}"] = np.where(present, count, 0)
        a[f"position{g}"] = np.where(
            present & (count <= 2) & (chosen != OBJECT["bridge"]), pick(rng, n, [1.4, 1, 1, 1]), 0
        )
        coloured = np.isin(chosen, [OBJECT[o] for o in voc.COLOURED])
        a[f"colour{g}"] = np.where(present & coloured, pick(rng, n, [1.5, 2, 1, 1, 1, 1.5, 1, 1, 0.5]), 0)
        a[f"size{g}"] = np.where(present, pick(rng, n, [3, 1, 2]), 0)
    if kind == "sea":  # what is built needs ground: a cliff at its side
        for g in range(voc.GROUPS):
            needs = np.isin(a[f"object{g}"], [OBJECT[o] for o in ("house", "castle", "rock")])
            needs |= (a[f"object{g}"] == OBJECT["lighthouse"]) & (rng.random(n) < 0.65)
            a[f"position{g}"][needs & ~np.isin(a[f"position{g}"], [1, 3])] = rng.choice([1, 3])
            a["cliff"] = np.where(needs & (a["cliff"] == 0), a[f"position{g}"], a["cliff"])
        bare = (a["cliff"] == 0) & (rng.random(n) < 0.12)
        a["cliff"] = np.where(bare, rng.choice([1, 3], n), a["cliff"])
    if kind == "lake":
        a["bank"] = (rng.random(n) < 0.45).astype(int)
    if kind == "beach":
        a["bank"][:] = 1


def _geometry(
    rng: np.random.Generator, a: dict[str, np.ndarray], n: int, kind: str, wide: float, high: float
) -> dict[str, np.ndarray]:
    u = lambda lo, hi: rng.uniform(lo, hi, n)  # noqa: E731
    low = {"sea": (0.42, 0.66), "forest": (0.56, 0.74), "city": (0.6, 0.76), "meadow": (0.4, 0.6)}.get(
        kind, (0.48, 0.66)
    )
    g: dict[str, np.ndarray] = {"horizon": u(*low) * high, "seed": u(0, 1), "seed2": u(0, 1)}
    g["sun_x"] = u(0.12, 0.88) * wide
    lift = np.where((a["time"] == 1) | (a["moon"] > 0), u(0.3, 0.8), u(0.02, 0.3))
    g["sun_y"] = g["horizon"] * (1 - lift)
    if kind in ("mountains", "hills", "forest", "city", "canyon", "lake", "river"):
        g["sun_y"] = g["horizon"] - np.maximum(g["horizon"] * lift, u(0.22, 0.34) * min(1.0, high))
    g["sun_y"] = np.maximum(g["sun_y"], 0.12)
    g["sun_r"] = u(0.055, 0.1)
    g["relief"] = u(0.7, 1.25) * min(1.0, high) ** 0.5 * max(1.0, high) ** 0.6
    g["cloud_scale"] = u(0.7, 1.4)
    g["cloud_cover"] = np.array([-0.75, 0.35, 0.2, 0.8, 0.6, 1.1])[a["weather"]] + u(-0.35, 0.35)
    g["flip"] = rng.choice([-1.0, 1.0], n)
    g["bank_y"] = high - (high - g["horizon"]) * (u(0.4, 0.62) if kind == "beach" else u(0.12, 0.3))
    g["cliff_x"] = np.where(a["cliff"] == 1, u(0.34, 0.46), u(0.54, 0.66)) * wide
    g["cliff_y"] = g["horizon"] - u(0.02, 0.16)
    g["island_w"] = u(0.26, 0.4) * wide
    g["island_h"] = u(0.08, 0.17)
    for i in range(3):
        g[f"tint{i}"] = rng.normal(0, 1, n)
    for i in range(6):  # the lines that cut an abstract picture into shards
        g[f"shard_angle{i}"], g[f"shard_at{i}"], g[f"shard_shift{i}"] = u(0, np.pi), u(-0.45, 0.45), u(-1, 1)
    g.update(_place(rng, a, g, n, kind, wide, high))
    return g


def _place(
    rng: np.random.Generator,
    a: dict[str, np.ndarray],
    g: dict[str, np.ndarray],
    n: int,
    kind: str,
    wide: float,
    high: float,
) -> dict[str, np.ndarray]:
    """Slots of single objects, far to near."""
    s = {
        name: np.zeros((n, voc.SLOTS)) for name in ("type", "x", "y", "size", "colour", "group", "water", "turn", "rnd")
    }
    # Larger than a painter would have them: what covers less than two cells is hardly learnt.
    sizes = np.array([[0.44, 0.55], [0.28, 0.35], [0.6, 0.75]]) * min(1.0, 0.55 + 0.5 * min(wide, high))
    for i in range(n):
        slot = 0
        for group in range(voc.GROUPS):
            kind_id, count = int(a[f"object{group}"][i]), int(a[f"count{group}"][i])
            if not kind_id:
                continue
            name, position = voc.OBJECTS[kind_id], int(a[f"position{group}"][i])
            size = (
                rng.uniform(*sizes[a[f"size{group}"][i]]) * STATURE.get(name, 1.0) * (1.0, 0.92, 0.82, 0.75)[count - 1]
            )
            centre = {
                0: rng.uniform(0.2, 0.8),
                1: rng.uniform(0.15, 0.27),
                2: rng.uniform(0.44, 0.56),
                3: rng.uniform(0.73, 0.85),
            }[position]
            breadth = BREADTH.get(name, 1.0)
            size = min(size, 0.96 * wide / (count * breadth))
            gap = min(0.84 / count, 1.06 * breadth * size / wide) if position else 0.84 / count
            for k in range(count):
                if slot >= voc.SLOTS:
                    break
                offset = (k - (count - 1) / 2) * gap
                x = (centre if position or count == 1 else 0.5) + offset + rng.uniform(-0.12, 0.12) * gap
                y, own, water = _stand(rng, a, g, i, kind, name, size, high)
                own = min(own, y - 0.04)
                s["type"][i, slot], s["x"][i, slot], s["y"][i, slot] = kind_id, np.clip(x, 0.06, 0.94) * wide, y
                if kind == "island" and name not in voc.IN_SKY | voc.ON_WATER:
                    s["x"][i, slot] = (0.5 + (np.clip(x, 0.1, 0.9) - 0.5) * 0.5) * wide
                    s["y"][i, slot] = g["horizon"][i] - g["island_h"][i] * 0.55
                    own = min(own, s["y"][i, slot] - 0.04)
                s["size"][i, slot], s["colour"][i, slot], s["water"][i, slot] = own, a[f"colour{group}"][i], water
                s["turn"][i, slot], s["rnd"][i, slot], s["group"][i, slot] = rng.choice([-1, 1]), rng.random(), group
                slot += 1
    order = np.argsort(np.where(s["type"] > 0, s["y"], 1e9), axis=1, kind="stable")
    return {f"slot_{k}": np.take_along_axis(v, order, 1) for k, v in s.items()}


def _stand(
    rng: np.random.Generator,
    a: dict[str, np.ndarray],
    g: dict[str, np.ndarray],
    i: int,
    kind: str,
    name: str,
    size: float,
    high: float,
) -> tuple[float, float, float]:
    """Base line, size and whether the object stands in water (and is mirrored by it)."""
    horizon, depth = g["horizon"][i], high - g["horizon"][i]
    if name in voc.IN_SKY:
        return max(horizon * rng.uniform(0.45, 0.85), size + 0.05), size, 0.0
    near = float(np.clip((size - 0.2) / 0.45, 0.0, 1.0))
    if name == "bridge":
        return horizon + depth * rng.uniform(0.05, 0.15), size, 1.0
    if name == "sailboat":
        reach = (g["bank_y"][i] - horizon) / depth if a["bank"][i] else 1.0
        return horizon + depth * reach * (0.1 + 0.5 * near * rng.uniform(0.6, 1.0)), size, 1.0
    if kind == "sea":
        if a["cliff"][i]:
            return g["cliff_y"][i] + 0.02, size * 0.9, 0.0
        return horizon + depth * rng.uniform(0.1, 0.3), size, 1.0
    if kind == "lake" and not a["bank"][i]:
        return horizon + 0.005, size * 0.72, 1.0
    if kind in ("lake", "beach"):
        return g["bank_y"][i] + (high - g["bank_y"][i]) * rng.uniform(0.25, 0.6), size, 0.0
    return horizon + depth * (0.1 + 0.62 * near * rng.uniform(0.75, 1.1)), size, 0.0
