"""Making a paper in all its forms, and keeping what was made (生成并留存)."""

import re
from dataclasses import dataclass

from django.db import models, transaction

from office.intake.storage import store
from office.log.actions import record
from office.papers.book import as_xlsx
from office.papers.content import Paper
from office.papers.document import as_docx
from office.papers.models import Form, MadePaper, PaperFile
from office.papers.page import as_pdf
from office.people.models import User

TYPES = {
    Form.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Form.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Form.PDF: "application/pdf",
}


@dataclass(frozen=True)
class Made:
    """A paper and its bytes in each form; made outside of any transaction, because it takes its time."""

    kind: str
    paper: Paper
    files: dict[Form, bytes]


def make(kind: str, paper: Paper) -> Made:
    """Set a paper in every form that it has: a table goes into a spreadsheet too."""
    files = {Form.PDF: as_pdf(paper), Form.DOCX: as_docx(paper)}
    if paper.tabular:
        files[Form.XLSX] = as_xlsx(paper)
    return Made(kind, paper, files)


@transaction.atomic
def keep_paper(actor: User | None, subject: models.Model, made: Made, made_from: str) -> MadePaper:
    """Keep what was made of a subject, with the hash of what it was made from; made again of the same it is one."""
    label = subject._meta.label_lower
    known = papers_of(subject).filter(kind=made.kind, title=made.paper.title, made_from=made_from).last()
    if known is not None:
        return known
    kept = MadePaper.objects.create(
        subject_type=label,
        subject_id=str(subject.pk),
        kind=made.kind,
        title=made.paper.title[:200],
        made_from=made_from,
        made_by=actor,
        is_sample=made.paper.sample,
    )
    for form, content in made.files.items():
        name = f"{filename_of(made.paper.title)}.{form}"
        PaperFile.objects.create(paper=kept, form=form, file=store(content), filename=name)
    told = {"kind": made.kind, "made_from": made_from, "files": {file.form: file.file_id for file in kept.files.all()}}
    record(actor, "papers.make", subject, f"生成《{made.paper.title}》", told)
    return kept


def papers_of(subject: models.Model) -> models.QuerySet[MadePaper]:
    """Everything that was ever made of a subject, the oldest first."""
    return MadePaper.objects.filter(subject_type=subject._meta.label_lower, subject_id=str(subject.pk))


def latest_papers(subject: models.Model) -> list[MadePaper]:
    """Of each kind and title the one made last, in the order in which they were first made."""
    newest: dict[tuple[str, str], MadePaper] = {}
    for paper in papers_of(subject).prefetch_related("files__file").select_related("made_by"):
        newest[paper.kind, paper.title] = paper
    return list(newest.values())


def filename_of(title: str) -> str:
    """A title as a name that every file system takes."""
    return re.sub(r'[\\/:*?"<>|\x00-\x1f]+', "_", title).strip(" .")[:80] or "文书"
