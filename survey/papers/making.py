"""Making all papers of a survey as long work (生成全部文书), and putting one to its step (归入环节)."""

from django.db import transaction

from office.intake.storage import open_stored
from office.jobs.actions import begin
from office.jobs.models import LongJob
from office.jobs.progress import Progress
from office.jobs.works import Result
from office.papers.making import keep_paper, make, papers_of
from office.papers.models import Form, MadePaper
from office.people.calendar import today
from office.people.models import User
from survey.demarcation import rights, stepping
from survey.demarcation.models import LineSurvey, SurveyPaper, SurveyState
from survey.demarcation.rights import Refused, refuse
from survey.papers.catalogue import all_papers, bases, kind_called
from survey.papers.gathering import facts_of

WORK = "survey.papers"


def may_make(user: User, survey: LineSurvey) -> str | None:
    """Why a person may not make the papers of a survey: who works on it, reviews or files it may."""
    if survey.state == SurveyState.CANCELLED:
        return "勘界工作已取消，不再生成文书。"
    reasons = [ask(user, survey, today()) for ask in (rights.working, rights.reviewing, rights.filing)]
    return None if None in reasons else reasons[0]


def ask_for_papers(user: User, survey: LineSurvey) -> LongJob:
    """Queue the making of all papers of a survey. Raises Refused."""
    refuse(may_make(user, survey))
    return begin(user, WORK, f"生成文书：{survey.title}", {"survey": survey.pk, "user": user.pk})


def make_papers(progress: Progress, survey: int, user: int) -> Result:
    """Set every paper from what stands now; one that was made from the same already is left as it is."""
    subject, actor = LineSurvey.objects.select_related("line").get(pk=survey), User.objects.get(pk=user)
    refuse(may_make(actor, subject))
    facts = facts_of(subject, today(), pictures=True)
    basis = bases(facts)
    there = set(papers_of(subject).values_list("kind", "title", "made_from"))
    papers, new = list(all_papers(facts)), 0
    for number, (kind, paper) in enumerate(papers):
        progress.advance(number, len(papers), f"生成《{paper.title}》")
        if (kind.key, paper.title, basis[kind.key]) not in there:
            keep_paper(actor, subject, make(kind.key, paper), basis[kind.key])
            new += 1
    progress.advance(len(papers), len(papers), "完成")
    return Result(message=f"共 {len(papers)} 份，新生成 {new} 份。", url=f"/survey/lines/{subject.pk}/made/")


@transaction.atomic
def attach(user: User, survey: LineSurvey, paper_id: int) -> SurveyPaper:
    """Put a made paper to the step that it belongs to, as PDF. Raises Refused where it is out of date."""
    paper = papers_of(survey).filter(pk=paper_id).first()
    kind = kind_called(paper.kind) if paper else None
    if paper is None or kind is None:
        raise Refused("没有这份文书，请刷新后再试。")
    if paper.stale(kind.basis(facts_of(survey, today()))):
        raise Refused(f"《{paper.title}》已过期：所据内容在生成之后有改动，请重新生成再归入。")
    file = paper.files.select_related("file").get(form=Form.PDF)
    with open_stored(file.file) as stream:
        content = stream.read()
    return stepping.add_paper(user, survey.pk, kind.step, kind.filed_as, file.filename, content)


def attached(survey: LineSurvey) -> set[str]:
    """The hashes of what lies in the steps of a survey now: a made paper is known there by its bytes."""
    found = SurveyPaper.objects.filter(step__survey=survey, withdrawn_at__isnull=True)
    return set(found.values_list("file_id", flat=True))


def is_attached(paper: MadePaper, there: set[str]) -> bool:
    return any(file.file_id in there for file in paper.files.all())
