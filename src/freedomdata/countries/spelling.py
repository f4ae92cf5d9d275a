"""When two spellings are the same: by rule, so that names can be matched exactly."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["make_key", "write_out"]

_APOSTROPHES = "'`´ʹʻʼʾʿˈ‘’‛′"  # noqa: RUF001 (they look alike, that is the point)
_LETTERS = str.maketrans(
    dict.fromkeys(_APOSTROPHES, "")
    | {
        "&": " and ",
        "/": " / ",
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
    }
    | {"ı": "i", "ħ": "h"}  # noqa: RUF001 (Turkish and Maltese have these letters)
)
_INITIALS = re.compile(r"(?<!\w)(\w)\.\s*(?=\w\.|\w(?!\w))")
_NO_WORD = re.compile(r"[^\w/]+|_")
_NO_WORD_OR_MARK = re.compile(r"[^\w/,(]+|_")
_MARKS = str.maketrans({",": " , ", "(": " ( ", "[": " ( "})
_LONG = {
    "rep": "republic",
    "dem": "democratic",
    "fed": "federal",
    "st": "saint",
    "is": "islands",
    "isds": "islands",
    "fmr": "former",
    "n": "north",
    "s": "south",
    "e": "east",
    "w": "west",
}
_LITTLE = frozenset({"the", "of"})


def write_out(name: str, *, with_marks: bool = False) -> str:
    """
    Return a name without what may differ in writing: its words, in their order.

    Case, accents, punctuation, brackets, quotes and blanks go; ``U.S.`` becomes one word;
    ``&``, ``Rep.``, ``Dem.``, ``St.``, ``Is.`` and points of the compass are written out; the
    little words ``the`` and ``of`` go. A slash stays, as it joins two names; with `with_marks`
    commas and opening brackets stay, too.
    """
    folded = _repair(name).casefold().translate(_LETTERS)
    if not folded.isascii():
        parts = unicodedata.normalize("NFKD", folded)
        kept = (c for c in parts if unicodedata.category(c) not in ("Mn", "Cf"))
        folded = "".join(kept).translate(_LETTERS)
    folded = _INITIALS.sub(r"\1", folded)
    if with_marks:
        words = _NO_WORD_OR_MARK.sub(" ", folded.translate(_MARKS)).split()
    else:
        words = _NO_WORD.sub(" ", folded).split()
    kept_words = (_LONG.get(word, word) for word in words if word not in _LITTLE)
    return " ".join(kept_words).strip(" ,(")


def make_key(name: str) -> str:
    """
    Return what two spellings of one name have in common: its words, in no order.

    ``Korea, Rep. of`` and ``The Republic of Korea`` have the same key. Every word must be there,
    and none besides.
    """
    return " ".join(sorted(write_out(name).split()))


def _repair(name: str) -> str:
    """Undo what reading UTF-8 as Windows text makes of accents: ``CuraÃ§ao``."""
    if name.isascii():
        return name
    try:
        return name.encode("cp1252").decode("utf-8")
    except UnicodeError:  # no such text: it stands as it should
        return name
