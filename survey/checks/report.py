"""The outside shape of a judgement, as `check_survey --json` and the pages give it."""

from collections.abc import Sequence
from typing import Any

from office.rulesets.findings import Finding
from survey.checks.judge import Judgement


def of_file(judgement: Judgement) -> dict[str, Any]:
    """One file: what was recognised, a verdict for each row, every finding."""
    read, system = judgement.read, judgement.crs
    return {
        "file": read.name,
        "sha256": read.sha256,
        "size": read.size,
        "format": read.format,
        "encoding": read.encoding,
        "crs": system.code if system else None,
        "crs_label": system.label if system else None,
        "candidates": [item.code for item in judgement.candidates],
        "columns": list(read.columns),
        "mapping": dict(judgement.mapping),
        "rows": len(judgement.rows),
        "counts": {verdict: judgement.count(verdict) for verdict in ("ok", "warn", "refused")},
        "standard": judgement.standard,
        "verdicts": [{"row": row.row, "verdict": row.verdict} for row in judgement.rows],
        "findings": [finding.as_json() for finding in judgement.all_findings],
    }


def of_files(judgements: Sequence[Judgement], further: Sequence[Finding] = ()) -> dict[str, Any]:
    """Several files, and all findings together; the keys of a single file stand at the top as well."""
    files = [of_file(judgement) for judgement in judgements]
    together = [{**finding, "file": item["file"]} for item in files for finding in item["findings"]]
    findings = [*together, *(finding.as_json() for finding in further)]
    if len(files) == 1:
        return {**files[0], "files": files, "findings": findings}
    return {"files": files, "findings": findings}
