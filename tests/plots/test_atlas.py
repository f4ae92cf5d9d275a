"""An atlas: whole, the same however it came about, and never at the cost of other files."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from html.parser import HTMLParser

import matplotlib.pyplot as plt
import pytest
from command import run
from pypdf import PdfReader, PdfWriter

import freedomdata as fd
from freedomdata.paths import shipped_dir
from freedomdata.plots import plot_atlas
from freedomdata.plots.atlas.workers import Task, draw_pages

SOME = ["Kosovo", "China", "CIV"]
FILES = ["CHN-china", "CIV-cote-d-ivoire", "XKX-kosovo"]
MORE = [*SOME, "USSR", "Hungary", "São Tomé and Príncipe", "Norway", "India"]


def make(path, country=SOME, *, jobs=1, **options):
    """Make an atlas; return how many of its pages were drawn for it."""
    counts = []
    plot_atlas(
        path, country=country, jobs=jobs, progress=lambda *told: counts.append(told), **options
    )
    assert [done for done, _, _ in counts] == list(range(counts[0][0], len(set(country)) + 1))
    return counts[-1][0] - counts[0][0]


def contents(directory, *, deep=False):
    paths = directory.rglob("*") if deep else directory.iterdir()
    return {str(path.relative_to(directory)): path.read_bytes() for path in paths if path.is_file()}


@pytest.fixture(scope="module")
def svg(once):
    """A directory that nobody changes."""

    def make_it(home):
        assert make(home / "atlas") == 3
        return home / "atlas"

    return once("atlas", make_it)


@pytest.fixture
def atlas(svg, tmp_path):
    """A copy of it."""
    return shutil.copytree(svg, tmp_path / "atlas")


class Reader(HTMLParser):
    """What stands in a page: its elements with their attributes, and the text in each kind."""

    def __init__(self, text):
        super().__init__()
        self.seen, self.text, self.open = [], {}, []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))
        self.open.append(tag)

    def handle_endtag(self, tag):
        while self.open.pop() != tag:
            pass

    def handle_data(self, data):
        self.text.setdefault(self.open[-1] if self.open else "", []).append(data.strip())

    def all(self, tag):
        return [attrs for one, attrs in self.seen if one == tag]


def test_a_directory_has_a_page_for_each_and_nothing_else(svg):
    names = [*(f"{name}.svg" for name in FILES), "atlas.jsonl", "index.html"]
    assert sorted(contents(svg)) == names
    assert plt.get_fignums() == []


def test_the_index_shows_every_page_in_order_says_it_and_needs_no_network(svg):
    text = (svg / "index.html").read_text(encoding="utf-8")
    page = Reader(text)
    assert page.all("html") == [{"lang": "en"}]
    assert page.text["title"] == page.text["h1"] == ["Atlas of freedom ratings"]
    assert page.text["h2"] == ["China", "Côte d'Ivoire", "Kosovo"]
    assert [image["src"] for image in page.all("img")] == [f"{name}.svg" for name in FILES]
    for country, image in zip(("CHN", "CIV", "XKX"), page.all("img"), strict=True):
        figure = fd.plot_trend(country).figure
        assert image["alt"] == fd.alt_text(figure)
        assert int(image["width"]) == round(figure.get_size_inches()[0] * 96)
        assert int(image["height"]) == round(figure.get_size_inches()[1] * 96)
    ids = {attrs["id"] for _, attrs in page.seen if "id" in attrs}
    for link in page.all("a"):
        target = link["href"]
        assert (
            target.removeprefix("#") in ids if target.startswith("#") else (svg / target).exists()
        )
    assert "http" not in text
    assert "limited non-commercial use" in text
    assert str(fd.version()) in text


@pytest.mark.parametrize("ending", ["svg", pytest.param("png", marks=pytest.mark.sweep)])
def test_the_bytes_are_the_same_whatever_the_number_of_processes(svg, tmp_path, ending):
    assert make(tmp_path / "two", jobs=2, ending=ending) == 3
    if ending != "svg":
        svg = tmp_path / "one"
        make(svg, ending=ending)
    assert contents(tmp_path / "two") == contents(svg)


def test_a_second_call_draws_nothing_and_changes_nothing(atlas, svg):
    before = {path.name: path.stat().st_mtime_ns for path in atlas.glob("*.svg")}
    assert make(atlas) == 0
    assert contents(atlas) == contents(svg)
    assert before == {path.name: path.stat().st_mtime_ns for path in atlas.glob("*.svg")}


def test_a_page_that_is_gone_is_drawn_again(atlas, svg):
    (atlas / "CHN-china.svg").unlink()
    assert make(atlas) == 1
    assert contents(atlas) == contents(svg)


@pytest.mark.parametrize("name", ["CHN-china.svg", "index.html"])
def test_what_was_changed_since_is_its_users_and_stays(atlas, name):
    path = atlas / name
    path.write_bytes(path.read_bytes().replace(b"2025", b"2024"))
    before = contents(atlas)
    with pytest.raises(fd.FreedomDataError, match=rf"{name} was changed since it was .*: move it"):
        make(atlas)
    assert contents(atlas) == before


def test_a_line_of_the_journal_that_was_cut_off_costs_one_page(atlas, svg):
    journal = atlas / "atlas.jsonl"
    journal.write_bytes(journal.read_bytes()[:-100])
    (atlas / "XKX-kosovo.svg").unlink()  # the line is written first
    assert make(atlas) == 1
    assert contents(atlas) == contents(svg)


@pytest.mark.sweep
def test_other_data_and_another_style_draw_all_pages_again(atlas, tmp_path):
    data = shutil.copytree(shipped_dir(), tmp_path / "data")
    descriptor = json.loads((data / "datapackage.json").read_text(encoding="utf-8"))
    descriptor["version"] = "2026.3+own"
    (data / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    assert make(atlas, data=data) == 3
    assert make(atlas, data=data) == 0
    assert "data 2026.3+own" in (atlas / "CHN-china.svg").read_text(encoding="utf-8")
    with fd.style("dark", size="column"):  # known to other processes, too
        assert make(atlas, data=data, jobs=2) == 3
        assert make(atlas, data=data) == 0
    assert "#17171b" in (atlas / "index.html").read_text(encoding="utf-8")
    assert "#17171b" in (atlas / "CHN-china.svg").read_text(encoding="utf-8")


def test_pages_of_other_countries_stay_and_stay_in_the_index(atlas):
    before = contents(atlas)
    assert make(atlas, ["India"]) == 1
    after = contents(atlas)
    assert after.keys() - before.keys() == {"IND-india.svg"}
    assert all(after[f"{name}.svg"] == before[f"{name}.svg"] for name in FILES)
    names = Reader(after["index.html"].decode()).text["h2"]
    assert names == ["China", "Côte d'Ivoire", "India", "Kosovo"]


def test_a_pdf_has_the_pages_in_order_with_bookmarks_and_no_time(tmp_path):
    one, two = tmp_path / "one.pdf", tmp_path / "two.pdf"
    assert make(one) == make(two, jobs=2) == 3
    assert sorted(contents(tmp_path)) == ["one.pdf", "two.pdf"]
    assert one.read_bytes() == two.read_bytes()
    with one.open("rb") as file:
        book = PdfReader(file)
        marks = [(mark.title, book.get_destination_page_number(mark)) for mark in book.outline]
        assert marks == [("China", 0), ("Côte d'Ivoire", 1), ("Kosovo", 2)]
        for (name, _), page in zip(marks, book.pages, strict=True):
            assert name in page.extract_text()
        assert book.metadata.title == "Atlas of freedom ratings"
        assert "limited non-commercial use" in book.metadata.subject
        assert {"/Title", "/Subject", "/Keywords", "/Creator"} == {*book.metadata}
        assert book.trailer["/Root"]["/Lang"] == "en"
    assert make(one) == 0
    assert one.read_bytes() == two.read_bytes()
    with fd.style("dark"):
        assert make(one) == 3
    assert one.read_bytes() != two.read_bytes()


@pytest.mark.sweep
def test_a_pdf_that_was_interrupted_goes_on_from_its_parts(tmp_path):
    parts = tmp_path / "atlas.pdf.parts"
    make(parts, ["China", "Kosovo"], ending="pdf")
    (parts / "index.html").unlink()
    (parts / "notes.txt").write_text("mine")
    assert make(tmp_path / "atlas.pdf") == 1
    assert contents(parts) == {"notes.txt": b"mine"}  # what is not ours stays


def start(*arguments, **options):
    return subprocess.Popen(
        [sys.executable, "-m", "freedomdata", "atlas", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=_hear_interrupts,  # noqa: PLW1509 (no threads are about)
        **options,
    )


def _hear_interrupts():
    """Shells let what they start in the background ignore Ctrl-C; these tests may run there."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.skipif(sys.platform == "win32", reason="signals are of Unix")
@pytest.mark.parametrize(
    "how",
    [
        pytest.param(signal.SIGKILL, id="killed", marks=pytest.mark.sweep),
        pytest.param(signal.SIGINT, id="Ctrl-C"),
    ],
)
def test_what_was_interrupted_goes_on_where_it_was(tmp_path, how):
    atlas = tmp_path / "atlas"
    names = [word for name in MORE for word in ("--country", name)]
    running = start("-o", str(atlas), "--jobs", "2", *names, start_new_session=True)
    while not list(atlas.glob("*.svg")):
        assert running.poll() is None, running.communicate()
        time.sleep(0.005)
    if how == signal.SIGKILL:
        running.kill()
    else:  # as a terminal does: to all processes
        os.killpg(running.pid, how)
    _, errors = running.communicate()  # which ends when the last process has ended
    kept = {path.name: path.stat().st_mtime_ns for path in atlas.glob("*.svg")}
    assert 0 < len(kept) < len(MORE)
    assert not (atlas / "index.html").exists()
    if how == signal.SIGINT:
        assert running.returncode == 1
        assert errors == (
            f"freedomdata: interrupted with {len(kept)} of 8 pages: the same command goes on from "
            "there\n"
        )
    done = run("atlas", "-o", atlas, "--jobs", 1, *names, "--json")
    said = json.loads(done.stdout)
    assert said == {"path": str(atlas), "pages": 8, "drawn": 8 - len(kept)}
    assert kept.items() <= {p.name: p.stat().st_mtime_ns for p in atlas.glob("*.svg")}.items()
    make(tmp_path / "clean", MORE)
    assert contents(atlas) == contents(tmp_path / "clean")


@pytest.mark.sweep
def test_a_script_without_a_guard_is_not_run_twice(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(
        "from freedomdata.plots import plot_atlas\nprint('once')\n"
        "plot_atlas('atlas', country=['China', 'India'], jobs=2)\n"
    )
    done = subprocess.run(
        [sys.executable, script], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert (done.stdout, done.stderr, done.returncode) == ("once\n", "", 0)
    assert len(list(tmp_path.glob("atlas/*.svg"))) == 2


def test_a_page_that_cannot_be_drawn_names_its_country(tmp_path):
    look = ("light", "page", "en")
    good = Task("CHN", "China", tmp_path / "CHN.svg", None, look, "")
    bad = Task("IND", "India", tmp_path / "no" / "IND.svg", None, look, "")
    with pytest.raises(
        fd.FreedomDataError, match="the page of India cannot be drawn: there is no directory"
    ):
        list(draw_pages([good, bad], 2))


def spoil(tmp_path, what):
    """Put something of somebody else in the way; return where an atlas is asked for."""
    path = tmp_path / ("atlas.pdf" if "pdf" in what else "atlas")
    if what in {"a file", "another pdf", "a pdf that is none"}:
        path.write_bytes(b"mine")
        if what == "another pdf":
            fd.save(fd.plot_trend("China"), path)
        return path
    path.mkdir()
    if what == "an index":
        make(path)
        (path / "index.html").write_text("mine")
    elif what == "a page":
        make(path, ["Kosovo"])
        (path / "CHN-china.svg").write_text("mine")
    elif what == "another journal":
        (path / "atlas.jsonl").write_text("{}\n")
    elif what == "pages of another kind":
        make(path, ending="png")
    else:
        (path / "notes.txt").write_text("mine")
    return path


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("a file", "is a file: an atlas is a directory, or one .pdf file"),
        ("other files", "holds other files, and no atlas: give a new or empty directory"),
        ("a directory that ends in .pdf", "is there already, and is no atlas of freedomdata"),
        ("another pdf", "is there already, and is no atlas of freedomdata: give another name"),
        ("a pdf that is none", "is there already, and is no atlas of freedomdata"),
        ("an index", "index.html is not of freedomdata: give another directory"),
        ("a page", "CHN-china.svg is not of this atlas: move it, or give another directory"),
        ("another journal", "atlas.jsonl is not of freedomdata: give another directory"),
        ("pages of another kind", "end in .png, not in .svg: give another directory"),
    ],
)
def test_what_is_of_others_is_never_touched(tmp_path, what, words):
    path = spoil(tmp_path, what)
    before = contents(path) if path.is_dir() else path.read_bytes()
    with pytest.raises(fd.FreedomDataError, match=words):
        plot_atlas(path, country=SOME)
    assert before == (contents(path) if path.is_dir() else path.read_bytes())
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("what", ["no pdf", "no words", "other words", "another maker"])
def test_a_pdf_that_is_sealed_as_ours_and_is_not_is_never_touched(tmp_path, what):
    writer, whole = PdfWriter(), io.BytesIO()
    writer.add_blank_page(10, 10)
    if what == "no words":
        writer.metadata = None
    if what == "another maker":
        writer.metadata = {"/Keywords": "x", "/Creator": "y"}
    writer.write(whole)
    content = b"%PDF-1.4\n" if what == "no pdf" else whole.getvalue()
    path = tmp_path / "atlas.pdf"
    path.write_bytes(content + f"%sha256 {hashlib.sha256(content).hexdigest()}\n".encode())
    before = path.read_bytes()
    with pytest.raises(fd.FreedomDataError, match="is there already, and is no atlas of freedomd"):
        plot_atlas(path, country=SOME)
    assert path.read_bytes() == before


def test_a_pdf_that_its_user_wrote_into_stays(tmp_path):
    path = tmp_path / "atlas.pdf"
    make(path, ["China"], jobs=1)
    assert make(path, ["China"]) == 0
    with path.open("ab") as file:  # as programs do that add a note to a page
        file.write(b"1 0 obj\n<< /Type /Annot >>\nendobj\n")
    before = path.read_bytes()
    for country in (["China"], ["India"]):
        with pytest.raises(fd.FreedomDataError, match=r"atlas\.pdf is there already, and "):
            make(path, country)
    assert path.read_bytes() == before


def write_line(atlas, **parts):
    """Add a line to the journal of an atlas, of a page that it has, but for some parts."""
    journal = atlas / "atlas.jsonl"
    page = json.loads(journal.read_text(encoding="utf-8").splitlines()[1]) | parts
    with journal.open("a", encoding="utf-8") as file:
        file.write(f"{json.dumps(page)}\n")


FILES_OF_OTHERS = [
    "../precious.svg",
    "/etc/passwd",
    "C:\\precious.svg",
    "pages/CHN-china.svg",
    "..",
    "",
    "CHN-china.svg\0",
    "CON.svg",
    f"CHN-{'x' * 300}.svg",
    "CHN-china.exe",
    "atlas.jsonl",
    5,
    None,
]


@pytest.mark.parametrize("name", FILES_OF_OTHERS)
@pytest.mark.parametrize("is_pdf", [False, True])
def test_a_journal_that_names_files_of_others_is_refused(svg, tmp_path, name, is_pdf):
    path = tmp_path / ("atlas.pdf" if is_pdf else "atlas")
    shutil.copytree(svg, tmp_path / ("atlas.pdf.parts" if is_pdf else "atlas"))
    precious = tmp_path / "precious.svg"
    precious.write_bytes(b"mine")
    write_line(
        tmp_path / ("atlas.pdf.parts" if is_pdf else "atlas"),
        file=name,
        sha256=hashlib.sha256(b"mine").hexdigest(),
    )
    before = contents(tmp_path, deep=True)
    with pytest.raises(fd.FreedomDataError, match=r"atlas\.jsonl, line 5: file is .* is expected"):
        plot_atlas(path, country=SOME, jobs=1)
    assert contents(tmp_path, deep=True) == before


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"country_id": "<script>alert(1)</script>"}, "country_id is '<script>.*an id such as"),
        ({"country": "China\x1b[2J"}, r"country is 'China\\x1b\[2J', where a name is expected"),
        ({"alt_text": ["China"]}, r"alt_text is \['China'\], where one line of text"),
        ({"country": "\ud800"}, "describes no page"),
        ({"width": "wide"}, "width is 'wide', where a number of pixels"),
        ({"height": True}, "height is True, where a number of pixels"),
        ({"width": 10**9}, "width is 10+, where a number of pixels"),
        ({"sha256": "x"}, "sha256 is 'x', where 64 hex digits"),
        ({"more": 1}, "describes no page"),
    ],
)
def test_a_line_that_no_page_of_ours_has_is_refused(atlas, parts, words):
    write_line(atlas, **parts)
    before = contents(atlas)
    with pytest.raises(fd.FreedomDataError, match=f"atlas.jsonl, line 5.*{words}"):
        make(atlas)
    assert contents(atlas) == before


@pytest.mark.parametrize(
    "line", ["5", "{}", "[" * 100_000, "\0", "{", "mine"], ids=lambda line: line[:5]
)
def test_a_line_that_is_no_page_is_refused(atlas, line):
    journal = atlas / "atlas.jsonl"
    journal.write_text(f"{journal.read_text('utf-8')}{line}\n", "utf-8")
    with pytest.raises(fd.FreedomDataError, match=r"atlas\.jsonl, line 5 describes no page"):
        make(atlas)


def test_texts_of_a_journal_are_text_in_the_index(atlas):
    (atlas / "IND-india.svg").write_bytes(b"page")
    write_line(
        atlas,
        file="IND-india.svg",
        country_id="IND",
        country="<b>India</b>",
        alt_text='"><script>alert(1)</script>',
        sha256=hashlib.sha256(b"page").hexdigest(),
    )
    assert make(atlas) == 0
    index = (atlas / "index.html").read_text(encoding="utf-8")
    assert "&lt;b&gt;India&lt;/b&gt;" in index
    assert "<script" not in index


@pytest.mark.parametrize("what", ["empty", "binary", "large", "directory", "link", "pipe"])
def test_a_journal_that_is_none_is_refused(tmp_path, what):
    path = tmp_path / "atlas"
    path.mkdir()
    journal = path / "atlas.jsonl"
    if what == "directory":
        journal.mkdir()
    elif what == "link":
        (tmp_path / "mine").write_text('{"made_by": "freedomdata atlas"}\n')
        journal.symlink_to(tmp_path / "mine")
    elif what == "pipe":
        os.mkfifo(journal)
    elif what == "large":
        with journal.open("wb") as file:
            file.truncate(10**12)
    else:
        journal.write_bytes(b"" if what == "empty" else bytes(range(256)))
    for target in (path, path.rename(tmp_path / "atlas.pdf.parts")):
        target = target if target.exists() else tmp_path / "atlas.pdf"  # noqa: PLW2901
        with pytest.raises(fd.FreedomDataError, match=r"atlas\.jsonl is not of freedomdata"):
            plot_atlas(target, country=SOME)


@pytest.mark.parametrize("name", ["CHN-china.svg", "index.html", "atlas.jsonl"])
def test_what_links_lead_to_is_never_touched(atlas, tmp_path, name):
    precious = tmp_path / "precious"
    (atlas / name).rename(precious)
    (atlas / name).symlink_to(precious)
    before = contents(tmp_path, deep=True)
    with pytest.raises(fd.FreedomDataError, match=f"{name} (is not of|was changed)"):
        make(atlas)
    assert contents(tmp_path, deep=True) == before


@pytest.mark.parametrize("name", [".freedomdata-draft", ".freedomdata-drafts"])
def test_a_directory_that_is_not_ours_stays(atlas, name):
    (atlas / name).mkdir()
    (atlas / name / "thesis.txt").write_text("mine")
    (atlas / "CHN-china.svg").unlink()
    if name == ".freedomdata-draft":
        with pytest.raises(fd.FreedomDataError, match="is not of freedomdata: move it"):
            make(atlas)
    else:
        assert make(atlas) == 1
    assert (atlas / name / "thesis.txt").read_text() == "mine"


@pytest.mark.parametrize("path", ["atlas", "atlas.pdf"])
def test_two_that_make_the_same_atlas_do_it_one_after_the_other(tmp_path, path):
    made, failed = [], []

    def work():
        try:
            made.append(make(tmp_path / path, ["China", "Kosovo"]))
        except Exception as error:  # noqa: BLE001 (shown below)
            failed.append(error)

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert sorted(made) == [0, 2]
    assert [one.name for one in tmp_path.iterdir()] == [path]


@pytest.mark.sweep
def test_pages_are_of_one_version_of_the_tables(tmp_path):
    data = shutil.copytree(shipped_dir(), tmp_path / "data")
    descriptor = json.loads((data / "datapackage.json").read_text(encoding="utf-8"))
    descriptor["version"] = "2026.3+own"

    def replace(*_):
        (data / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")

    with pytest.raises(fd.FreedomDataError, match="the tables were replaced while the pages were"):
        plot_atlas(tmp_path / "atlas", country="China", data=data, jobs=1, progress=replace)
    assert make(tmp_path / "atlas", ["China"], data=data) == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"path": "x.svg"}, "an atlas has many pages, 'x.svg' one: give a directory, or a .pdf"),
        ({"path": "no/x.pdf"}, "there is no directory .*no to save x.pdf in"),
        ({"path": "x.pdf", "ending": "png"}, "'x.pdf' is a PDF: give a directory for pages"),
        ({"path": "x", "ending": "gif"}, "ending is one of svg, png, pdf, not 'gif'"),
        ({"path": "x", "jobs": 0}, "jobs is how many processes draw, 1 or more, not 0"),
        ({"path": "x", "jobs": "2"}, "jobs is one whole number"),
        ({"path": "x", "country": "Chna"}, "no country or territory is called 'Chna'"),
        ({"path": "x", "country": []}, "country names nobody: leave it out for all"),
        ({"path": "x", "country": ["China", "XUI"]}, "no survey at hand has ever rated United"),
        ({"path": "x", "data": "."}, "holds no datapackage.json"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_written(
    tmp_path, monkeypatch, arguments, words
):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(fd.FreedomDataError, match=words):
        plot_atlas(**arguments)
    assert list(tmp_path.iterdir()) == []
