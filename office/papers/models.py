"""Papers that the system made (生成的文书): what each was made from, its files, whether it still fits."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from office.intake.models import StoredFile


class Form(models.TextChoices):
    """In which forms a paper is made (格式): to work on further, to count with, to keep."""

    DOCX = "docx", "Word"
    XLSX = "xlsx", "Excel"
    PDF = "pdf", "PDF"


class MadePaper(models.Model):
    """One making of one paper (生成的文书). `subject_type` and `subject_id` name what it is about, `kind` the paper.

    `made_from` is the SHA-256 of the content that it was made from: where that is another one by now the paper is out
    of date (已过期). Made again it is another row; what was made stays.
    """

    subject_type = models.CharField("对象类型", max_length=80)
    subject_id = models.CharField("对象编号", max_length=80)
    kind = models.CharField("文书种类", max_length=40)
    title = models.CharField("题名", max_length=200)
    made_from = models.CharField("所据内容 SHA-256", max_length=64)
    made_at = models.DateTimeField("生成时间", auto_now_add=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="生成人"
    )
    is_sample = models.BooleanField("示例数据", default=False)

    class Meta:
        verbose_name = "生成的文书"
        ordering = ["id"]
        indexes = [models.Index(fields=["subject_type", "subject_id", "kind"], name="made_paper_by_subject")]
        constraints = [
            models.CheckConstraint(
                condition=Q(made_from__regex=r"^[0-9a-f]{64}$"),
                name="made_paper_hash_digits",
                violation_error_message="所据内容的散列应为 64 位十六进制 SHA-256。",
            ),
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(kind=""),
                name="made_paper_has_title",
                violation_error_message="生成的文书须有题名和种类。",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def stale(self, current: str) -> bool:
        """Whether it was made from something else than what stands now (已过期)."""
        return self.made_from != current


class PaperFile(models.Model):
    """A made paper in one form; the bytes are kept once under their SHA-256."""

    paper = models.ForeignKey(MadePaper, models.CASCADE, related_name="files", verbose_name="文书")
    form = models.CharField("格式", max_length=4, choices=Form.choices)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="原件")
    filename = models.CharField("文件名", max_length=255)

    class Meta:
        verbose_name = "文书文件"
        ordering = ["form"]
        constraints = [
            models.UniqueConstraint(
                fields=["paper", "form"],
                name="made_paper_once_in_a_form",
                violation_error_message="一份文书的同一格式只有一个文件。",
            )
        ]
