"""The register of printed numbers: to whom each was given, for ever."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from docgen.clause import Identifier, sheet_errors
from docgen.clause_number import WrongNumber, numbered, read_number, serial_of
from docgen.library import Library, malformed, read_text, read_yaml
from insertion.errors import InvalidInput

NUMBERS = "numeros.yaml"
_OPENING = (
    "# Le numéro imprimé de chaque clause : un numéro n'est jamais redonné, même à une clause"
    " retirée.\n# « clausier clauses figer » donne les nouveaux ; rien ne s'efface ici.\n"
)


class Numbers(BaseModel):
    """The numbers of a library: its letters, and the clause each number was given to."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    schema_: Annotated[Literal["numeros/1"], Field(alias="schema")]
    prefix: Annotated[str, Field(pattern=r"^[A-Z]{2,4}$")]
    numbers: Mapping[str, Identifier] = {}

    @field_validator("numbers")
    @classmethod
    def _sound(cls, numbers: Mapping[str, str]) -> Mapping[str, str]:
        for each in numbers:
            try:
                if read_number(each) != each:
                    raise ValueError(f"{each} n'a pas la forme d'un numéro")
            except WrongNumber as error:
                raise ValueError(str(error)) from error
        return numbers

    def next_number(self) -> str:
        """Return the first number never given."""
        return numbered(self.prefix, max(map(serial_of, self.numbers), default=0) + 1)

    def given(self, number: str, identifier: str) -> Numbers:
        """Return the register with one number more."""
        return self.model_copy(update={"numbers": {**self.numbers, number: identifier}})

    def text(self) -> str:
        """Return the register as its file."""
        lines = "".join(f"  {number}: {self.numbers[number]}\n" for number in sorted(self.numbers))
        return f"{_OPENING}schema: numeros/1\nprefix: {self.prefix}\nnumbers:\n{lines}"


def read_numbers(library: Library) -> Numbers | None:
    """Return the register of a library, ``None`` when it keeps none.

    Raises:
        InvalidInput: when it is malformed.
    """
    if NUMBERS in library.memory:
        known: Numbers | None = library.memory[NUMBERS]
        return known
    if not (library.root / NUMBERS).is_file():
        return None
    try:
        content = read_yaml(read_text(library.root / NUMBERS, NUMBERS), NUMBERS)
        found = library.memory[NUMBERS] = Numbers.model_validate(content)
    except ValidationError as error:
        raise InvalidInput(
            malformed(f"{NUMBERS}:{path}", f"« {path} » : {detail}", "Rétablir le registre.")
            for path, detail in sheet_errors(error)
        ) from error
    return found
