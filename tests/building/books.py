"""Workbooks that are not at hand, made from our own tables in the layout that others describe."""

from __future__ import annotations

import files
import pandas as pd

import freedomdata as fd

# the aggregate workbook 2003-2018: a sheet for each edition, the newest first

_SUBTOTALS = [f"{letter} Aggr" for letter in "ABCDEFG"]
#: As the workbook has them, unlike ours; its blanks and hyphens come and go.
_NAMES_2018 = {
    **files.OLD_NAMES,
    "Israeli-Occupied Territories": "Israeli Occupied Territories",
    "Côte d'Ivoire": "Cote d'Ivoire",
    "Palestinian Authority-Administered Territories": (
        "Palestinian Authority Administered Territories"
    ),
    "Bosnia and Herzegovina": "Bosnia and Herzegovina ",
}
_KEY = [
    ["Aggregate Category and Subcategory Scores, Freedom in the World 2003-2018"],
    [""],
    ["Key"],
    ["* indicates a territory"],
    ["A Aggr=aggregate score for the A. Electoral Process subcategory"],
    ["PR Aggr=aggregate score for the Political Rights category"],
]


def aggregate_2018(path, *, bahrain=12, unstarred=("Transnistria",)):
    """
    Make the aggregate workbook 2003-2018.

    Bahrain's A is `bahrain` in the sheets of twelve editions, where it is printed as 21.
    """
    frame = fd.load("fiw", editions=range(2003, 2019))
    items = fd.load_items("fiw", editions=range(2006, 2019))
    wide = items.pivot_table(index=["country_id", "edition"], columns="item", values="value")
    frame = frame.join(wide[[*"ABCDEFG", "Add Q", "Add A"]], on=["country_id", "edition"])
    grids = {"INDEX": [list(row) for row in _KEY]}
    for edition in range(2018, 2005, -1):
        rows = frame[frame["edition"] == edition]
        grids[f"FIW{edition}"] = _sheet_2018(rows, edition, bahrain, unstarred)
        if edition == 2014:  # a stray letter
            grids[f"FIW{edition}"] = [
                [*row, "", "x" if n == 0 else ""] for n, row in enumerate(grids[f"FIW{edition}"])
            ]
    grids["FIW2003-FIW2005"] = _sheet_2003(frame[frame["edition"] <= 2005])
    return files.save(path, grids)


def _sheet_2018(rows, edition, bahrain, unstarred):
    additional = ["Add Q"] if edition == 2018 else ["Add A", "Add B"]
    header = ["Country/Territory ", "Status", "PR Rating", "CL Rating", *_SUBTOTALS[:3],
              *additional, "PR Aggr", *_SUBTOTALS[3:], "CL Aggr", "Total Aggr"]  # fmt: skip
    asked = [name.replace("Add B", "Add Q") for name in additional]
    measures = ["political_rights", "civil_liberties", *"ABC", *asked, "political_rights_score",
                *"DEFG", "civil_liberties_score", "total_score"]  # fmt: skip
    grid = [header]
    for row in rows.sort_values("country").to_dict("records"):
        if row["country_id"] == "BHR" and edition >= 2007:
            row["A"] = bahrain if bahrain != 12 else row["A"]
        grid.append(
            [
                _star(row, unstarred),
                files.LETTERS[row["status"]],
                *("" if pd.isna(row[m]) else int(row[m]) for m in measures),
            ]
        )
    width = len(header)
    grid.insert(len(grid) // 2, [""] * width)  # a blank row
    return [*grid, [""] * width, ["* Territory", *[""] * (width - 1)]]


def _sheet_2003(frame):
    names = {"PR": "political_rights_score", "CL": "civil_liberties_score", "Total": "total_score"}
    columns = [(f"FIW{edition} {name} Aggr", edition, measure)
               for name, measure in names.items() for edition in (2003, 2004, 2005)]  # fmt: skip
    grid = [["Country/Territory", *(header for header, *_ in columns)]]
    for _, rows in frame.groupby("country_id", sort=False):
        values = rows.set_index("edition").to_dict("index")
        row = next(iter(rows.to_dict("records")))
        cells = [values.get(edition, {}).get(measure) for _, edition, measure in columns]
        grid.append([_star(row, ()), *("-" if pd.isna(cell) else int(cell) for cell in cells)])
    return grid


def _star(row, unstarred):
    name = _NAMES_2018.get(row["country"], row["country"])
    return name + ("*" if row["is_territory"] and row["country"] not in unstarred else "")


# the official workbook of Freedom of the Press, editions 1980 to 2017

#: Its names of units that ended, that changed their name, or that we call otherwise.
_NAMES_PRESS = {
    "West Germany": "Germany, West",
    "East Germany": "Germany, East",
    "North Yemen": "Yemen, North",
    "South Yemen": "Yemen, South",
    "Soviet Union": "USSR",
    "Northern Cyprus": "Cyprus (Turkish)",
    **files.OLD_NAMES,
}
_TWO_MEDIA = {1980: "1979", 1981: "1980", 1982: "Jan. 1981-Aug. 1982", 1984: "Aug. 1982-Nov. 1983",
              **{year: str(year - 1) for year in range(1985, 1989)}}  # fmt: skip
_PARTS = {"A-Legal": "legal_environment", "B-Political": "political_environment",
          "C-Economic": "economic_environment"}  # fmt: skip
_OF_FOUR = [f"{medium} {part}" for medium in ("Broadcast", "Print") for part in "ABCD"]


def read_press():
    """Return our table as the workbook would have it: by name, then by edition."""
    frame = fd.load("fotp")
    frame["press_score"] = frame["press_score"].astype("Int64")
    rows: dict[str, dict[int, dict]] = {}
    for row in frame.to_dict("records"):
        names = [_NAMES_PRESS.get(row["country"], row["country"])]
        if row["country_id"] == "PSE" and row["edition"] < 2010:
            names = ["Israeli-Occupied Territories and Palestinian Authority"]
        if row["country_id"] == "SCG":
            names = ["Serbia", "Montenegro"]  # each has what the two of them got
        for name in names:
            rows.setdefault(name, {})[row["edition"]] = row
    return rows


def press(  # noqa: PLR0913 (each is a way in which the file may differ)
    path,
    rows=None,
    *,
    find_broadcast=None,
    above=2,
    is_filled=False,
    gap=False,
    media=("Print", "Broadcast"),
    one=("Status",),
    last=2017,
):
    """
    Make the official workbook of Freedom of the Press.

    Parameters
    ----------
    path : Path
        Where to.
    rows : dict, optional
        Values by name and edition, from :func:`read_press`.
    find_broadcast : callable, optional
        From a row to what is printed for broadcast media; else as the worse of both says.
    above : int, default 2
        How many rows of titles are above the editions.
    is_filled : bool, default False
        Whether the edition is over each of its columns, not over the first of them only.
    gap : bool, default False
        Whether a blank column is after the names and before the scores.
    media, one : tuple, optional
        What is below the editions with two statuses, and with one.
    last : int, default 2017
        The last edition.
    """
    rows = read_press() if rows is None else rows
    blocks = list(_list_blocks(media, one, find_broadcast or broadcast))
    blocks = [block for block in blocks if block[0] <= last]
    grid = [["Freedom of the Press", *[""]], ["1980-2017"]][:above]
    head, years, names = ["Press Freedom Edition"], ["Year(s) Under Review"], [""]
    for edition, covered, cells in blocks:
        width = len(cells)
        title = "1983-84" if edition == 1984 else edition
        head += [title] * width if is_filled else [title, *[""] * (width - 1)]
        years += [covered, *[""] * (width - 1)]
        names += [header for header, _ in cells]
    grid += [head, years, names]
    for name in sorted(rows):
        grid.append([name])
        for edition, _, cells in blocks:
            row = rows[name].get(edition)
            grid[-1] += ["-" if row is None else _plain(value(row)) for _, value in cells]
    width = len(head)
    grid = [[*row, *[""] * (width - len(row))] for row in grid]
    if gap:
        grid = [[*row[:1], "", *row[1:22], "", *row[22:]] for row in grid]
    foot = [[""], ["- Not rated"], ["* See the notes"]]
    notes = [["Freedom of the Press"], ["Scores and statuses by edition"], ["NF Not Free"]]
    return files.save(path, {"Notes": notes, "Data": [*grid, *foot], "Legend": notes[1:]})


def _list_blocks(media, one, find_broadcast):
    """Return edition, years covered, and the columns of each block: header and value of a row."""
    for edition in sorted({*_TWO_MEDIA, *range(1989, 2018)}):
        covered = _TWO_MEDIA.get(edition, edition - 1)
        letter = ("Status", lambda row: files.LETTERS.get(row["status"], "-"))
        score = ("Total Score", lambda row: row["press_score"])
        if edition in _TWO_MEDIA:
            two = (lambda row: files.LETTERS.get(row["print_status"], "-"), find_broadcast)
            yield edition, covered, list(zip(media, two, strict=True))
        elif edition < 1994:
            yield edition, covered, [(one[0], letter[1])]
        elif edition < 2002:
            yield edition, covered, [*((name, lambda _: 7) for name in _OF_FOUR), score, letter]
        else:
            parts = [(name, lambda row, m=measure: row[m]) for name, measure in _PARTS.items()]
            yield edition, covered, [*parts, score, letter]


def broadcast(row):
    """Return the worse status: where it is not that of print media it is that of broadcast ones."""
    return "-" if row["note"] == "print_only" else files.LETTERS.get(row["status"], "-")


def _plain(value):
    return "-" if pd.isna(value) else int(value) if isinstance(value, float) else value
