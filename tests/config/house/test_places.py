"""Where a private cluster goes."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from config.house import places


def layout(checkout: str, *, enterable: bool = True) -> places.Layout:
    return places.choose(Path(checkout), "pg", "postgres", enterable=lambda _where: enterable, outside=Path("/var/lib"))


def test_below_var_where_that_works() -> None:
    got = layout("/srv/dijie")
    assert (got.base, got.data, got.socket) == (
        Path("/srv/dijie/var/pg"),
        Path("/srv/dijie/var/pg/data"),
        Path("/srv/dijie/var/pg/sock"),
    )
    assert got.notes == ()


def test_outside_where_the_account_cannot_enter_and_says_so() -> None:
    got = layout("/root/dijie", enterable=False)
    assert got.base.parent == Path("/var/lib")
    assert got.socket.is_relative_to(got.base)
    assert len(got.notes) == 1
    assert "进不了 /root/dijie" in got.notes[0]
    assert str(got.base) in got.notes[0]


def test_only_the_socket_moves_where_the_path_is_too_long() -> None:
    long = "/srv/" + "很长的路径" * 8
    got = layout(long)
    assert got.data.is_relative_to(long)
    assert got.socket.parent == Path("/tmp")
    assert "107" in got.notes[0]


def test_two_checkouts_never_share() -> None:
    assert layout("/root/a", enterable=False).base != layout("/root/b", enterable=False).base


def test_the_limit_is_counted_in_bytes_and_exact() -> None:
    room = places.SOCKET_LIMIT - len("/") - len(places.SOCKET_NAME)
    assert places.socket_fits(Path("/" + "a" * (room - 1)))
    assert not places.socket_fits(Path("/" + "a" * room))
    assert not places.socket_fits(Path("/" + "界" * (room // 3 + 1)))


@given(st.lists(st.text("ab界 '\"%", min_size=1, max_size=40), min_size=1, max_size=6), st.booleans())
def test_every_choice_fits_a_socket_and_stays_the_same(parts: list[str], enterable: bool) -> None:
    checkout = "/" + "/".join(parts)
    got = layout(checkout, enterable=enterable)
    assert places.socket_fits(got.socket)
    assert got == layout(checkout, enterable=enterable)
    assert bool(got.notes) == (not got.socket.is_relative_to(checkout))
