"""The state of the register that a plan was computed on (登记状态): one hash over what stands in its scope."""

import datetime

from django.db import connection

from boundaries.changes.protection_register import protection_known
from boundaries.changes.rule_settings import rules_on
from boundaries.changes.touching import entered
from boundaries.divisions.queries import subtree_ids
from office.log.hashing import digest

_ROWS = {
    "versions": "SELECT md5(string_agg(t::text, '|' ORDER BY id)) FROM divisions_divisionversion t"
    " WHERE division_id = ANY(%(ids)s) OR parent_id = ANY(%(ids)s)",
    "codes": "SELECT md5(string_agg(t::text, '|' ORDER BY id)) FROM divisions_divisioncode t"
    " WHERE division_id = ANY(%(ids)s)",
    "seats": "SELECT md5(string_agg(t::text, '|' ORDER BY id)) FROM divisions_divisionseat t"
    " WHERE division_id = ANY(%(ids)s)",
    "edges": "SELECT md5(string_agg((id, valid, left_id, right_id, state, recorded_at)::text, '|' ORDER BY id))"
    " FROM lines_edge WHERE left_id = ANY(%(ids)s) OR right_id = ANY(%(ids)s)",
    "markers": "SELECT md5(string_agg((m.id, m.valid, m.number, m.line_id, m.recorded_at)::text, '|' ORDER BY m.id))"
    " FROM lines_markerversion m WHERE line_id IN (SELECT line_id FROM lines_lineversion"
    " WHERE first_id = ANY(%(ids)s) OR second_id = ANY(%(ids)s))",
}


def register_hash(scope: int, day: datetime.date) -> str:
    """SHA-256 of everything in the register that a plan below `scope` stands on; another one after any change there.

    It covers versions, codes, seats, edges and markers of every period, the rules, and who tells what is touched.
    """
    ids = subtree_ids(scope, day)
    found: dict[str, str | None] = {}
    with connection.cursor() as cursor:
        for name, question in _ROWS.items():
            cursor.execute(question, {"ids": ids})
            found[name] = cursor.fetchone()[0]
    asked = {"rules": list(rules_on().versions), "entered": entered(), "protection": protection_known()}
    return digest({**found, **asked})
