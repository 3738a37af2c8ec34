"""`python -m tests.config.house.contents`: put papers, uses, an extract and sealed events into a new house."""

import io

import django


def fill() -> None:
    """Everything through the actions of the archive, so that every kind of row and file is there."""
    from boundaries.archive import actions, extracts, using
    from boundaries.archive.actions import Description
    from boundaries.archive.models import Extract, Fonds
    from boundaries.archive.shelves import Shelf
    from office.log.actions import seal
    from office.papers.pdf import pdf
    from office.people.roles import Role
    from tests.factories import appointed, make_tree

    tree = make_tree()
    registrar = appointed(Role.REGISTRAR, tree["province"], username="dangan", full_name="陈档")
    fonds = Fonds.objects.create(code="J012", name="吉林省民政厅", division=tree["province"])
    for number in range(3):
        data = pdf(f"<html lang='zh'><title>纪要</title><p>纪要 {number}</p></html>", variant="pdf/a-2b")
        waiting = actions.deposit(registrar, f"纪要 {number}.pdf", io.BytesIO(data))
        described = Description(title=f"纪要 {number}", kind="minutes", precision="unknown")
        shelf = Shelf(material="WS", key="2025")
        item = actions.file_item(registrar, fonds, shelf, described, deposit_id=waiting.pk, shown=waiting.file_id)
        using.view(registrar, item)
    extracts.issue(registrar, item.pk, Extract.Kind.COPY, purpose="核对", applicant="农安县民政局")
    seal()


if __name__ == "__main__":
    django.setup()
    fill()
