"""Section on the trainings: their results and origins, how to repeat them, and what failed."""

from depthlimit.reports.blocks import Block, BulletList, CodeBlock, NamedTable, Section
from depthlimit.reports.findings import Findings


def trials_section(findings: Findings) -> Section | None:
    """Return the section: the table of trainings with their provenance."""
    blocks: list[Block] = []
    if findings.unread:
        blocks.append(BulletList("Failed or left out", findings.unread))
    if findings.trials is not None:
        caption = "Every training that began; losses and metrics before its last step."
        blocks.append(NamedTable("trials", caption, findings.trials))
    if findings.again:
        blocks.append(CodeBlock("To repeat all trainings", "\n".join(findings.again)))
    if findings.origins is not None:
        blocks.append(NamedTable("origins", "Commands and versions that made the results.", findings.origins))
    return Section("trainings", "Trainings", tuple(blocks)) if blocks else None


def limitations_section(findings: Findings) -> Section | None:
    """Return the section: what the page cannot say, and what to run."""
    said = tuple(one.sentence for one in findings.limitations if not one.command)
    blocks: list[Block] = [BulletList("", said)] if said else []
    blocks += [CodeBlock(one.sentence, one.command) for one in findings.limitations if one.command]
    return Section("limitations", "Limitations", tuple(blocks)) if blocks else None
