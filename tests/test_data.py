"""An opened data directory: of one moment, its own, and in which formats it may be."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import readings

import freedomdata as fd
from freedomdata import data
from freedomdata.data import Data, open_data
from freedomdata.descriptor import FORMAT
from freedomdata.paths import data_dir


def describe(directory, **changes):
    """Change the descriptor of a directory; its tables are described as they are."""
    path = directory / "datapackage.json"
    descriptor = json.loads(path.read_text("utf-8")) | changes
    for table in descriptor["resources"]:
        content = (directory / table["path"]).read_bytes()
        table["sha256"] = hashlib.sha256(content).hexdigest()
    path.write_text(json.dumps(descriptor), "utf-8")


# opened once


def test_a_directory_stays_open_for_as_long_as_its_files_are_the_same(tmp_path):
    own = shutil.copytree(data_dir(), tmp_path / "own")
    opened = open_data(own)
    assert open_data(own) is open_data(str(own)) is open_data(opened) is opened
    describe(own, version="2031.1")
    assert open_data(own).version == "2031.1" != opened.version


def test_what_is_opened_is_a_path_too():
    opened = open_data()
    assert fd.load("fotn", country="HUN", data=opened).equals(fd.load("fotn", country="HUN"))
    assert fd.version(data=opened) == fd.version(data=data_dir(opened)) == fd.version()


CALLS = {
    "version": lambda data: fd.version(data=data),
    "surveys": lambda data: fd.list_surveys(data=data),
    "editions": lambda data: fd.list_editions(data=data),
    "load": lambda data: fd.load("fiw", data=data),
    "load latest": lambda data: fd.load("fotn", editions="latest", data=data),
    "items": lambda data: fd.load_items("fotn", editions=2020, data=data),
    "panel": lambda data: fd.load_panel(country="China", data=data),
    "trend": lambda data: fd.alt_text(fd.plot_trend("China", data=data)),
    "compare": lambda data: fd.alt_text(fd.plot_compare(["China", "Taiwan"], data=data)),
    "picture of items": lambda data: fd.alt_text(fd.plot_items("Hungary", data=data)),
    "map": lambda data: fd.alt_text(fd.plot_map(2012, data=data)),
    "people": lambda data: fd.alt_text(fd.plot_counts(weight="population", data=data)),
    "statuses": lambda data: fd.alt_text(fd.plot_statuses(["Hungary", "Poland"], data=data)),
    "movers": lambda data: fd.alt_text(fd.plot_movers(2014, 2024, data=data)),
}
NEED_READINGS = {
    "as_of": lambda data: fd.load("fiw", as_of="2024", data=data),
    "items as_of": lambda data: fd.load_items("fiw", as_of="2024", data=data),
    "known_on": lambda data: fd.load_panel("fiw", known_on="2024-06-30", data=data),
    "revisions": lambda data: fd.list_revisions(data=data),
    "cite": lambda data: fd.cite(fd.load("fotp", country="China", data=data), data=data),
    "cite surveys": lambda data: fd.cite(["fiw", "fotn"], data=data),
    "explain": lambda data: str(fd.explain("China", 2013, data=data)),
    "validate": lambda data: fd.validate(fd.load("fotn", data=data), "fotn", data=data),
    "check": lambda data: fd.check(data, survey="fotn"),
}


def is_same(one, other):
    return one.equals(other) if isinstance(one, pd.DataFrame) else one == other


def test_no_call_changes_what_is_kept_of_a_directory(tmp_path):
    own = open_data(shutil.copytree(data_dir(), tmp_path / "own"))
    before = json.dumps(own.descriptor)
    answers = {name: call(own) for name, call in (CALLS | NEED_READINGS).items()}
    assert json.dumps(own.descriptor) == before
    for name, call in (CALLS | NEED_READINGS).items():
        assert is_same(call(own), answers[name]), name


def spoil(frame):
    """Write to every column in all the ways that pandas lets a user."""
    for name in frame.columns:
        values = frame[name].to_numpy()
        if values.flags.writeable:
            values[:] = values[::-1].copy()
        array = frame[name].array
        with suppress(ValueError, TypeError):  # it may be read only
            array[0] = array[len(array) - 1]
        for part in ("_ndarray", "_data", "_mask"):  # where compiled code of others writes
            inner = getattr(array, part, None)
            if isinstance(inner, np.ndarray) and inner.flags.writeable:
                inner[:] = inner[::-1].copy()
        frame.loc[frame.index[1], name] = frame[name].iloc[-1]
        frame[name] = frame[name].iloc[::-1].to_numpy()


@pytest.mark.filterwarnings("ignore:Setting an item of incompatible dtype:FutureWarning")
@pytest.mark.parametrize("dtype_backend", [None, "numpy_nullable", "pyarrow"])
@pytest.mark.parametrize(
    "load",
    [
        lambda **given: fd.load("fiw", **given),
        lambda **given: fd.load("fiw", country=["China", "Tibet"], **given),
        lambda **given: fd.load("fotn", years=range(1900, 2100), **given),
        lambda **given: fd.load_panel("fotn", years=range(1900, 2100), **given),
        lambda **given: fd.load_items("fotn", editions=2020, **given),
        lambda **given: fd.load_panel("fotn", **given),
        lambda **given: fd.load_panel(country="China", **given),
    ],
    ids=[
        "load",
        "some rows",
        "all that is selected",
        "all of a panel",
        "items",
        "panel",
        "some rows of a panel",
    ],
)
def test_a_frame_is_its_users_to_write_to(load, dtype_backend):
    frame = load(dtype_backend=dtype_backend)
    before = frame.copy()
    spoil(frame)
    assert not frame.equals(before)
    pd.testing.assert_frame_equal(load(dtype_backend=dtype_backend), before)


def test_threads_that_begin_at_once_read_the_same(tmp_path):
    names = ("load", "panel", "as_of", "explain", "cite", "version", "items")
    calls = {name: (CALLS | NEED_READINGS)[name] for name in names}
    answers = {name: call(None) for name, call in calls.items()}
    own = shutil.copytree(data_dir(), tmp_path / "own")
    with ThreadPoolExecutor(len(calls) * 2) as pool:
        found = [(name, pool.submit(call, own)) for name, call in calls.items() for _ in range(2)]
    assert all(is_same(answer.result(), answers[name]) for name, answer in found)


def test_files_replaced_without_another_time_are_seen(tmp_path, monkeypatch):
    """Some file systems count time in steps of two seconds: there a signature says too little."""
    own = shutil.copytree(data_dir(), tmp_path / "own")
    coarse = {"datapackage.json": (1, 1, (time.time_ns(), time.time_ns()))}
    monkeypatch.setattr(data, "_sign", lambda _: coarse)
    opened = open_data(own)
    assert open_data(own) is opened
    describe(own, version="2031.1")
    assert open_data(own).version == "2031.1"
    shutil.copy(own / "fotp.parquet", own / "fotn.parquet")
    with pytest.raises(fd.SourceError, match=r"fotn\.parquet is missing or not the table"):
        fd.load("fotn", data=own)
    coarse["datapackage.json"] = (1, 1, (0, 0))
    opened = open_data(own)
    describe(own, version="2032.1")
    assert open_data(own) is opened, "what was written long ago is not read again"


def test_a_directory_is_that_of_the_moment_whatever_its_path_leads_to(tmp_path, monkeypatch):
    one, other = (shutil.copytree(data_dir(), tmp_path / name / "own") for name in "ab")
    describe(one, version="2031.1")
    describe(other, version="2032.1")
    for home, version in (("a", "2031.1"), ("b", "2032.1"), ("a", "2031.1")):
        monkeypatch.chdir(tmp_path / home)
        assert fd.version(data="own").data == version
    for directory in (one, other):
        monkeypatch.setenv("FREEDOMDATA_DATA", str(directory))
        assert fd.version() == fd.version(data=directory)
    link = tmp_path / "link"
    for directory in (one, other):
        link.unlink(missing_ok=True)
        link.symlink_to(directory)
        assert fd.version(data=link) == fd.version(data=directory)
    shutil.rmtree(other)
    with pytest.raises(fd.SourceError, match=r"is a link to .* which does not exist"):
        fd.version(data=link)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no process is forked here")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of Python 3.12, where threads run
def test_a_process_forked_while_a_thread_reads_opens_the_directory_anew():
    opened, is_held, is_done = open_data(), threading.Event(), threading.Event()

    def wait():
        is_held.set()
        is_done.wait()

    thread = threading.Thread(target=lambda: opened.keep("slow", wait))
    thread.start()
    is_held.wait()
    child = os.fork()
    if not child:  # with the old lock it would wait until it is killed
        signal.alarm(60)
        os._exit(0 if open_data().keep("slow", lambda: True) else 1)
    is_done.set()
    thread.join()
    assert os.waitpid(child, 0)[1] == 0


def spoil_readings(rows, fault):
    """Return the readings of a directory with a fault that no table written by us has."""
    one = rows.index[(rows["survey"] == "fiw") & (rows["country_id"] == "CHN")][0]
    if fault == "order":
        return rows.iloc[::-1]
    if fault == "survey":
        return rows[rows["survey"] != "fiw"]
    column, value = fault
    rows.loc[one, column] = value
    return rows


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ("order", "the rows of fiw are not sorted"),
        ("survey", "it has no readings of fiw"),
        (("country_id", "CHX"), "a row is of no unit, edition or measure of fiw"),
        (("edition", 1900), "a row is of no unit, edition or measure of fiw"),
        (("measure", "mood"), "a row is of no unit, edition or measure of fiw"),
        (("source", "hearsay"), "a row is of no file of fiw"),
        (("value", "many"), "a row of fiw has no value of its measure"),
        (("value", "1e999"), "a row of fiw has no value of its measure"),
    ],
    ids=str,
)
def test_readings_that_cannot_be_are_refused_and_listed_by_check(tmp_path, fault, message):
    own = shutil.copytree(data_dir(), tmp_path / "own")
    path = own / "readings.parquet"
    schema = pq.read_schema(path)
    rows = spoil_readings(readings.read(own), fault)
    pq.write_table(pa.Table.from_pandas(rows, schema, preserve_index=False), path)
    describe(own)
    for call in (
        lambda: fd.load("fiw", as_of="2024", data=own),
        lambda: fd.cite("fiw", data=own),
        lambda: fd.explain("China", 2013, data=own),
        lambda: fd.list_revisions("fiw", data=own),
    ):
        with pytest.raises(fd.SourceError, match=rf"is damaged \({message}.*: check\(data\) says"):
            call()
    assert fd.load("fiw", data=own).equals(fd.load("fiw"))
    assert (fd.check(own, survey="fiw")["level"] == "error").any()


# formats


@pytest.fixture(scope="module")
def old(tmp_path_factory):
    """A directory as 0.7.0 wrote it: two tables of cells in place of the readings, no number."""
    home = shutil.copytree(data_dir(), tmp_path_factory.mktemp("old") / "own")
    names = {"lineage": readings.delivered(home), "witnesses": readings.others(home)}
    (home / "readings.parquet").unlink()
    for name, rows in names.items():
        rows.drop(columns=["value", "is_reprint"]).astype(str).to_parquet(home / f"{name}.parquet")
    descriptor = json.loads((home / "datapackage.json").read_text("utf-8"))
    del descriptor["format"]
    kept = [table for table in descriptor["resources"] if table["name"] != "readings"]
    like = kept[-1] | {"row_count": 0}
    kept += [like | {"name": name, "path": f"{name}.parquet"} for name in names]
    descriptor["resources"] = kept
    (home / "datapackage.json").write_text(json.dumps(descriptor), "utf-8")
    describe(home)
    return home


@pytest.mark.parametrize("name", CALLS)
def test_what_needs_no_readings_works_with_a_directory_of_the_first_format(old, name):
    answer, wanted = CALLS[name](old), CALLS[name](None)
    if name == "version":
        assert answer[:2] == wanted[:2]
        assert answer.tables != wanted.tables
    else:
        assert is_same(answer, wanted)


def test_an_atlas_is_drawn_from_a_directory_of_the_first_format(old, tmp_path):
    atlas = fd.plot_atlas(tmp_path / "atlas", country="China", jobs=1, data=old)
    assert (atlas / "CHN-china.svg").is_file()


REFUSED = (
    r"own was written by another version of freedomdata: make it anew with `freedomdata build "
)


@pytest.mark.parametrize("name", NEED_READINGS)
def test_what_needs_readings_names_the_command_that_makes_the_directory_anew(old, name):
    with pytest.raises(fd.SourceError, match=REFUSED):
        NEED_READINGS[name](old)


def test_nothing_is_ingested_onto_a_directory_of_the_first_format(old, tmp_path):
    file = tmp_path / "France.csv"
    file.write_text("Country/Territory,Edition,Status,PR rating,CL rating\nFrance,2025,F,1,1\n")
    with pytest.raises(fd.SourceError, match=REFUSED):
        fd.ingest(file, out=tmp_path / "out", data=old)
    assert not (tmp_path / "out").exists()


def test_a_frame_is_validated_without_readings_unless_it_is_compared(old):
    frame = fd.load("fotn", data=old)
    assert fd.validate(frame, "fotn", compare=False, data=old) is frame


@pytest.mark.parametrize("name", [*CALLS, *NEED_READINGS])
def test_a_directory_of_a_newer_format_asks_for_a_newer_package(tmp_path, name):
    own = shutil.copytree(data_dir(), tmp_path / "own")
    describe(own, format=FORMAT + 1, surveys="whatever comes then")
    message = rf"own was written by a newer version of freedomdata, in format {FORMAT + 1} where"
    with pytest.raises(fd.SourceError, match=rf"{message} .* update the package"):
        (CALLS | NEED_READINGS)[name](own)


@pytest.mark.parametrize("part", ["surveys", "resources"])
def test_a_descriptor_of_nothing_is_damage(tmp_path, part):
    own = shutil.copytree(data_dir(), tmp_path / "own")
    describe(own, **{part: []})
    for call in (CALLS["editions"], CALLS["surveys"], NEED_READINGS["cite"]):
        with pytest.raises(fd.SourceError, match=rf"is damaged: .* \({part} has nothing"):
            call(own)


def test_an_edition_that_a_descriptor_does_not_count_is_cited(tmp_path):
    own = shutil.copytree(data_dir(), tmp_path / "own")
    surveys = json.loads((own / "datapackage.json").read_text("utf-8"))["surveys"]
    del surveys[0]["rows_by_edition"]["1994"]
    describe(own, surveys=surveys)
    assert "1973-2025" in fd.cite("fiw", data=own)


@pytest.mark.parametrize("number", [0, -1, True, 2.0, "2", None])
def test_a_format_that_is_no_number_of_ours_is_damage(tmp_path, number):
    own = shutil.copytree(data_dir(), tmp_path / "own")
    describe(own, format=number)
    with pytest.raises(fd.SourceError, match=r"is damaged: .* \(format is "):
        fd.load("fiw", data=own)


def test_the_number_of_the_first_format_may_be_written_down(old, tmp_path):
    own = shutil.copytree(old, tmp_path / "own")
    describe(own, format=1)
    assert isinstance(open_data(own), Data)
    with pytest.raises(fd.SourceError, match=REFUSED):
        fd.explain("China", data=own)
