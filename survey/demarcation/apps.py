from django.apps import AppConfig


class DemarcationConfig(AppConfig):
    name = "survey.demarcation"
    label = "demarcation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from office.tasks.kinds import register_place
        from survey.demarcation.tasks import SURVEY, place_of

        register_place(SURVEY, place_of)
