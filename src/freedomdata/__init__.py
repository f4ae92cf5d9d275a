"""
The world's freedom ratings as tidy, proven, traceable tables, and trend plots of them.

>>> import freedomdata as fd
>>> fd.load("fiw", country="China", editions=2013)["status"].item()
'Not Free'

The public names are listed in the stub ``__init__.pyi`` and imported when they are first used, so
that ``import freedomdata`` itself costs next to nothing.
"""

from __future__ import annotations

__version__ = "0.9.0"


def __getattr__(name: str) -> object:
    modules = _list_names()
    value: object
    if name == "__all__":
        value = sorted(modules)
    elif name in modules:
        from importlib import import_module  # noqa: PLC0415 (import on use)

        value = getattr(import_module(modules[name]), name)
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_list_names()})


def _list_names() -> dict[str, str]:
    """Return the module of each public name, as the stub imports it."""
    import re  # noqa: PLC0415 (import on use)
    from pathlib import Path  # noqa: PLC0415 (import on use)

    stub = Path(__file__).with_suffix(".pyi").read_text(encoding="utf-8")
    imports: list[tuple[str, str]] = re.findall(r"^from (\S+) import (\w+)", stub, re.MULTILINE)
    return {name: module for module, name in imports}
