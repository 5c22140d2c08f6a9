"""Writing of a report: one page to open, with its numbers and its figures for print beside it."""

from pathlib import Path
from typing import Any

from depthlimit.atomic import atomic_write_all, claimed
from depthlimit.jsonable import encodable, json_text, to_jsonable
from depthlimit.provenance import provenance
from depthlimit.reports.blocks import NamedTable
from depthlimit.reports.files import write_figures
from depthlimit.reports.findings import Findings
from depthlimit.reports.html import page_html
from depthlimit.reports.page import Page


def save_report(page: Page, findings: Findings, out: Path, name: str = "report") -> tuple[Path, Path, Path]:
    """Write NAME.html, NAME.json and NAME_figures/; earlier ones of these names move to ``previous/``.

    Returns:
        The page, its numbers, and the folder of its figures.
    """
    file, numbers, figures = out / f"{name}.html", out / f"{name}.json", out / f"{name}_figures"
    made_by = provenance()
    drawn = [figure for section in page.sections for figure in section.figures]
    with claimed(file, wait=True):  # the page, its numbers and its figures are of one report
        links = write_figures(drawn, figures)
        with atomic_write_all(file, numbers) as (page_part, numbers_part):
            text = encodable(page_html(page, links, made_by, numbers.name))
            page_part.write_text(text, encoding="utf-8")
            numbers_part.write_text(json_text({**record(page, findings), **made_by}), encoding="utf-8")
    return file, numbers, figures


def record(page: Page, findings: Findings) -> dict[str, Any]:
    """Return all tables of the page, and the results they come from, as JSON."""
    tables = {
        one.name: {
            "names": one.table.names,
            "rows": one.table.rows,
            "in every row": dict(one.constants) if isinstance(one, NamedTable) else {},
        }
        for section in page.sections
        for one in section.tables
    }
    return {"folder": findings.folder, "tables": to_jsonable(tables), **findings.numbers()}
