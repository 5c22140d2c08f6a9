"""Paths of a collection whose scaling can be measured, and the connection whose primitive is meant."""

from depthlimit.errors import UsageError
from depthlimit.nn.connections import ConnectionName
from depthlimit.paths import PathCollection
from depthlimit.paths.collection import finite

FEWEST_LAYERS = 16
"""Shallower paths have too few layers for a trend, a noise and eight parts of a curve."""


def driving(collection: PathCollection) -> ConnectionName | None:
    """Return the connection whose primitive is measured: that of the paths, skip where none is recorded."""
    names = {path.connection for path in collection} - {None}
    if len(names) > 1:
        raise UsageError(
            f"the paths have several connections ({', '.join(sorted(map(str, names)))}): give folders of one"
        )
    name: ConnectionName = next((name for name in names if name is not None), "skip")
    return None if name == "none" else name


def usable(collection: PathCollection) -> tuple[PathCollection, tuple[str, ...]]:
    """Return the collection without what cannot be measured, and a sentence about each path left out."""
    members, notes = finite(collection.members)
    kept = []
    for member in members:
        if member.path.depth < FEWEST_LAYERS:
            notes.append(
                f"{member} is left out: {member.path.depth} layers are too few, expected at least "
                f"{FEWEST_LAYERS}"
            )
        else:
            kept.append(member)
    depths = sorted({member.path.depth for member in kept})
    if len(depths) < 2:
        one = f"one depth, {depths[0]}" if depths else "no depth that can be measured"
        more = f"run {depths[0] * 2} and {depths[0] * 4}, too" if depths else "run depths 32, 64, 128"
        raise UsageError(f"there is {one}, expected several: {more}")
    kept_of_seed = {name: [one.path.depth for one in kept if one.seed == name] for name in collection.seeds}
    if all(len(set(own)) < 2 for own in kept_of_seed.values()):
        name = kept[0].seed
        others = ", ".join(str(depth) for depth in depths if depth not in kept_of_seed[name])
        raise UsageError(
            f"no seed has two depths: scaling compares depths of one seed, run seed {name} at "
            f"depth {others}, too"
        )
    for name, own in kept_of_seed.items():
        if len(set(own)) == 1:
            notes.append(
                f"seed {name} has one depth, {own[0]}: it has no slope over the depth and is left out of all "
                "slopes"
            )
    for depth, seed in collection.missing:
        if len(set(kept_of_seed[seed])) > 1:
            notes.append(
                f"depth {depth} is missing for seed {seed}: run it; the seed is used without this depth"
            )
    return PathCollection.of(kept, collection.unread), tuple(notes)
