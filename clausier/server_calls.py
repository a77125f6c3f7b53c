"""Calls of custom functions and of the pane's commands: validated, computed, answered in French.

xlwings-server looks a name up in a module and takes the payload as it comes: a missing key or a
strange name would be an error of the server, which Excel sends again three times. Here only the
marked functions pass, with arguments of the shapes Excel sends; what goes wrong afterwards is
logged without the cells and answered 400, which is never sent again.
"""

from __future__ import annotations

import asyncio
import inspect
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import ModuleType
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from clausier.server_answers import HttpFault, encoded, error_document, refusal, sentence
from clausier.server_log import log_failure
from insertion.errors import Fault, fault
from insertion.typography import counted

SCALARS = frozenset({str, int, float, bool, type(None)})
OK = 200
MAX_CALLS = 10_000
"""Calls in one request: a sheet that asks more sends several."""
MAX_CELLS = 1_500_000
"""Cells in the arguments of one request: a whole column of Excel and some more, half a gigabyte."""
ShortText = Annotated[str, Field(max_length=128)]


class FunctionCall(BaseModel):
    """What Excel posts for one cell; its address, its session and its version serve nothing."""

    model_config = ConfigDict(extra="ignore", strict=True)

    func_name: ShortText
    args: Annotated[list[Any], Field(max_length=255)]
    culture_info_name: ShortText | None = None
    date_format: ShortText | None = None
    runtime: Annotated[str, Field(pattern=r"^\d{1,2}\.\d{1,2}$")] | None = None

    @property
    def manner(self) -> tuple[str | None, ...]:
        """How the answer is written: what the caller's Excel is set to."""
        return self.culture_info_name, self.date_format, self.runtime


class FunctionCalls(BaseModel):
    """Many calls in one request."""

    model_config = ConfigDict(extra="forbid", strict=True)

    appels: Annotated[list[Any], Field(max_length=MAX_CALLS)]


class _SentBook(BaseModel):
    model_config = ConfigDict(extra="allow", strict=True)

    # Excel names a workbook without its folder; with one, it would name a place of our disk.
    name: Annotated[str, Field(max_length=260, pattern=r"^[^/\\]*$")]
    active_sheet_index: Annotated[int, Field(ge=0)]


class _SentSheet(BaseModel):
    model_config = ConfigDict(extra="allow", strict=True)

    name: ShortText
    values: list[list[Any]]


class SentWorkbook(BaseModel):
    """The workbook the pane's JavaScript posts for a command, with the arguments of the command."""

    model_config = ConfigDict(extra="allow", strict=True)

    book: _SentBook
    sheets: Annotated[list[_SentSheet], Field(min_length=1, max_length=1000)]
    args: Annotated[list[str | int | float | bool | None], Field(max_length=20)] = []


@dataclass(frozen=True, slots=True)
class Reply:
    """What one call answers: its JSON, and the sentence that stands for it when it was refused."""

    content: bytes
    status: int = 200
    sentence: str = ""

    @property
    def in_batch(self) -> bytes:
        """Its JSON among the answers of a batch, where each refusal bears its own status."""
        if self.status == OK:
            return self.content
        return encoded({"error": self.sentence, "statut": self.status})


def _refused(status: int, faults: Sequence[Fault]) -> Reply:
    return Reply(encoded(error_document(faults)), status, sentence(faults))


def _said(error: Exception) -> Reply:
    """Return the refusal a function of ours worded itself."""
    document = {"version": 1, "detail": str(error), "erreurs": []}
    return Reply(encoded(document), 400, str(error))


def parsed(body: bytes, place: str) -> Any:
    """Return a body of JSON.

    Raises:
        HttpFault: 400 when it is not, or nests too deep.
    """
    try:
        return json.loads(body, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        detail = "elle n'est pas du JSON lisible"
        raise refusal(400, "REQUETE_ILLISIBLE", place, detail=detail) from None


def _no_constant(name: str) -> float:
    raise ValueError(name)


def _validated(model: type[Any], payload: Any, place: str) -> Any:
    try:
        return model.model_validate(payload)
    except (ValidationError, RecursionError) as error:
        where = ""
        if isinstance(error, ValidationError):
            where = ".".join(str(each) for each in error.errors(include_input=False)[0]["loc"])
        detail = f"« {where[:60] or 'le contenu'} » manque ou n'a pas la forme attendue"
        raise refusal(400, "REQUETE_ILLISIBLE", place, detail=detail) from None


@dataclass
class Calls:
    """The functions and commands of the modules that xlwings registered, and how to call them."""

    functions: ModuleType
    scripts: ModuleType
    seconds: float
    names: dict[str, list[dict[str, Any]]] = field(init=False)
    script_arguments: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        self.names = {
            name: each.__xlfunc__["args"]
            for name, each in vars(self.functions).items()
            if hasattr(each, "__xlfunc__")
        }
        self.script_arguments = {
            name: len(inspect.signature(inspect.unwrap(each)).parameters) - 1
            for name, each in vars(self.scripts).items()
            if hasattr(each, "__xlscript__")
        }

    def one(self, body: bytes) -> Reply:
        """Return the answer of one cell."""
        try:
            call = self._checked(parsed(body, "fonction"))
        except HttpFault as error:
            return _refused(error.status, error.faults)
        return asyncio.run(self._answered(call))

    def many(self, body: bytes) -> bytes:
        """Return the answers of many cells, in their order; equal calls are computed once.

        Raises:
            HttpFault: 400 when it is no list of calls.
        """
        calls = _validated(FunctionCalls, parsed(body, "fonctions"), "fonctions").appels
        return b'{"version":1,"reponses":[' + b",".join(asyncio.run(self._all(calls))) + b"]}"

    async def _all(self, calls: Sequence[Any]) -> list[bytes]:
        end = time.monotonic() + self.seconds
        known: dict[str, bytes] = {}
        answers: list[bytes] = []
        for payload in calls:
            try:
                call = self._checked(payload)
            except HttpFault as error:
                answers.append(_refused(error.status, error.faults).in_batch)
                continue
            key = json.dumps([call.func_name, call.args, *call.manner])
            if key not in known:
                if time.monotonic() > end:  # nobody waits any more: the request was answered
                    break
                known[key] = (await self._answered(call)).in_batch
            answers.append(known[key])
        return answers

    def _checked(self, payload: Any) -> FunctionCall:
        call: FunctionCall = _validated(FunctionCall, payload, "fonction")
        name = call.func_name
        if name not in self.names:
            raise refusal(404, "FONCTION_INCONNUE", "fonction", name=name)
        taken = self.names[name]
        most = len(taken)
        least = sum("optional" not in each and not each["vararg"] for each in taken)
        if not least <= len(call.args) <= most:
            expected = counted(most, "argument")
            if least < most:
                expected = f"de {least} à {most} arguments"
            raise refusal(
                400, "ARGUMENTS_EN_NOMBRE", name.upper(), name=name.upper(),
                expected=expected, count=len(call.args),
            )  # fmt: skip
        _bounded(call.args, name.upper())
        for argument, each in zip(call.args, taken, strict=False):
            fine = _areas(argument) if each["vararg"] else _area(argument)
            if not fine:
                detail = f"« {each['name']} » n'est ni une cellule ni une plage"
                raise refusal(400, "REQUETE_ILLISIBLE", name.upper(), detail=detail)
        return call

    async def _answered(self, call: FunctionCall) -> Reply:
        import xlwings as xw  # noqa: PLC0415  imported once its settings are made
        from xlwings.server import custom_functions_call  # noqa: PLC0415

        payload = {
            "client": "Office.js", "version": xw.__version__, "func_name": call.func_name,
            "args": call.args, "culture_info_name": call.culture_info_name,
            "date_format": call.date_format, "runtime": call.runtime or "1.1",
        }  # fmt: skip
        try:
            result = await custom_functions_call(payload, self.functions)
            return Reply(encoded({"result": result}))
        except xw.XlwingsError as error:
            return _said(error)
        except Exception as error:  # noqa: BLE001  a cell shows a sentence, never a trace
            return _failed(call.func_name.upper(), error)

    def script(self, name: str, body: bytes) -> Reply:
        """Return the actions of one command over the workbook that was sent."""
        try:
            if name not in self.script_arguments:
                raise refusal(404, "COMMANDE_INCONNUE", "commande", name=name)
            payload = parsed(body, name)
            sent: SentWorkbook = _validated(SentWorkbook, payload, name)
            _bounded([each.values for each in sent.sheets], name)
            arguments = sent.args
            most = self.script_arguments[name]
            if len(arguments) > most:
                detail = f"{counted(most, 'argument')} au plus pour « {name} »"
                raise refusal(400, "REQUETE_ILLISIBLE", name, detail=detail)
        except HttpFault as error:
            return _refused(error.status, error.faults)
        return self._run(name, payload, arguments)

    def _run(self, name: str, payload: dict[str, Any], arguments: list[Any]) -> Reply:
        import xlwings as xw  # noqa: PLC0415
        from xlwings.server import custom_scripts_call  # noqa: PLC0415

        payload.pop("args", None)
        payload |= {"client": "Office.js", "version": xw.__version__}
        book = None
        try:
            book = xw.Book(json=payload)
            done = custom_scripts_call(
                self.scripts, name, None, typehint_to_value={xw.Book: book}, args=arguments
            )
            return Reply(encoded(asyncio.run(done).json()))
        except xw.XlwingsError as error:
            return _said(error)
        except Exception as error:  # noqa: BLE001  the pane shows a sentence, never a trace
            return _failed(name, error)
        finally:
            if book is not None:
                book.close()


def _failed(name: str, error: Exception) -> Reply:
    log_failure(name, error)
    return _refused(400, [fault("APPEL_EN_ECHEC", name, name=name)])


def _bounded(arguments: Sequence[Any], place: str) -> None:
    """Refuse more cells than the memory holds once they are computed.

    Raises:
        HttpFault: 413, before anything is made of them.
    """
    count, left = 0, list(arguments)
    while left and count <= MAX_CELLS:
        found = left.pop()
        if type(found) is list:
            rows = [each for each in found if type(each) is list]
            count += len(found) - len(rows) or not rows  # an empty row has its price too
            left += rows
    if count > MAX_CELLS:
        limit = counted(MAX_CELLS, "cellule")
        raise refusal(413, "REQUETE_TROP_GROSSE", place, limit=limit)


def _areas(argument: Any) -> bool:
    return type(argument) is list and all(_area(each) for each in argument)


def _area(argument: Any) -> bool:
    """Tell whether an argument is a cell, or rows of cells."""
    if type(argument) is not list:
        return _cell(argument)
    if not argument or any(type(row) is not list or not row for row in argument):
        return False
    # Types are counted row by row: a hundred thousand cells are judged in a few milliseconds.
    return all(
        SCALARS.issuperset(map(type, row)) or all(_cell(each) for each in row) for row in argument
    )


def _cell(value: Any) -> bool:
    """Tell whether a value is one Excel sends: a scalar, or a typed value with its basic one."""
    if type(value) is not dict:
        return type(value) in SCALARS
    return type(value.get("type")) is str and type(value.get("basicValue", value)) in SCALARS
