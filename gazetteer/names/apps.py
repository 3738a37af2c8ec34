from django.apps import AppConfig


class NamesConfig(AppConfig):
    name = "gazetteer.names"
    label = "names"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from boundaries.archive.subjects import register as register_subject
        from boundaries.changes.consequences import register_consequence
        from boundaries.changes.hanging import register_hanging
        from boundaries.changes.loading import register_loader
        from boundaries.changes.naming_register import register_name_judge
        from boundaries.changes.touching import register_touched
        from boundaries.exports.selections import register as register_export
        from boundaries.lines.inside import register_inside
        from boundaries.lines.nearby import register_names
        from gazetteer.names import archiving, division_changes, exports, inside, nearby, touching
        from gazetteer.names.load.loader import LOADER
        from office.tasks.kinds import register_kind

        register_loader(LOADER)
        register_export(exports.NAMES)
        register_export(exports.STREETS)
        register_subject(archiving.NAMES)
        register_inside("地名", inside.names_in)
        register_names("地名", nearby.names_near, nearby.names_known)
        register_name_judge(division_changes.judge_division_name)
        register_consequence("地名与街路巷", division_changes.names_inside)
        register_hanging("地名", division_changes.names_left, division_changes.names_pass_on)
        register_touched("地名与街路巷", touching.names_within)
        for kind, label in division_changes.KINDS.items():
            register_kind(kind, label)
