"""Section on the trainings: their results and origins, how to repeat them, and what failed."""

from depthlimit.reports.blocks import Block, BulletList, CodeBlock, NamedTable, Paragraph, Section
from depthlimit.reports.findings import Findings


def trials_section(findings: Findings) -> Section:
    """Return the section: the table of trainings with their provenance."""
    blocks: list[Block] = []
    if findings.unread:
        blocks.append(BulletList("What failed or is left out, and why", findings.unread))
    if findings.trials is None:
        blocks.append(Paragraph(findings.missing["trials"], "missing"))
    else:
        blocks.append(
            NamedTable(
                "trials",
                "Every training that began; losses and metrics before its last step.",
                findings.trials,
            )
        )
    if findings.again:
        blocks.append(CodeBlock("Repeat all trainings", "\n".join(findings.again)))
    if findings.origins is not None:
        blocks.append(NamedTable("origins", "Commands and versions that made the results.", findings.origins))
    return Section("what-was-run", "What was run", tuple(blocks))
