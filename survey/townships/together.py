"""Files that were sent together (一次报送的多个文件): one streams, several are put together in memory."""

from collections.abc import Sequence
from io import SEEK_END
from typing import IO

from boundaries.lines.models import LineVersion
from office.intake.readers.faults import megabytes
from office.people.models import User
from survey.checks.queries import reading_limits
from survey.townships.actions import receive_all, upload_many
from survey.townships.models import SurveyUpload
from survey.townships.refusals import Refused


def receive_files(
    sender: User, files: Sequence[tuple[str, IO[bytes]]], *, line: LineVersion | None = None
) -> list[tuple[SurveyUpload, bool]]:
    """Take in files by name and bytes; the parts of a Shapefile become one. Raises Refused, over the limit too."""
    if len(files) == 1:
        return receive_all(sender, *files[0], line=line)
    limit, sizes = reading_limits().max_bytes, [source.seek(0, SEEK_END) for _name, source in files]
    if sum(sizes) > limit:
        total, most = megabytes(sum(sizes)), megabytes(limit)
        raise Refused(f"{len(files)} 个文件合计 {total}，超过一次上传的上限 {most}，请分几次上传。")
    if len({name for name, _source in files}) < len(files):
        raise Refused("有两个文件同名，请改名或分开上传。")
    content = {}
    for name, source in files:
        source.seek(0)
        content[name] = source.read()
    return upload_many(sender, content, line=line)
