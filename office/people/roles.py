"""The roles of the offices (角色). What a role may do is decided where the work is, by role, jurisdiction and state."""

from django.db.models import TextChoices


class Role(TextChoices):
    """One function a person holds over a subtree of divisions."""

    SURVEYOR = "surveyor", "测绘员"
    BOUNDARY_OFFICER = "boundary_officer", "界线管理员"
    NAME_OFFICIAL = "name_official", "地名管理员"
    REGISTRAR = "registrar", "档案管理员"
    INSPECTOR = "inspector", "联检员"
    ADMINISTRATOR = "administrator", "系统管理员"
