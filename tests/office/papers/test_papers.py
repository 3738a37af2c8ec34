"""The general parts of papers: forms and tables in all three formats; what was made is kept with its source."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from PIL import Image
from weasyprint.urls import FatalURLFetchingError

from office.intake.models import StoredFile
from office.intake.storage import open_stored
from office.log.models import Event
from office.papers.book import as_xlsx
from office.papers.content import (
    Cell,
    Column,
    Form,
    Heading,
    NewPage,
    Paper,
    Picture,
    Seals,
    Table,
    Title,
    Words,
    groups,
    places,
    shown,
)  # fmt: skip
from office.papers.document import as_docx
from office.papers.making import Made, filename_of, keep_paper, latest_papers, make
from office.papers.models import Form as Format
from office.papers.page import as_pdf
from office.papers.pdf import pdf
from office.papers.pictures import small
from office.papers.widths import PADDING, breadth, column_widths, lines_in
from office.papers.written import day_words, in_minutes, in_seconds, scale_words
from office.people.models import User
from tests.office.papers.readers import is_pdf_a, pdf_text, sheet_rows, word_text

SAID = ("某线文书", "说明文字。", "甲 & 乙<丙>", "쇠골촌", "𣲗水", "4970086.077", "示例数据", "又一页", "近景", "图一")
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><rect width="10" height="10"/></svg>'


def photograph(size=(1200, 800)) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", size, "#6a8").save(made, "JPEG")
    return made.getvalue()


def a_paper(**more) -> Paper:
    form = Form(
        (20.0, 30.0, 20.0, 30.0),
        (
            (Cell("项目", label=True, down=2), Cell("甲 & 乙<丙>", across=3)),
            (Cell("쇠골촌"), Cell("𣲗水", across=2)),
            (Cell("照片", label=True), Cell(across=3, pictures=(Picture(40, 30, data=photograph(), caption="近景"),))),
        ),
    )
    table = Table(
        (Column("号", 10), Column("X", 30, "right", 3, "坐标"), Column("Y", 30, "right", 3, "坐标"), Column("注", 30)),
        (("1-A", 4970086.0771, None, "=SUM(A1)"), ("2", 1.5, 2, "")),
        "附注",
    )
    blocks = (Heading("一、正文"), Words("说明文字。"), form, NewPage(), Title("又一页"), table,
              Picture(60, 40, svg=SVG, caption="图一"), Seals((("甲方", ("盖章",)), ("乙方", ("盖章",)))))  # fmt: skip
    return Paper("某线文书", blocks, ("共 2 点",), foot="内容散列 9f3c", **more)


cells = st.one_of(
    st.none(), st.floats(0, 1e8), st.text("甲乙丙，。 ", max_size=40), st.from_regex(r"[0-9]{3,9}-[0-9]{3}Q")
)


@given(st.lists(st.tuples(cells, cells, cells), min_size=1, max_size=8), st.floats(60, 400))
def test_columns_fill_the_room_and_tear_no_number(rows, room) -> None:
    table = Table(
        tuple(Column(title, width, digits=3) for title, width in (("序号", 9), ("坐标", 25), ("备注", 80))), tuple(rows)
    )
    widths = column_widths(table, room)
    assert sum(widths) == pytest.approx(room)
    numbers = [
        max((breadth(shown(row[place], 3)) for row in rows if isinstance(row[place], float)), default=0)
        for place in range(3)
    ]
    if all(widths) and sum(map(breadth, ["000000000-000Q"] * 3)) + sum(numbers) + 3 * PADDING < room:
        assert all(width >= need for width, need in zip(widths, numbers, strict=True))


def test_a_row_of_the_sheet_is_as_high_as_its_longest_cell() -> None:
    table = Table(
        (Column("号", 10), Column("位置说明", 30)), (("1", "立于田间道路与排水沟交汇点东侧" * 8), ("2", "短"))
    )
    sheet = load_workbook(io.BytesIO(as_xlsx(Paper("某表", (table,))))).worksheets[0]
    tall, low = (sheet.row_dimensions[row].height for row in (4, 5))
    assert tall >= 2 * low and lines_in("短", 40) == 1 and lines_in("甲\n乙", 40) == 2


def test_all_three_forms_say_the_same() -> None:
    paper = a_paper(sample=True)
    printed, word, rows = as_pdf(paper), as_docx(paper), sheet_rows(as_xlsx(paper))
    assert is_pdf_a(printed)
    for said in (*SAID, "甲方"):
        assert said.replace(" ", "") in pdf_text(printed)
        assert said in word_text(word)
    assert rows[0][0] == "某线文书"
    assert "示例数据" in rows[1][0]
    assert rows[2][1] == "坐标"
    assert rows[3][1:3] == ["X", "Y"]
    assert rows[4] == ["1-A", 4970086.0771, None, "'=SUM(A1)"]


def test_what_is_no_sample_does_not_say_so() -> None:
    paper = a_paper()
    assert "示例数据" not in pdf_text(as_pdf(paper)) + word_text(as_docx(paper)) + str(sheet_rows(as_xlsx(paper)))


def test_a_form_whose_rows_do_not_fill_it_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="row 0"):
        list(places(Form((10.0, 10.0), ((Cell("一"),),))))
    found = list(places(Form((1.0, 1.0, 1.0), ((Cell("a", down=2), Cell("b", across=2)), (Cell("c"), Cell("d"))))))
    assert [(row, column) for row, column, _ in found] == [(0, 0), (0, 1), (1, 1), (1, 2)]
    assert groups([Column("a", 1), Column("b", 1, group="g"), Column("c", 1, group="g")]) == [("", 1), ("g", 2)]


def test_a_page_asks_nothing_outside() -> None:
    with pytest.raises(FatalURLFetchingError):
        pdf('<img src="http://127.0.0.1:9/x.png">')
    with pytest.raises(FatalURLFetchingError):
        pdf('<img src="file:///etc/hostname">')


def test_photographs_travel_small_and_without_what_the_camera_wrote() -> None:
    picture = Image.new("RGB", (2000, 1000), "#123456")
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Camera"
    made = io.BytesIO()
    picture.save(made, "JPEG", exif=exif)
    with Image.open(io.BytesIO(small(made.getvalue()))) as image:
        assert image.size == (450, 900)
        assert not image.getexif()


def test_numbers_as_the_offices_write_them() -> None:
    assert in_minutes(227.1667) == "227°10′"
    assert in_seconds(125.99999999999) == "126°00′00.0000″"
    assert in_seconds(44.4020) == "44°24′07.2000″"
    assert scale_words(10000) == "1:10 000"
    assert day_words(None).count("　") == 6
    assert filename_of('甲/乙:"线"') == "甲_乙_线_"


def test_what_was_made_is_kept_with_what_it_was_made_from(db) -> None:
    user = User.objects.create_user("li")
    subject = StoredFile.objects.create(sha256="a" * 64, size=1)
    made = make("marker_table", a_paper())
    assert set(made.files) == {Format.PDF, Format.DOCX, Format.XLSX}
    kept = keep_paper(user, subject, made, "1" * 64)
    assert keep_paper(user, subject, made, "1" * 64) == kept
    assert not kept.stale("1" * 64)
    assert kept.stale("2" * 64)
    assert open_stored(kept.files.get(form="pdf").file).read() == made.files[Format.PDF]
    assert Event.objects.get(action="papers.make").data["made_from"] == "1" * 64
    again = keep_paper(user, subject, made, "2" * 64)
    assert latest_papers(subject) == [again]


def test_a_list_of_papers_asks_little(db, django_assert_num_queries) -> None:
    user, subject = User.objects.create_user("li"), StoredFile.objects.create(sha256="a" * 64, size=1)
    for number in range(3):
        made = Made(f"kind{number}", Paper(f"文书{number}", ()), {Format.PDF: b"%PDF" + bytes([number])})
        keep_paper(user, subject, made, "1" * 64)
    with django_assert_num_queries(3):
        assert [file.file.size for paper in latest_papers(subject) for file in paper.files.all()] == [5, 5, 5]
