#!/usr/bin/env python
"""Django's command line for Dijie."""

import os
import sys


def find_libraries() -> None:
    """Where Debian's packages stand unpacked below var/: the loader reads its path only at a start, so start again."""
    from config.environment import house

    found = house().get("environment", {})
    present = os.environ.get("LD_LIBRARY_PATH", "")
    if found.get("LD_LIBRARY_PATH") and found["LD_LIBRARY_PATH"] not in present:
        joined = os.pathsep.join(filter(None, [found["LD_LIBRARY_PATH"], present]))
        os.environ.update({**found, "LD_LIBRARY_PATH": joined})
        os.execv(sys.executable, sys.orig_argv)


def main() -> None:
    find_libraries()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
