"""/gazetteer/homes/: what stands under divisions that ended, and under which it comes (地名改挂). Translation only."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from boundaries.divisions.queries import UnknownDivision, resolve_code
from boundaries.jurisdiction.queries import divisions_of
from gazetteer.names.rehoming import NotMoved, homes_for, rehome, standard_form
from office.people.calendar import today
from office.people.requests import OfficerRequest
from office.people.roles import Role


@require_http_methods(["GET", "POST"])
def homes(request: OfficerRequest) -> HttpResponse:
    """The list; sent back with a division beside the things that shall move, all of them move or none."""
    if not divisions_of(request.user, Role.NAME_OFFICIAL, today()):
        return render(
            request, "names/homes.html", {"refused": "地名改挂由地名管理员办理，您没有这一角色。"}, status=403
        )
    problem = ""
    if request.method == "POST":
        try:
            rehome(request.user, _chosen(request))
            return redirect("applications:homes")
        except NotMoved as refused:
            problem = str(refused)
    found = homes_for(request.user)
    context = {
        "homes": [
            {
                "home": home,
                "rows": [
                    {"feature": item, "name": standard_form(item), "typed": request.POST.get(f"home-{item.pk}", "")}
                    for item in home.features
                ],
            }
            for home in found
        ],
        "count": sum(len(home.features) for home in found),
        "problem": problem,
    }
    return render(request, "names/homes.html", context, status=409 if problem else 200)


def _chosen(request: OfficerRequest) -> dict[int, int]:
    """feature id → division id, from home-17=220122111 or home-17=D12. Raises NotMoved."""
    chosen: dict[int, int] = {}
    for key, value in request.POST.items():
        pk, text = key.removeprefix("home-"), str(value).strip()
        if pk == key or not text or not (pk.isascii() and pk.isdigit()):
            continue
        if text[:1] == "D" and text[1:].isascii() and text[1:].isdigit() and len(text) < 18:
            chosen[int(pk)] = int(text[1:])
            continue
        try:
            chosen[int(pk)] = resolve_code(text, today()).division_id
        except (ValueError, UnknownDivision) as error:
            raise NotMoved(f"{error}。") from error
    return chosen
