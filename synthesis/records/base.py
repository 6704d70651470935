"""The frozen base of every record, and the field types they share."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, Strict, StringConstraints


class Record(BaseModel):
    """Base of all records: frozen, no unknown fields, numbers and text never converted into each other."""

    model_config = ConfigDict(extra="forbid", frozen=True, validate_default=False)


def _one_line(text: str) -> str:
    if "\n" in text:
        raise ValueError("must be one line")
    return text


#: Text that is not empty; surrounding blanks are removed.
Text = Annotated[str, Strict(), StringConstraints(strip_whitespace=True, min_length=1), AfterValidator(_one_line)]
#: A key: lower-case letters, digits, dots, plus signs and single hyphens.
Slug = Annotated[str, Strict(), StringConstraints(pattern=r"^[A-Za-z0-9]+(?:[-._+][A-Za-z0-9]+)*$")]
#: A number of people, cells or tests.
Count = Annotated[int, Strict(), Field(ge=0)]
#: A finite real number; whole numbers are accepted.
Real = Annotated[float, Strict(), Field(allow_inf_nan=False)]
#: A probability.
Probability = Annotated[float, Strict(), Field(ge=0, le=1)]
#: A calendar year of a publication in this field.
Year = Annotated[int, Strict(), Field(ge=1900, le=2100)]
#: A digital object identifier without prefix.
Doi = Annotated[str, Strict(), StringConstraints(pattern=r"^10\.\d{4,9}/\S+$")]
#: A PubMed identifier.
Pmid = Annotated[str, Strict(), StringConstraints(pattern=r"^[1-9]\d{0,8}$")]
#: A PubMed Central identifier.
Pmcid = Annotated[str, Strict(), StringConstraints(pattern=r"^PMC\d+$")]
#: A web address.
Url = Annotated[str, Strict(), StringConstraints(pattern=r"^https?://\S+$")]
#: Where a value was seen: ``doi:…``, ``pmid:…``, ``pmcid:…`` or a web address.
Reference = Annotated[
    str, Strict(), StringConstraints(pattern=r"^(doi:10\.\d{4,9}/\S+|pmid:\d+|pmcid:PMC\d+|https?://\S+)$")
]
