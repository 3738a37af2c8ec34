"""The house as an app of Django: it brings the system checks."""

from importlib import import_module

from django.apps import AppConfig


class HouseConfig(AppConfig):
    name = "config"
    label = "house"

    def ready(self) -> None:
        import_module("config.checks")
