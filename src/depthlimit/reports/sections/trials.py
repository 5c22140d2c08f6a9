"""What was run: trainings, what made them, how to repeat them, what failed."""

from depthlimit.reports.findings import Findings
from depthlimit.reports.parts import Block, Code, Listed, Section, Shown, Text


def trials_section(findings: Findings) -> Section:
    """The table of trials with their provenance."""
    blocks: list[Block] = []
    if findings.unread:
        blocks.append(Listed("What failed or is left out, and why", findings.unread))
    if findings.trials is None:
        blocks.append(Text(findings.missing["trials"], "missing"))
    else:
        blocks.append(
            Shown(
                "trials",
                "Every training that began; losses and metrics before its last step.",
                findings.trials,
            )
        )
    if findings.again:
        blocks.append(Code("Train all of it again", "\n".join(findings.again)))
    if findings.origins is not None:
        blocks.append(Shown("origins", "What made the results.", findings.origins))
    return Section("what-was-run", "What was run", tuple(blocks))
