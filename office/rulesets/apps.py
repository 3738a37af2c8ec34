from django.apps import AppConfig
from django.db.models.signals import post_migrate


class RulesetsConfig(AppConfig):
    name = "office.rulesets"
    label = "rulesets"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from office.rulesets.shipped import enter_shipped

        post_migrate.connect(enter_shipped, sender=self, dispatch_uid="rulesets.shipped")
