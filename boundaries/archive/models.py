"""The boundary archive (界线档案): what it holds (`holdings`) and what was done with it (`records`)."""

from boundaries.archive.holdings import Deposit, File, Fonds, Item, ItemVersion, Series, SubjectLink
from boundaries.archive.records import Act, CheckReport, Correction, Extract, HandOver, Use

__all__ = [
    "Act",
    "CheckReport",
    "Correction",
    "Deposit",
    "Extract",
    "File",
    "Fonds",
    "HandOver",
    "Item",
    "ItemVersion",
    "Series",
    "SubjectLink",
    "Use",
]
