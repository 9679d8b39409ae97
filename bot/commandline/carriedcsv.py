"""The CSV form: one row a follow, a watch, a morning list, and a channel that has chosen how it
is told.

A cell that a spreadsheet would take for a formula gets an apostrophe in front, which reading
takes away again (https://owasp.org/www-community/attacks/CSV_Injection). A list is one line
of CSV within its cell.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

from bot.commandline.carried import (
    COLUMNS,
    FLAGS,
    LISTS,
    READ_TOO,
    Carried,
    Fault,
    carried,
    records_of,
)
from bot.commandline.carriedfields import Record, Value
from filings.errors import BadInput

_FORMULA = re.compile(r"'*(?:\s*[=+\-@＝＋－＠]|[\t\r\n])")
_GUARDED = re.compile(r"'+(?:\s*[=+\-@＝＋－＠]|[\t\r\n])")
LONGEST_CELL = 100_000
_ENDING = "\r\n"


def as_csv(what: Carried) -> str:
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator=_ENDING)
    writer.writerow(COLUMNS)
    for _, record in records_of(what):
        writer.writerow(
            [guarded(_cell(record[name])) if name in record else "" for name in COLUMNS]
        )
    return written.getvalue()


def guarded(text: str) -> str:
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(text: str) -> str:
    return text[1:] if _GUARDED.match(text) else text


def _cell(value: Value) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else _line(value)


def _line(values: Sequence[str]) -> str:
    if not values:
        return ""
    written = io.StringIO(newline="")
    # What ends a line is what the writer puts in quotes.
    csv.writer(written, lineterminator=_ENDING).writerow(values)
    return written.getvalue().removesuffix(_ENDING)


def from_csv(text: str) -> Carried:
    """Raises BadInput for what is no table of these columns."""
    csv.field_size_limit(LONGEST_CELL)
    first = text.partition("\n")[0]
    # A spreadsheet in much of the world writes semicolons.
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[tuple[str, Record]] = []
    faults: list[Fault] = []
    try:
        header = [name.strip().casefold() for name in next(reader, [])]
        _check(header)
        line = reader.line_num
        for cells in reader:
            # A cell may span lines; the row is where it begins.
            place, line = f"line {line + 1}", reader.line_num
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) > len(header):
                faults.append(Fault(place, "It has more cells than the first line has names."))
                continue
            rows.append((place, _record(zip(header, cells, strict=False))))
    except csv.Error as error:
        raise BadInput(f"Line {reader.line_num} is not CSV: {error}.") from error
    return carried(rows, faults)


def _check(header: Sequence[str]) -> None:
    unknown = [name for name in header if name not in (*COLUMNS, *READ_TOO)]
    if "channel" not in header:
        raise BadInput("The first line has to name the columns; channel is not among them.")
    if unknown:
        raise BadInput(f"“{unknown[0]}” is no column I know. Columns are: {', '.join(COLUMNS)}.")
    if len(set(header)) != len(header):
        raise BadInput("A column is named twice in the first line.")


def _record(cells: Iterable[tuple[str, str]]) -> Record:
    record: Record = {}
    for name, cell in cells:
        text = unguarded(cell)
        if name in LISTS:
            record[name] = _values(text)
        elif name in FLAGS or name in ("note", "words"):
            record[name] = text
        else:
            record[name] = text.strip()
    return record


def _values(text: str) -> tuple[str, ...]:
    rows = list(csv.reader(io.StringIO(text, newline=""), skipinitialspace=False))
    return tuple(rows[0]) if rows else ()
