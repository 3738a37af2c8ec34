"""What a task comes from and what it is about: plain values, so that any room can hand in its own things."""

from dataclasses import dataclass

from django.db import models


@dataclass(frozen=True)
class Source:
    """Where a task came from (来源): type and id name it for good, label and address lead a person there."""

    type: str
    id: str
    label: str = ""
    url: str = ""

    @classmethod
    def of(cls, thing: models.Model, url: str = "") -> "Source":
        """A row of the register as a source; its label is what it calls itself."""
        return cls(thing._meta.label_lower, str(thing.pk), str(thing), url)


@dataclass(frozen=True)
class Subject:
    """What a task is about (对象)."""

    type: str
    id: str
    label: str = ""
    url: str = ""

    @classmethod
    def of(cls, thing: models.Model, url: str = "") -> "Subject":
        """A row of the register as a subject; its label is what it calls itself."""
        return cls(thing._meta.label_lower, str(thing.pk), str(thing), url)
