"""Section on the trainings: their results and origins, how to repeat them, and what failed."""

from depthlimit.reports.blocks import Block, BulletList, CodeBlock, Folded, Paragraph, Section
from depthlimit.reports.findings import Findings
from depthlimit.reports.sections.stacking import condensed

MOST_LINES = 6
"""Largest number of failures that are listed before the rest, which is folded."""


def trials_section(findings: Findings) -> Section | None:
    """Return the section: the table of trainings with their provenance."""
    blocks: list[Block] = []
    if findings.unread:
        first, rest = findings.unread[:MOST_LINES], findings.unread[MOST_LINES:]
        blocks.append(BulletList("Failed or left out", first))
        if rest:
            blocks.append(Folded(f"{len(rest)} more", (BulletList("", rest),)))
    if findings.trials is not None:
        caption = "Every training that began, with the values that were logged before its last step."
        blocks.append(condensed("trials", caption, findings.trials, "All trainings"))
    if findings.again:
        commands = CodeBlock("", "\n".join(findings.again))
        blocks.append(Folded("Commands that repeat all trainings", (commands,)))
    if findings.origins is not None:
        table = condensed(
            "origins", "Commands and versions that made the results.", findings.origins, "Origins"
        )
        blocks.append(Folded("Origins: commands, versions and machines", (table,)))
    return Section("trainings", "Trainings", tuple(blocks)) if blocks else None


def limitations_section(findings: Findings) -> Section | None:
    """Return the section: what the page cannot say, and what to run."""
    blocks: list[Block] = []
    for one in findings.limitations:
        blocks.append(Paragraph(one.sentence))
        blocks += [CodeBlock("", one.command)] if one.command else []
    return Section("limitations", "Limitations", tuple(blocks)) if blocks else None
