"""
The words of all pictures, a table for each language.

To add a language translate ``en.toml`` to a file beside it. What is not there is said in English.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any

from freedomdata.plots.style import look

__all__ = ["read_words", "say"]


@cache
def read_words(language: str) -> dict[str, str]:
    """Return the words of one language by their keys, such as ``"trend.since"``."""
    text = (resources.files(__name__) / f"{language}.toml").read_text(encoding="utf-8")
    sections = tomllib.loads(text)
    return {
        f"{name}.{key}": word for name, words in sections.items() for key, word in words.items()
    }


def say(key: str, **values: Any) -> str:
    """Return what `key` means in the language of the picture, with `values` filled in."""
    word = read_words(look().language).get(key)
    return (read_words("en")[key] if word is None else word).format(**values)
