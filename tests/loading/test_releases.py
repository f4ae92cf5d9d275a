"""A survey as an earlier release had it is what would have been built from that release's files."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import freedomdata as fd
from freedomdata.building.pipeline import assemble
from freedomdata.paths import DESCRIPTOR, data_dir

NEWEST = {"fiw": 2026, "fotp": 2020, "fotn": 2025}


def reduce(survey, release):
    """Return the record of a survey with the files up to a release only."""
    sources = tuple(s for s in survey.sources if int(s.release) <= release)
    ids = {source.id for source in sources}
    held = {
        edition.edition
        for edition in survey.editions
        for s in sources
        if s.first_edition <= edition.edition <= s.last_edition and edition.edition not in s.lacks
    }
    corrections = (
        replace(c, sources=tuple(id_ for id_ in c.sources if id_ in ids))
        for c in survey.corrections
        if not (c.is_revision and release < 2025)  # then it was no revision yet
    )
    return replace(
        survey,
        sources=sources,
        editions=tuple(e for e in survey.editions if e.edition in held),
        corrections=tuple(c for c in corrections if c.sources),
        notes=tuple(
            replace(
                note,
                rows=frozenset(key for key in note.rows if key[1] in held),
                editions=note.editions & held,
            )
            for note in survey.notes
        ),
    )


def plain(frame):
    return frame.astype(object).where(frame.notna(), None).reset_index(drop=True)


@pytest.mark.parametrize(
    ("survey", "release"),
    [
        *(("fiw", release) for release in (2023, 2024, 2025)),
        *(("fotp", release) for release in (2017, 2018)),
        *(("fotn", release) for release in (2019, 2022, 2024)),
    ],
)
def test_it_is_what_would_have_been_built(raw, survey, release):
    record = reduce(fd.SURVEYS[survey], release)
    tables = assemble({survey: record}, raw)
    built = {t.name: t.rows.to_pandas(date_as_object=False) for t in tables}
    loaded = fd.load(survey, as_of=release)
    pd.testing.assert_frame_equal(plain(loaded), plain(built[survey]))
    assert loaded.dtypes.equals(fd.load(survey).dtypes)
    assert not loaded.equals(fd.load(survey))
    if record.items:
        items = fd.load_items(survey, as_of=release)
        pd.testing.assert_frame_equal(plain(items), plain(built["items"]))


@pytest.mark.parametrize("survey", NEWEST)
def test_the_newest_release_is_the_default(survey):
    newest = NEWEST[survey]
    for as_of in (newest, str(newest), np.int64(newest)):
        pd.testing.assert_frame_equal(fd.load(survey, as_of=as_of), fd.load(survey))
    if fd.SURVEYS[survey].items:
        items = fd.load_items(survey, as_of=newest)
        pd.testing.assert_frame_equal(items, fd.load_items(survey))


def test_release_2024():
    frame = fd.load("fiw", as_of="2024")
    rated = frame[frame["status"].notna()]
    assert rated["is_territory"].value_counts().to_dict() == {False: 9240, True: 517}
    assert frame["edition"].max() == 2024
    assert set(frame["source"]) == {"fiw-2024-ratings"}
    columns = ["civil_liberties_score", "total_score"]
    selection = {"country": "XED", "editions": 2024}
    assert fd.load("fiw", **selection, as_of="2024")[columns].iloc[0].tolist() == [4, 3]
    assert fd.load("fiw", **selection, as_of="2025")[columns].iloc[0].tolist() == [3, 2]
    items = {
        release: fd.load_items("fiw", **selection, item=["G", "G3"], as_of=release)["value"]
        for release in (2024, 2025)
    }
    assert items[2024].tolist() == [2, 3]
    assert items[2025].tolist() == [1, 2]


@pytest.mark.filterwarnings("ignore::freedomdata.FreedomDataWarning")
def test_other_selections_are_of_what_the_release_had():
    kept = fd.load("fotn", as_of=2019, grade="resaved", editions=range(2018, 2025))
    assert set(kept["edition"]) == {2019}
    assert fd.load("fiw", as_of=2025, grade="secondary").empty
    nothing = fd.load("fiw", as_of=2023, years=2024)
    pd.testing.assert_frame_equal(nothing, fd.load("fiw", years=1900))


def test_a_year_between_releases_means_the_one_before():
    frame = fd.load("fotn", as_of=2017)
    pd.testing.assert_frame_equal(frame, fd.load("fotn", as_of=2016))
    assert fd.load("fotn", as_of="2012")["edition"].unique().tolist() == [2009]


@pytest.mark.filterwarnings("ignore::freedomdata.FreedomDataWarning")
def test_a_survey_that_has_ended_has_no_newest_year():
    pd.testing.assert_frame_equal(fd.load("fotp", as_of=2099), fd.load("fotp"))
    assert fd.load("fotp", as_of=2015)["edition"].max() == 2015


@pytest.mark.filterwarnings("ignore::freedomdata.FreedomDataWarning")
def test_a_row_whose_values_are_withheld_stays():
    rows = fd.load("fotp", country="XKX", as_of=2015)
    withheld = rows[rows["status"].isna()]
    assert withheld[["source", "note"]].to_numpy().tolist() == [["fotp-2015-scores", "withheld"]]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: fd.load("fiw", as_of=2022), "oldest release of Freedom in the World .* is 2023"),
        (lambda: fd.load("fiw", as_of="2027"), "newest release of Freedom in the World .* is 2026"),
        (lambda: fd.load("fotp", as_of=2014), "oldest release .* hand are 2015, 2017, 2018, 2019"),
        (lambda: fd.load("fiw", as_of="then"), "'2026', not 'then'; .* 2023, 2024, 2025, 2026"),
        (lambda: fd.load("fiw", as_of=True), "not True"),
        (lambda: fd.load("fiw", as_of=2024.5), "not 2024.5"),
        (lambda: fd.load("fiw", as_of=[2024]), "not \\[2024\\]"),
        (lambda: fd.load("fiw", as_of=np.array([2024, 2025])), "not array"),
        (lambda: fd.load_items("fotn", as_of=2010), "oldest release"),
    ],
)
def test_what_no_release_is_is_refused(call, message):
    with pytest.raises(fd.FreedomDataError, match=message):
        call()


def revise(directory, values):
    """Return a data directory whose files of a release say something else, or nothing, of a key."""
    shutil.copytree(data_dir(), directory)
    path = directory / "readings.parquet"
    table = pq.read_table(path)
    rows = table.to_pandas().astype(object)
    for (country, edition, measure, release), value in values.items():
        files = [s.id for s in fd.SURVEYS["fiw"].sources if s.release == release]
        own = (rows["survey"] == "fiw") & (rows["country_id"] == country)
        own &= (rows["edition"] == edition) & (rows["measure"] == measure)
        own &= rows["source"].isin(files)
        assert own.any()
        if value is None:
            rows = rows[~own]
        else:
            rows.loc[own, "value"] = value
    table = pa.Table.from_pandas(rows, table.schema, preserve_index=False)
    pq.write_table(table.replace_schema_metadata(None), path)
    descriptor = json.loads((directory / DESCRIPTOR).read_text("utf-8"))
    described = next(t for t in descriptor["resources"] if t["name"] == "readings")
    described["sha256"] = hashlib.sha256(path.read_bytes()).hexdigest()
    (directory / DESCRIPTOR).write_text(json.dumps(descriptor), "utf-8")
    return directory


@pytest.mark.filterwarnings("ignore::freedomdata.FreedomDataWarning")
def test_every_kind_of_value_is_undone_and_the_oldest_holds(tmp_path):
    key = ("CHN", 2023)
    data = revise(
        tmp_path / "data",
        {
            (*key, "status", "2023"): "Partly Free",
            (*key, "status", "2024"): "Partly Free",
            (*key, "is_territory", "2023"): "True",
            (*key, "is_territory", "2024"): "True",
            (*key, "total_score", "2023"): "7",
            (*key, "total_score", "2024"): "8",
            (*key, "civil_liberties", "2023"): "5",
            (*key, "civil_liberties", "2024"): None,
            (*key, "region", "2023"): None,
            (*key, "region", "2024"): None,
            (*key, "A1", "2023"): None,
            (*key, "A1", "2024"): None,
            (*key, "A2", "2023"): "1",
            (*key, "A2", "2024"): "1",
            ("NOR", 2023, "status", "2023"): None,
            ("NOR", 2023, "status", "2024"): None,
        },
    )
    columns = ["status", "is_territory", "total_score", "civil_liberties"]
    selection = {"country": "China", "editions": 2023, "data": data}
    then = {r: fd.load("fiw", **selection, as_of=r) for r in (2023, 2024, 2025)}
    assert then[2023][columns].iloc[0].tolist() == ["Partly Free", True, 7, 5]
    assert then[2024][columns].iloc[0].tolist() == ["Partly Free", True, 8, 5]
    pd.testing.assert_frame_equal(then[2025], fd.load("fiw", country="China", editions=2023))
    assert then[2024]["region"].isna().all()
    assert fd.load("fiw", **selection, as_of=2024, territories=False).empty
    assert fd.load("fiw", country="Norway", editions=2023, as_of=2024, data=data).empty
    items = fd.load_items("fiw", **selection, as_of=2024, item=["A1", "A2"])
    assert items[["item", "value"]].to_numpy().tolist() == [["A2", 1]]


def test_a_row_of_no_file_is_refused(tmp_path):
    data = shutil.copytree(data_dir(), tmp_path / "data")
    table = pq.read_table(data / "fiw.parquet")
    rows = table.to_pandas().astype(object)
    rows.loc[5, "source"] = "hearsay"
    pq.write_table(pa.Table.from_pandas(rows, table.schema), data / "fiw.parquet")
    descriptor = json.loads((data / DESCRIPTOR).read_text("utf-8"))
    described = next(t for t in descriptor["resources"] if t["name"] == "fiw")
    described["sha256"] = hashlib.sha256((data / "fiw.parquet").read_bytes()).hexdigest()
    (data / DESCRIPTOR).write_text(json.dumps(descriptor), "utf-8")
    with pytest.raises(fd.SourceError, match=r"fiw\.parquet is damaged \(a row is of no unit"):
        fd.load("fiw", as_of="2024", data=data)
