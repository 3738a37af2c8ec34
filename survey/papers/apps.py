from django.apps import AppConfig


class SurveyPapersConfig(AppConfig):
    name = "survey.papers"
    label = "survey_papers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from office.jobs.works import register_work
        from survey.demarcation.rights import Refused
        from survey.papers.making import WORK, make_papers

        register_work(WORK, make_papers, refusals=(Refused,))
