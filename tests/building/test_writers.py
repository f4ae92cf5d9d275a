"""Two writers lose nothing, a killed one leaves nothing half done, and readers never notice."""

from __future__ import annotations

import hashlib
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from samples import drawn

import freedomdata as fd
from freedomdata.paths import shipped_dir

HEADER = "Country/Territory,Edition,Status,PR rating,CL rating\n"


@pytest.fixture(scope="session")
def csvs(once):
    """Two files that say what the tables at hand say, each of one country."""

    def make(home):
        for name in ("France", "Norway"):
            (home / f"{name}.csv").write_text(f"{HEADER}{name},2025,F,1,1\n")
        return [home / "France.csv", home / "Norway.csv"]

    return once("csvs", make)


@pytest.fixture(scope="session")
def results(csvs, once):
    """What each of them makes, which nobody changes."""
    return once("results", lambda home: [fd.ingest(c, out=home / c.stem).out for c in csvs])


@pytest.fixture
def held(results, tmp_path):
    """A copy of the first, to be written over."""
    return shutil.copytree(results[0], tmp_path / "held")


def contents(directory):
    return {
        str(path.relative_to(directory)): path.read_bytes()
        for path in sorted(directory.rglob("*"))
        if path.is_file()
    }


WRITER = """
import pathlib, sys
import freedomdata as fd
at = int(sys.argv[1])
moves, replace = 0, pathlib.Path.replace
def held(self, target):
    global moves
    moves += 1
    if moves == at:
        print("held", flush=True)
        sys.stdin.readline()
    return replace(self, target)
if at:
    pathlib.Path.replace = held
print("ready", flush=True)
for line in sys.stdin:
    path, out = line.split()
    try:
        print(fd.ingest(path, out=out).version, flush=True)
    except Exception as error:
        print(repr(error), flush=True)
"""


class Writer:
    """Another process that ingests what it is given; held in the middle of its moves if asked."""

    def __init__(self, at=0):
        self.process = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(at)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )
        assert self.read() == "ready"

    def read(self):
        return self.process.stdout.readline().strip()

    def order(self, *words):
        self.process.stdin.write(f"{' '.join(map(str, words))}\n")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.communicate()


# two writers


def test_of_two_writers_at_once_each_writes_whole(csvs, results, tmp_path):
    whole = [contents(directory) for directory in results]
    versions = [fd.version(data=directory).data for directory in results]
    with Writer() as one, Writer() as two:
        for n in range(1, 4):
            out = tmp_path / ("same" if n % 2 else f"new {n}".replace(" ", "-"))
            one.order(csvs[0], out)
            time.sleep(0.1 * n)
            two.order(csvs[1], out)
            assert [one.read(), two.read()] == versions
            assert contents(out) in whole


def test_a_writer_waits_for_one_in_the_middle_of_its_moves_and_readers_do_not(
    csvs, results, held, tmp_path
):
    before, versions = contents(held), [fd.version(data=directory) for directory in results]
    with Writer(at=5) as slow, Writer() as quick:
        slow.order(csvs[1], held)
        assert slow.read() == "held"
        quick.order(csvs[0], held)
        for _ in range(5):
            assert fd.version(data=held) == versions[0]
            assert len(fd.load("fiw", country="FRA", data=held)) == 53
            time.sleep(0.1)
        assert fd.cite(["fiw", "fotn"], data=held) == fd.cite(["fiw", "fotn"], data=results[0])
        assert fd.check(held, survey="fotn").equals(fd.check(results[0], survey="fotn"))
        slow.order()
        assert slow.read() == versions[1].data
        assert quick.read() == versions[0].data
    assert contents(held) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["held"]


@pytest.mark.sweep
def test_the_command_says_that_it_waits(csvs, results, held):
    with Writer(at=5) as slow:
        slow.order(csvs[1], held)
        assert slow.read() == "held"
        command = [sys.executable, "-m", "freedomdata", "ingest", csvs[0], "--out", held]
        with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL) as run:
            written = run.stderr.readline().decode()
            slow.order()
            slow.read()
            assert run.wait() == 0
    assert written == f"freedomdata: another process is writing to {held}: waiting for it\n"
    assert contents(held) == contents(results[0])


def test_who_has_waited_long_is_refused_in_a_sentence(csvs, held, monkeypatch):
    monkeypatch.setattr("freedomdata.writing.WAIT", 0.3)
    with Writer(at=5) as slow:
        slow.order(csvs[1], held)
        assert slow.read() == "held"
        with pytest.raises(fd.SourceError, match=f"another process has been writing to {held} for"):
            fd.ingest(csvs[0], out=held)
        slow.order()
        assert slow.read().startswith("2026.")


def test_threads_and_different_writers_do_not_disturb_each_other(csvs, results, raw, tmp_path):
    out, failed = tmp_path / "out", []

    def run(write):
        try:
            write()
        except Exception as error:  # noqa: BLE001 (shown below)
            failed.append(error)

    writers = [
        lambda: fd.build("fotn", raw=raw, out=out),
        lambda: fd.ingest(csvs[0], out=out),
        lambda: fd.ingest(csvs[1], out=out),
    ]
    threads = [threading.Thread(target=run, args=(write,)) for write in writers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    fd.build("fotn", raw=raw, out=tmp_path / "built")
    whole = [contents(directory) for directory in (*results, tmp_path / "built")]
    assert contents(out) in whole


# killed writers


@drawn("at", [1, 4, 7], 0, always=["4"])
def test_what_a_killed_writer_left_is_whole_and_the_next_one_clears_it(csvs, results, held, at):
    old = fd.version(data=held)
    rows = fd.load("fiw", data=held)
    with Writer(at=at) as killed:
        killed.order(csvs[1], held)
        assert killed.read() == "held"
        killed.process.send_signal(signal.SIGKILL)
    assert fd.version(data=held) == old
    assert fd.load("fiw", data=held).equals(rows)
    fd.ingest(csvs[1], out=held)
    assert contents(held) == contents(results[1])


def test_a_killed_first_write_is_no_data_directory_and_the_next_one_makes_it(
    csvs, results, tmp_path
):
    out = tmp_path / "out"
    with Writer(at=5) as killed:
        killed.order(csvs[1], out)
        assert killed.read() == "held"
        killed.process.send_signal(signal.SIGKILL)
    with pytest.raises(fd.SourceError, match=r"holds no datapackage\.json"):
        fd.load("fiw", data=out)
    fd.ingest(csvs[0], out=out)
    assert contents(out) == contents(results[0])


def test_a_write_that_fails_after_a_kill_loses_nothing(csvs, held, monkeypatch):
    """The copies that the killed one left are the only ones of the old tables."""
    old = fd.version(data=held)
    with Writer(at=8) as killed:
        killed.order(csvs[1], held)
        assert killed.read() == "held"
        killed.process.send_signal(signal.SIGKILL)

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pyarrow.parquet.write_table", full)
    with pytest.raises(fd.SourceError, match="No space left on device; what was there is kept"):
        fd.ingest(csvs[0], out=held)
    assert fd.version(data=held) == old


# what is of others


def describe(**parts):
    return json.dumps({"name": "freedomdata", "version": "1", "resources": [], **parts})


FOREIGN = {
    "empty": (b"", "datapackage.json is damaged: .* .it is no JSON"),
    "list": (b"[1, 2]", "datapackage.json is damaged: .*no JSON object such as ours"),
    "deep": (b"[" * 200_000, "datapackage.json is damaged: .* nested more than 20 deep"),
    "binary": (bytes(range(256)), "datapackage.json is damaged: .* .it is no JSON"),
    "byte order mark": (b"\xef\xbb\xbf", "datapackage.json is damaged: .* .it is no JSON"),
    "of others": (
        b'{"name": "gdp", "resources": []}',
        "is not of freedomdata, but describes 'gdp'",
    ),
    "of others, no name": (
        b'{"resources": [{"path": "gdp.csv"}]}',
        "is damaged: .*it has no name",
    ),
}


@pytest.mark.parametrize("what", FOREIGN)
def test_a_descriptor_of_others_is_refused_by_readers_and_writers(csvs, tmp_path, what):
    content, words = FOREIGN[what]
    (tmp_path / "datapackage.json").write_bytes(content)
    for call in (
        lambda: fd.load("fiw", data=tmp_path),
        lambda: fd.check(tmp_path),
        lambda: fd.version(data=tmp_path),
        lambda: fd.ingest(csvs[0], dry_run=True, data=tmp_path),
        lambda: fd.ingest(csvs[0], out=tmp_path),
        lambda: fd.build(out=tmp_path, raw=tmp_path),
    ):
        with pytest.raises(fd.SourceError, match=words) as refused:
            call()
        assert "\n" not in str(refused.value)
        assert len(str(refused.value)) < 400
    assert contents(tmp_path) == {"datapackage.json": content}


def test_a_large_descriptor_is_refused_unread(tmp_path):
    with (tmp_path / "datapackage.json").open("wb") as file:
        file.truncate(10**12)
    with pytest.raises(fd.SourceError, match="1,000,000,000,000 bytes; the most that"):
        fd.load("fiw", data=tmp_path)


def spoil(descriptor, *keys, value=None):
    """Set a part of a descriptor, or take it away."""
    *way, last = keys
    for key in way:
        descriptor = descriptor[key]
    if value is None:
        del descriptor[last]
    else:
        descriptor[last] = value


SPOILT = [
    (("version",), 5, "version is 5"),
    (("version",), None, "it has no version"),
    (("resources",), {"a": 1}, r"resources is \{'a': 1\}"),
    (("resources", 0), "fiw", r"resources\[0\] is 'fiw'"),
    (("resources", 0, "sha256"), 12, r"resources\[0\].sha256 is 12"),
    (("resources", 0, "sha256"), None, "written by another version"),
    (("resources", 0, "name"), "../fiw", r"resources\[0\].name is '../fiw'"),
    (("resources", 0, "path"), "../fiw.parquet", "path of the table fiw is '../fiw.parquet', not"),
    (("resources", 0, "path"), "/etc/passwd", "path of the table fiw is '/etc/passwd', not fiw"),
    (("resources", 1, "name"), "fiw", "resources has a name twice"),
    (("surveys",), "fiw", "surveys is 'fiw'"),
    (("surveys", 0, "name"), ["fiw"], r"surveys\[0\].name is \['fiw'\]"),
    (("surveys", 0, "rows_by_edition"), {"x": 1}, r"surveys\[0\].rows_by_edition is \{'x': 1\}"),
    (("surveys", 0, "editions", 0, "start"), "soon", r"editions\[0\].start is 'soon'"),
    (("surveys", 0, "sources", 0, "grade"), "best", r"sources\[0\].grade is 'best'"),
    (("surveys", 0, "sources", 0, "release"), "newest", r"sources\[0\].release is 'newest'"),
    (("surveys", 0, "corrections", 0, "edition"), True, r"corrections\[0\].edition is True"),
    (("surveys", 0, "sources"), None, "written by another version"),
]


@pytest.mark.parametrize(("keys", "value", "words"), SPOILT)
def test_a_part_that_is_not_as_ours_is_named(tmp_path, keys, value, words):
    descriptor = json.loads((shipped_dir() / "datapackage.json").read_text("utf-8"))
    spoil(descriptor, *keys, value=value)
    (tmp_path / "datapackage.json").write_text(json.dumps(descriptor), "utf-8")
    for call in (fd.list_surveys, lambda data: fd.load("fiw", data=data), fd.list_editions):
        with pytest.raises(fd.SourceError, match=words):
            call(data=tmp_path)


@pytest.mark.parametrize("name", ["fotn", "items", "readings"])
def test_a_table_of_other_columns_is_refused(held, name):
    """Its sha256 is the described one."""
    shutil.copy(held / "population.parquet", held / f"{name}.parquet")
    path = held / "datapackage.json"
    descriptor = json.loads(path.read_text("utf-8"))
    described = next(one for one in descriptor["resources"] if one["name"] == name)
    described["sha256"] = hashlib.sha256((held / f"{name}.parquet").read_bytes()).hexdigest()
    path.write_text(json.dumps(descriptor), "utf-8")
    with pytest.raises(fd.SourceError, match="was written by another version"):
        fd.check(held)


def test_an_own_descriptor_with_a_byte_order_mark_is_read(held):
    path = held / "datapackage.json"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert len(fd.load("fiw", country="FRA", data=held)) == 53


def block(out, what):
    """Put something of others in the way."""
    if what == "a table":
        (out / "fiw.parquet").write_bytes(b"mine")
    elif what == "a directory":
        (out / "fiw.parquet").mkdir()
        (out / "fiw.parquet" / "mine").write_bytes(b"mine")
    elif what == "a link":
        (out / "fiw.parquet").symlink_to(out.parent / "precious")
    elif what == "a link for a descriptor":
        (out / "datapackage.json").symlink_to(out.parent / "precious")
    elif what == "a directory for a descriptor":
        (out / "datapackage.json").mkdir()
    elif what == "a draft":
        (out / ".freedomdata-draft").mkdir()
        (out / ".freedomdata-draft" / "mine").write_bytes(b"mine")
    elif what == "a link for a draft":
        (out / ".freedomdata-draft").symlink_to(out.parent)
    else:
        (out / ".freedomdata.lock").write_bytes(b"mine")


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("a table", "fiw.parquet is not of freedomdata: move it, or give another directory"),
        ("a directory", "fiw.parquet is not of freedomdata"),
        ("a link", "fiw.parquet is not of freedomdata"),
        ("a link for a descriptor", "datapackage.json is no file of freedomdata"),
        ("a directory for a descriptor", "datapackage.json is no file of freedomdata"),
        ("a draft", ".freedomdata-draft is not of freedomdata: move it"),
        ("a link for a draft", ".freedomdata-draft is not of freedomdata: move it"),
        ("a lock", ".freedomdata.lock is not of freedomdata: move it"),
    ],
)
def test_what_is_of_others_is_never_written_over(csvs, tmp_path, what, words):
    out = tmp_path / "out"
    out.mkdir()
    (tmp_path / "precious").write_bytes(b"precious")
    block(out, what)
    before = contents(tmp_path)
    with pytest.raises(fd.SourceError, match=words):
        fd.ingest(csvs[0], out=out)
    assert contents(tmp_path) == before


def test_what_only_begins_like_ours_stays(csvs, results, held):
    for name in (".freedomdata-notes", ".freedomdata-abcdefgh"):
        (held / name).mkdir()
        (held / name / "thesis.txt").write_text("mine")
    (held / "notes.txt").write_text("mine")
    fd.ingest(csvs[1], out=held)
    found = contents(held)
    assert found.keys() - contents(results[1]).keys() == {
        ".freedomdata-notes/thesis.txt",
        ".freedomdata-abcdefgh/thesis.txt",
        "notes.txt",
    }


@pytest.mark.parametrize("is_ours", [True, False])
def test_a_table_of_an_earlier_build_goes_unless_it_was_changed(csvs, held, is_ours):
    path = held / "datapackage.json"
    descriptor = json.loads(path.read_text("utf-8"))
    (held / "rsf.parquet").write_bytes(b"old")
    sha256 = hashlib.sha256(b"old" if is_ours else b"older").hexdigest()
    described = {"name": "rsf", "path": "rsf.parquet", "sha256": sha256, "row_count": 1}
    outside = {**described, "name": "x", "path": "../precious"}
    (held.parent / "precious").write_bytes(b"old")
    descriptor["resources"] += [described, outside]
    path.write_text(json.dumps(descriptor), "utf-8")
    fd.ingest(csvs[1], out=held)
    assert (held / "rsf.parquet").exists() is not is_ours
    assert (held.parent / "precious").exists()


def test_a_full_disk_leaves_everything_as_it_was(csvs, held, tmp_path):
    before = contents(held)
    was = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, was[1]))
    try:
        for out in (held, tmp_path / "new" / "out"):
            with pytest.raises(fd.SourceError, match=f"cannot write to {out}: .*kept"):
                fd.ingest(csvs[1], out=out)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, was)
    assert contents(held) == before
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("where", ["file/out", "/proc/out", "x" * 300])
def test_a_directory_that_cannot_be_made_is_said(csvs, tmp_path, where):
    (tmp_path / "file").write_text("mine")
    with pytest.raises(fd.SourceError, match="cannot write to "):
        fd.ingest(csvs[0], out=tmp_path / where)
    assert contents(tmp_path) == {"file": b"mine"}


# one answer is of one moment


class Replaced(os.PathLike):
    """The path of a directory that another process replaces while a call reads it."""

    def __init__(self, path, by, after):
        self.path, self.by, self.left = path, by, after

    def __fspath__(self):
        self.left -= 1
        if self.left == 0:
            for path in self.by.iterdir():
                shutil.copy2(path, self.path / path.name)
        return str(self.path)


CALLS = {
    "explain": lambda data: str(fd.explain("France", 2025, data=data)),
    "cite": lambda data: fd.cite(fd.load("fiw", country="FRA"), data=data),
    "check": lambda data: fd.check(data, survey="fotn").to_csv(),
    "version": lambda data: str(fd.version(data=data)),
    "as_of": lambda data: fd.load("fiw", as_of="2024", country="FRA", data=data).to_csv(),
    "panel": lambda data: fd.load_panel(country="FRA", data=data).to_csv(),
    "editions": lambda data: fd.list_editions(data=data).to_csv(),
}


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("after", [2, 4])
def test_a_call_answers_from_one_moment(results, held, call, after):
    answer = CALLS[call](Replaced(held, results[1], after))
    assert answer in [CALLS[call](directory) for directory in results]


@pytest.mark.sweep
def test_readers_in_threads_do_not_fail_while_tables_are_replaced(csvs, results, held):
    whole = {str(fd.version(data=directory)) for directory in results}
    stop, failed, seen = threading.Event(), [], set()

    def run():
        while not stop.is_set():
            try:
                seen.add(str(fd.version(data=held)))
                fd.load("fotn", country="FRA", data=held)
            except fd.FreedomDataError as error:
                failed.append(error)
            time.sleep(0.01)

    readers = [threading.Thread(target=run) for _ in range(2)]
    for reader in readers:
        reader.start()
    with Writer() as writer:
        for path in reversed(csvs):
            writer.order(path, held)
            assert writer.read().startswith("2026.")
    stop.set()
    for reader in readers:
        reader.join()
    assert failed == []
    assert seen <= whole


@pytest.mark.sweep
def test_threads_answer_from_one_moment_while_tables_are_replaced(csvs, results, held):
    names = ("explain", "as_of", "panel", "editions")
    whole = {name: {CALLS[name](directory) for directory in results} for name in names}
    with ThreadPoolExecutor(len(names) + 1) as pool, Writer() as writer:
        for path in reversed(csvs):
            writer.order(path, held)
            written = pool.submit(writer.read)
            while not written.done():
                answers = {name: pool.submit(CALLS[name], held) for name in names}
                assert all(answers[name].result() in whole[name] for name in names)
            assert written.result().startswith("2026.")
