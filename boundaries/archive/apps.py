import datetime

from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    name = "boundaries.archive"
    label = "archive"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from boundaries.archive import dossiers, events, handing, lines, verification
        from boundaries.archive.refusals import Refused
        from boundaries.archive.subjects import SubjectKind, register
        from office.intake.verification import register as register_proof
        from office.jobs.periodic import register_periodic
        from office.jobs.works import register_work
        from office.tasks.kinds import register_kind

        line = SubjectKind("line", "界线", lines.find_line, lines.get_line, dossiers.LINE, "界线编号，如 2223")
        register(line)
        register(SubjectKind("marker", "界桩", lines.find_marker, lines.get_marker, hint="界桩号"))
        register(SubjectKind("edge", "边", lines.find_edge, lines.get_edge, hint="边号"))
        case = ("case", "区划变更事项", events.find_case, events.get_case, dossiers.CHANGE, "事项编号或批准文号")
        change = ("change", "区划沿革", events.find_change, events.get_change, dossiers.CHANGE, "变更编号或批准文号")
        register(SubjectKind(*case, guarded=True))
        register(SubjectKind(*change))
        register_work(handing.OUT, handing.pack_in_background, (Refused,))
        register_work(handing.IN, handing.take_in_background, (Refused,))
        register_kind(verification.DAMAGED, verification.LABEL)
        for proof in verification.PROOFS:
            register_proof(proof)
        register_periodic("archive.verification", datetime.timedelta(days=30), verification.monthly_verification)
