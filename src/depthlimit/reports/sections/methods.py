"""Section on the methods that were used, to cite."""

from depthlimit.reports.bibliography import ENTRIES
from depthlimit.reports.blocks import CodeBlock, Folded, Section
from depthlimit.reports.findings import Findings


def methods_section(findings: Findings) -> Section:
    """Return the section: BibTeX of the methods behind the numbers of the page."""
    used = ["depthlimit", *names_used(findings)]
    text = CodeBlock("", "\n\n".join(ENTRIES[name] for name in used))
    return Section("methods", "Methods and citation", (Folded(f"BibTeX of {len(used)} references", (text,)),))


def names_used(findings: Findings) -> list[str]:
    """Return the methods behind the sections that have input, in the order of the page."""
    names: list[str] = []
    if findings.series:
        names += ["cont2022", "butkus2018"]
    if any(series.scaling is not None for series in findings.series):
        names += ["cohen2021", "bayer2023", "mackinnon1985", "gasser1986", "savitzky1964"]
    if findings.logs:
        names += ["kunsch1989", "carlstein1986"]
    if findings.landscapes:
        names += ["li2018"]
        if any(one.surface.description.get("sharpness") for one in findings.landscapes):
            names += ["pearlmutter1994"]
    return names
