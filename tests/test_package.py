"""The package as a whole: what an import costs, what is public, what the examples say."""

from __future__ import annotations

import ast
import doctest
import inspect
import subprocess
import sys
from importlib import import_module, metadata
from pathlib import Path

import pytest

import freedomdata as fd

HEAVY = ("pandas", "numpy", "pandera", "matplotlib", "pyarrow", "python_calamine", "rich", "typer")


PACKAGE = Path(fd.__file__).parent
#: The modules whose docstrings have examples.
MODULES = [
    ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")
    for path in sorted(PACKAGE.rglob("*.py"))
    if ">>> " in path.read_text(encoding="utf-8")
]


def run(code, **environment):
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, env=environment
    )


def test_importing_the_package_imports_nothing_heavy():
    code = f"import sys, freedomdata; print([m for m in {HEAVY} if m in sys.modules])"
    assert run(code).stdout.strip() == "[]"


def test_finding_a_country_imports_nothing_heavy():
    code = (
        "import sys, freedomdata as fd; print(fd.find_country('Burma'), fd.SURVEYS['fiw'].title,"
        f" [m for m in {HEAVY} if m in sys.modules])"
    )
    assert run(code).stdout.strip() == "MMR Freedom in the World []"


def test_loading_imports_neither_pandera_nor_matplotlib_nor_a_reader():
    code = (
        "import sys, freedomdata as fd; fd.load('fiw'); "
        "print([m for m in ('pandera', 'matplotlib', 'python_calamine') if m in sys.modules])"
    )
    assert run(code).stdout.strip() == "[]"


def test_everything_works_without_a_network(tmp_path):
    code = (
        "import socket\n"
        "def refuse(*a, **k): raise OSError('no network')\n"
        "socket.socket.connect = refuse\n"
        "import matplotlib; matplotlib.use('Agg')\n"
        "import freedomdata as fd\n"
        "fd.load('fiw'); fd.load_items('fiw'); fd.list_surveys(); fd.list_countries()\n"
        "fd.plot_trend('China').figure.savefig('x.png')\n"
        "print('done')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert done.stdout.strip() == "done", done.stderr


# a name and its year, a frame and its survey, a picture and its file, two years, ...
_TWO = dict.fromkeys(
    ("aggregate", "codebook", "count_statuses", "explain", "find_changes", "find_country",
     "find_margins", "identify", "plot_compare", "plot_map", "plot_movers", "plot_statuses", "rank",
     "save", "validate"), 2)  # fmt: skip
_THREE = {"find_movers": 3}


def test_every_public_name_is_there_and_documented():
    assert set(fd.__all__) <= set(dir(fd))
    for name in set(fd.__all__) - {"SURVEYS"}:  # a mapping, described where it is
        value = getattr(fd, name)
        assert inspect.getdoc(value), name
        if inspect.isfunction(value):
            for section in ("Parameters", "Returns", "Examples"):
                wanted = section != "Parameters" or inspect.signature(value).parameters
                assert not wanted or f"{section}\n---" in inspect.getdoc(value), (name, section)
            positional = (_TWO | _THREE).get(name, 1)
            arguments = list(inspect.signature(value).parameters.values())[positional:]
            assert all(a.kind is a.KEYWORD_ONLY for a in arguments), name
    with pytest.raises(AttributeError, match="no attribute 'plot_trends'"):
        _ = fd.plot_trends


def test_type_checkers_and_the_lazy_import_see_the_same_names():
    tree = ast.parse(Path(fd.__file__).with_suffix(".pyi").read_text(encoding="utf-8"))
    *imports, version = tree.body
    seen = {alias.asname: node.module for node in imports for alias in node.names}
    assert sorted(seen) == fd.__all__
    for name, module in seen.items():
        assert getattr(import_module(module), name) is getattr(fd, name)
    assert version.target.id == "__version__"
    everything = {}
    exec("from freedomdata import *", everything)  # noqa: S102 (our own)
    assert set(everything) == {*fd.__all__, "__builtins__"}


@pytest.mark.parametrize("module", MODULES)
def test_examples_in_docstrings_are_true(module):
    result = doctest.testmod(
        import_module(module), optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
    )
    assert result.failed == 0


def test_versions_agree():
    assert metadata.version("freedomdata") == fd.__version__


def test_an_error_is_caught_by_its_family():
    for name in fd.__all__:
        if name.endswith("Error"):
            assert issubclass(getattr(fd, name), fd.FreedomDataError)
    assert issubclass(fd.UnknownCountryError, LookupError)


def test_a_bad_frame_is_refused_whatever_the_environment_says():
    code = (
        "from freedomdata.schema import make_schema, survey_fields, validate\n"
        "import freedomdata as fd\n"
        "schema = make_schema(survey_fields(fd.SURVEYS['fiw']), ('country_id', 'edition'))\n"
        "frame = fd.load('fiw', country='China')\n"
        "validate(frame, schema, 'fiw')\n"
        "frame.loc[0, 'political_rights'] = 8\n"
        "validate(frame, schema, 'fiw')\n"
    )
    result = run(code, PANDERA_VALIDATION_ENABLED="False")
    assert result.returncode == 1
    assert "RuleError: fiw: political_rights: 8 fails in_range(1, 7) in row 0" in result.stderr
