"""Sections on the regime with its evidence, and on the assumptions of the theorem."""

from collections.abc import Sequence

from depthlimit.reports.blocks import Block, BulletList, NamedTable, Paragraph, Section
from depthlimit.reports.findings import SeriesFindings
from depthlimit.reports.sections.stacking import table_of
from depthlimit.reports.sections.wording import of_group, regime_in_words

THEOREM = (
    "The assumptions of the theorem of Cont, Rossier and Xu, for the deepest run. If the weights have a "
    "limit in the depth, it states, the limit has finite 2-variation; it does not state that they have one."
)


def regime_section(series: Sequence[SeriesFindings]) -> Section | None:
    """Return the section: the regime of every series, the reasons for it, and every test."""
    known = [one for one in series if one.scaling is not None]
    if not known:
        return None
    blocks: list[Block] = []
    for one in known:
        assert one.scaling is not None
        blocks.append(Paragraph(of_group(one.group, regime_in_words(one)), "lead"))
        if one.scaling.reasons:
            blocks.append(BulletList("Because", one.scaling.reasons))
        if one.scaling.remarks:
            blocks.append(BulletList("But", one.scaling.remarks))
    level = known[0].scaling.level if known[0].scaling else 0.95
    captions = {
        "regime": f"All tests: the exponent of L with its {level:.0%} interval, and the conclusion.",
        "moves": "Distance of the weights from their initial values.",
    }
    for name, caption in captions.items():
        if (table := table_of(known, name)) is not None:
            blocks.append(NamedTable({"regime": "evidence"}.get(name, name), caption, table))
    return Section("regime", "The regime of the depth limit", tuple(blocks))


def assumptions_section(series: Sequence[SeriesFindings]) -> Section | None:
    """Return the section: the assumptions of the convergence theorem, checked on the runs."""
    found, decay = table_of(series, "assumptions"), table_of(series, "decay")
    if found is None or decay is None:
        return None
    caption = "Loss against Σ η for every run, and the suprema over all of them."
    blocks = (NamedTable("assumptions", THEOREM, found), NamedTable("decay", caption, decay))
    return Section("assumptions", "Assumptions of the theorem, checked", blocks)
