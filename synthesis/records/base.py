"""The frozen base of every record, and the field types they share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Protocol, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, Strict, StringConstraints

#: What text of each form looks like, in words, by its pattern; the reader says it when text has another form.
FORMS: dict[str, str] = {}


class Record(BaseModel):
    """Base of all records: frozen, no unknown fields, numbers and text never converted into each other."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, validate_default=False, use_attribute_docstrings=True
    )


class RecordFault(ValueError):
    """What a validator of a record refuses.

    `rule` is the id printed with the problem. `path` leads from the validated value to the part at fault, so
    that the reader can name its line.
    """

    def __init__(
        self, message: str, *, rule: str, path: tuple[str | int, ...] = (), allowed: str = "", fix: str = ""
    ) -> None:
        self.message = message
        self.rule = rule
        self.path = path
        self.allowed = allowed
        self.fix = fix
        super().__init__(message)


class _WithId(Protocol):
    @property
    def id(self) -> str: ...


Items = TypeVar("Items", bound=Sequence[_WithId])


def unique_ids(items: Items) -> Items:
    """Refuse a list in which two records have the same id.

    Raises
    ------
    RecordFault
        With the place of the first id that stands a second time.
    """
    first: dict[str, int] = {}
    for position, item in enumerate(items):
        if item.id in first:
            raise RecordFault(
                f"the id {item.id} stands twice, first in entry {first[item.id] + 1} of this list",
                rule="repeated-id",
                path=(position, "id"),
                allowed="each id once in a list",
                fix="give one of the two another id, or merge them",
            )
        first[item.id] = position
    return items


def _one_line(text: str) -> str:
    if "\n" in text:
        raise RecordFault("must be one line", rule="wrong-form", fix="write it without line breaks")
    return text


def _day(value: object) -> date:
    if isinstance(value, date):
        return value
    try:
        return datetime.strptime(str(value), "%Y-%m-%d").date()  # a day has no time zone
    except ValueError:
        raise RecordFault(
            "must be a date",
            rule="wrong-form",
            allowed="year-month-day, such as 2026-01-31",
            fix="write it in full",
        ) from None


def _form(pattern: str, words: str) -> StringConstraints:
    FORMS[pattern] = words
    return StringConstraints(pattern=pattern)


#: Text that is not empty; surrounding blanks are removed.
Text = Annotated[
    str, Strict(), StringConstraints(strip_whitespace=True, min_length=1), AfterValidator(_one_line)
]
#: A key: letters and digits, with single dots, hyphens, underscores or plus signs between them.
Slug = Annotated[
    str,
    Strict(),
    _form(
        r"^[A-Za-z0-9]+(?:[-._+][A-Za-z0-9]+)*$",
        "letters and digits joined by single hyphens, dots, underscores or plus signs, such as il-6.serum",
    ),
]
#: A finding: its id within the same study, or ``slug/id`` in another one.
FindingId = Annotated[
    str,
    Strict(),
    _form(
        r"^[A-Za-z0-9]+(?:[-._+][A-Za-z0-9]+)*(?:/[A-Za-z0-9]+(?:[-._+][A-Za-z0-9]+)*)?$",
        "the id of a finding of this study, such as il-6.serum, or slug/id for another study",
    ),
]
#: Yes or no, written ``true`` or ``false``.
Truth = Annotated[bool, Strict()]
#: A number of people, cells or tests.
Count = Annotated[int, Strict(), Field(ge=0)]
#: A finite real number; whole numbers are accepted.
Real = Annotated[float, Strict(), Field(allow_inf_nan=False)]
#: A probability.
Probability = Annotated[float, Strict(), Field(ge=0, le=1)]
#: A calendar year of a publication in this field.
Year = Annotated[int, Strict(), Field(ge=1900, le=2100)]
#: A day, written year-month-day.
Day = Annotated[date, BeforeValidator(_day)]
#: A digital object identifier without prefix.
Doi = Annotated[str, Strict(), _form(r"^10\.\d{4,9}/\S+$", "a DOI without prefix, such as 10.1000/xyz123")]
#: A PubMed identifier.
Pmid = Annotated[str, Strict(), _form(r"^[1-9]\d{0,8}$", "a PubMed number in quotes, such as '12345678'")]
#: A PubMed Central identifier.
Pmcid = Annotated[str, Strict(), _form(r"^PMC\d+$", "a PubMed Central id, such as PMC1234567")]
#: A SHA-256 digest.
Sha256 = Annotated[str, Strict(), _form(r"^[0-9a-f]{64}$", "64 hexadecimal digits, in lower case")]
#: A web address.
Url = Annotated[str, Strict(), _form(r"^https?://\S+$", "an address that starts with https://")]
#: Where a value was seen: ``doi:…``, ``pmid:…``, ``pmcid:…`` or a web address.
Reference = Annotated[
    str,
    Strict(),
    _form(
        r"^(doi:10\.\d{4,9}/\S+|pmid:\d+|pmcid:PMC\d+|https?://\S+)$",
        "doi:10.…, pmid:…, pmcid:PMC… or an address that starts with https://",
    ),
]
