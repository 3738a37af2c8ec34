"""A whole number out of what somebody wrote (整数): a key in an address, a number in a form. Pure."""

MOST = 2**63 - 1  # what a key of the database can be


def whole(text: str | None, most: int = MOST) -> int | None:
    """The number that a text of ASCII digits says, from 0 to `most`; None for anything else, ² and ٣ too."""
    if not text or not (text.isascii() and text.isdigit()) or len(text) > len(str(most)):
        return None
    number = int(text)
    return number if number <= most else None
