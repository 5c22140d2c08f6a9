"""Sections on the regime with its evidence, and on the assumptions of the theorem."""

from depthlimit.reports.blocks import Block, BulletList, NamedTable, Paragraph, Section, missing
from depthlimit.reports.findings import SeriesFindings

TITLE = "The regime of the depth limit"
THEOREM = (
    "The assumptions of the theorem of Cont, Rossier and Xu, for the deepest run. If the weights have a "
    "limit in the depth, it states, the limit has finite 2-variation; it does not state that they have one."
)


def regime_section(series: SeriesFindings, prefix: str) -> Section:
    """Return the section: the regime, the reasons for it, and every test."""
    name = f"{prefix}regime"
    if series.scaling is None:
        return missing(name, TITLE, series.no_scaling)
    report = series.scaling
    blocks: list[Block] = [Paragraph(sentence(series), "lead")]
    if report.reasons:
        blocks.append(BulletList("Because", report.reasons))
    if report.remarks:
        blocks.append(BulletList("But", report.remarks))
    blocks.append(
        NamedTable(
            f"{prefix}evidence",
            f"All tests: the exponent of L with its {series.scaling.level:.0%} interval, and the conclusion.",
            series.tables["regime"],
        )
    )
    if "moves" in series.tables:
        blocks.append(
            NamedTable(
                f"{prefix}moves", "Distance of the weights from their initial values.", series.tables["moves"]
            )
        )
    return Section(name, TITLE, tuple(blocks))


def sentence(series: SeriesFindings) -> str:
    """Return the regime in a sentence."""
    assert series.scaling is not None
    regime = series.scaling.regime
    return f"{regime.name[:1].upper()}{regime.name[1:]}: {regime.meaning}."


def assumptions_section(series: SeriesFindings, prefix: str) -> Section:
    """Return the section: the assumptions of the convergence theorem, checked on the runs."""
    name, title = f"{prefix}assumptions", "Assumptions of the theorem, checked"
    if "assumptions" not in series.tables:
        return missing(
            name,
            title,
            "The folder holds no finished run with a manifest: train with `depthlimit fit` or "
            "`depthlimit sweep` to check the assumptions",
        )
    return Section(
        name,
        title,
        (
            NamedTable(f"{prefix}assumptions", THEOREM, series.tables["assumptions"]),
            NamedTable(
                f"{prefix}decay",
                "Loss against Σ η for every run, and the suprema over all of them.",
                series.tables["decay"],
            ),
        ),
    )
