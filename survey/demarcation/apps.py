from django.apps import AppConfig


class DemarcationConfig(AppConfig):
    name = "survey.demarcation"
    label = "demarcation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from boundaries.changes.consequences import register_consequence
        from office.tasks.kinds import register_kind, register_place
        from survey.demarcation.division_changes import LABEL, WORK, open_surveys
        from survey.demarcation.tasks import SURVEY, place_of

        register_place(SURVEY, place_of)
        register_kind(WORK, LABEL)
        register_consequence("在办勘界工作", open_surveys)
