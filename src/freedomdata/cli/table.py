"""Somebody's own table: read as it is; a CSV is written back with one more column."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from freedomdata.countries import read_year
from freedomdata.errors import FreedomDataError, SourceError, brief
from freedomdata.limits import OWN_TABLE, hold, read_file
from freedomdata.sources.formats import decode, find_delimiter, split_rows
from freedomdata.writing import check_file, replacing

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import pandas as pd

__all__ = ["CsvFile", "check_report", "protect_cells", "read_csv", "read_table", "write_csv"]

_PARQUET = b"PAR1"  # how such a file begins
_SHOWN, _LONG = 50, 80  # headers in a message, and letters of each


@dataclass(frozen=True, slots=True)
class CsvFile:
    """A table: all cells as they are written, the line of each row, and how it was written."""

    path: Path
    header: list[str]
    rows: list[list[str]]
    lines: list[int]
    delimiter: str
    encoding: str
    newline: str

    def column(self, name: str) -> list[str | None]:
        """Return the cells of a column, None for empty ones."""
        if self.header.count(name) != 1:
            found = "twice" if name in self.header else "not there"
            more = len(self.header) - _SHOWN
            there = ", ".join(head[:_LONG] for head in self.header[:_SHOWN])
            there += f" and {more:,} more" if more > 0 else ""
            raise SourceError(
                f"{self.path}: the column {brief(name)} is {found}; there are {there}"
            )
        column = self.header.index(name)
        return [row[column].strip() or None for row in self.rows]

    def years(self, name: str) -> list[int | None]:
        """Return the cells of a column as years."""

        def read(line: int, cell: str | None) -> int | None:
            try:
                return read_year(name, cell)
            except FreedomDataError:
                raise SourceError(
                    f"{self.path}, line {line}: {name} is {brief(cell)}, where a year such as 1990 "
                    "is expected"
                ) from None

        return [read(*pair) for pair in zip(self.lines, self.column(name), strict=True)]

    def write(self, path: Path, ids: Iterable[Any]) -> None:
        """Write the table with the ids as one more column, in place only when all is written."""
        if "country_id" in self.header:
            raise SourceError(f"{self.path} has a column country_id already: rename it first")
        with replacing(path) as draft, draft.open("w", encoding=self.encoding, newline="") as file:
            writer = csv.writer(file, delimiter=self.delimiter, lineterminator=self.newline)
            writer.writerow([*self.header, "country_id"])
            writer.writerows([*row, id_] for row, id_ in zip(self.rows, ids, strict=True))


def check_report(path: Path, source: Path) -> None:
    """
    Check that a report can be written there, before anything else is done.

    Raises
    ------
    FreedomDataError
        If it would take the place of the file that it is on, or of one that is no CSV.
    """
    target = check_file(path)
    if not target.exists():
        return
    if source.exists() and target.samefile(source):
        raise FreedomDataError(f"{path} is the file that is read: give the report another name")
    if target.suffix.casefold() != ".csv":
        raise FreedomDataError(f"{path} is there already, and no CSV: give the report another name")


def write_csv(path: Path, frame: pd.DataFrame) -> None:
    """
    Write a table of ours for people and spreadsheets, in place only when all is written.

    A mark at the start tells spreadsheets that it is UTF-8. What was printed as a formula is
    written as text, after an apostrophe, so that no spreadsheet runs it.
    """
    with replacing(path) as draft:
        protect_cells(frame).to_csv(draft, index=False, encoding="utf-8-sig", lineterminator="\n")


def protect_cells(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame in which no text begins as a formula of a spreadsheet does."""
    safe = frame.copy()
    for name in frame.select_dtypes(["object", "string"]):
        safe[name] = frame[name].str.replace(r"^(?=[=@+\t\r]|-\D)", "'", regex=True)
    return safe


def read_table(path: Path) -> pd.DataFrame:
    """Read a CSV or Parquet file as a frame; the rows of a CSV are labeled with their lines."""
    import pandas as pd

    content = read_file(path, OWN_TABLE, "CSV or Parquet file")
    if content[:4] == _PARQUET:
        return _read_parquet(path, content)
    table = read_csv(path)
    cells = [[cell.strip() or None for cell in row] for row in table.rows]
    return pd.DataFrame(cells, columns=table.header, index=table.lines, dtype=object)


def _read_parquet(path: Path, content: bytes) -> pd.DataFrame:
    import pyarrow as pa
    from pyarrow.parquet import ParquetFile

    try:
        file = ParquetFile(pa.BufferReader(content))
        rows, width = file.metadata.num_rows, file.metadata.num_columns
        hold(OWN_TABLE, str(path), rows=rows, columns=width, cells=rows * width)
        frame: pd.DataFrame = file.read().to_pandas()
    except (pa.ArrowException, OSError):  # OSError of Arrow: it reads no file here
        raise SourceError(f"{path} is no Parquet file that can be read") from None
    return frame


def read_csv(path: Path) -> CsvFile:
    """Read a CSV, in UTF-8 or as Windows writes it, whatever delimits its cells."""
    content = read_file(path, OWN_TABLE, "CSV file")
    if b"\0" in content:
        raise SourceError(f"{path} is no CSV: save the sheet as CSV (UTF-8) first")
    try:
        text, encoding = decode(content)
    except UnicodeError:
        raise SourceError(
            f"{path} is neither UTF-8 nor Windows text: save it as CSV (UTF-8) first"
        ) from None
    try:
        delimiter = find_delimiter(str(path), text, OWN_TABLE)
        rows = split_rows(str(path), text, delimiter, OWN_TABLE, exact=True)
        _, header = next(rows, (0, []))
        # a line with nothing in it is a row only where a row is one cell
        kept = [(line, row or [""]) for line, row in rows if row or len(header) == 1]
    except csv.Error as error:
        raise SourceError(f"{path} is no CSV that can be read: {error}") from None
    if not (header or kept):
        raise SourceError(f"{path} is empty: a header and rows are expected")
    for line, row in kept:
        if len(row) != len(header):
            raise SourceError(
                f"{path}, line {line}: {len(row)} cells under a header of {len(header)}"
            )
    return CsvFile(
        path,
        [cell.strip() for cell in header],
        [row for _, row in kept],
        [line for line, _ in kept],
        delimiter,
        encoding,
        "\r\n" if "\r\n" in text else "\n",
    )
