"""The regime in a sentence, with its evidence and its doubt, and the assumptions of the theorem."""

from depthlimit.reports.findings import Series
from depthlimit.reports.parts import Block, Listed, Section, Shown, Text, missing

TITLE = "The regime of the depth limit"
THEOREM = (
    "What the theorem of Cont, Rossier and Xu asks of the deepest run. If the weights have a limit in the "
    "depth, it says, the limit has finite 2-variation; it does not say that they have one."
)


def regime_section(series: Series, prefix: str) -> Section:
    """What the tests say together, and each test."""
    name = f"{prefix}regime"
    if series.scaling is None:
        return missing(name, TITLE, series.no_scaling)
    report = series.scaling
    blocks: list[Block] = [Text(sentence(series), "lead")]
    if report.reasons:
        blocks.append(Listed("Because", report.reasons))
    if report.remarks:
        blocks.append(Listed("But", report.remarks))
    blocks.append(
        Shown(
            f"{prefix}evidence",
            f"Every test: the exponent of L with its {series.scaling.level:.0%} interval, and what follows.",
            series.tables["regime"],
        )
    )
    if "moves" in series.tables:
        blocks.append(
            Shown(f"{prefix}moves", "How far the weights moved from their start.", series.tables["moves"])
        )
    return Section(name, TITLE, tuple(blocks))


def sentence(series: Series) -> str:
    """The regime in a sentence."""
    assert series.scaling is not None
    regime = series.scaling.regime
    return f"{regime.name[:1].upper()}{regime.name[1:]}: {regime.meaning}."


def assumptions_section(series: Series, prefix: str) -> Section:
    """What the convergence theorem asks, beside what the runs have."""
    name, title = f"{prefix}assumptions", "Assumptions of the theorem, checked"
    if "assumptions" not in series.tables:
        return missing(
            name,
            title,
            "No finished run with its manifest lies in the folder: train with `depthlimit fit` or "
            "`depthlimit sweep` to have its assumptions checked",
        )
    return Section(
        name,
        title,
        (
            Shown(f"{prefix}assumptions", THEOREM, series.tables["assumptions"]),
            Shown(
                f"{prefix}decay",
                "Loss against Σ η for every run, and the suprema over all of them.",
                series.tables["decay"],
            ),
        ),
    )
