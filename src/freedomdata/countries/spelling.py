"""When two spellings are the same: by rule, so that names can be matched exactly."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from html import unescape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "IGNORED_OR_LONG",
    "clean",
    "drop_apostrophes",
    "is_plain",
    "list_readings",
    "make_key",
    "split_years",
    "write_out",
]

_APOSTROPHES = "'`´ʹʻʼʾʿˈ‘’‛′"  # noqa: RUF001 (they look alike, that is the point)
_BLANKS = str.maketrans(dict.fromkeys(_APOSTROPHES, " "))
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
_INITIALS = re.compile(r"(?<!\w)(\w)(?:\.\s*|\s+)(?=\w\.|\w(?!\w))")  # U.S. and U S
_NO_WORD = re.compile(r"[^\w/]+|_")
_NO_WORD_OR_MARK = re.compile(r"[^\w/,(]+|_")
_MARKS = str.maketrans({",": " , ", "(": " ( ", "[": " ( "})
_LONG = {
    "rep": "republic",
    "dem": "democratic",
    "dom": "dominican",
    "fed": "federal",
    "st": "saint",
    "is": "islands",
    "isds": "islands",
    "fm": "former",
    "fmr": "former",
    "n": "north",
    "s": "south",
    "e": "east",
    "w": "west",
}
_LITTLE = frozenset({"the", "of"})
IGNORED_OR_LONG = _LITTLE | _LONG.keys()  # words that no key has

_TAG = re.compile(r"<(su[bp])>[^<>]*</\1>|</?[a-z]+(?: [^<>]*)?/?>", re.IGNORECASE)
_SUPERSCRIPTS = dict.fromkeys(map(ord, "⁰¹²³⁴⁵⁶⁷⁸⁹ªº"), " ")
_FOOTNOTE = re.compile(
    r"""\s*(?:
    \[(?:(?:note|nb|n|fn|footnote|ref|lower-alpha|lower-roman)\.?\s*)?  # [1], [note 2]
       \d{1,3}(?:\s*,\s*\d{1,3})*\] |
    \[[a-df-mo-rt-vx-z]\] |  # [a], but not the points of the compass
    \[(?:citation\ needed|update|clarification\ needed)\] |
    \(\d{1,2}(?:\s*,\s*\d{1,2})*\) | \s[a-z\d]{1,2}/ | (?<=[^\W\d_]{4})\d{1,2}
    )$""",
    re.VERBOSE,
)
_IN_BRACKETS = re.compile(r"(.*\S)\s*[(\[]([^()\[\]]*(?:\([^()]*\))?)[)\]]")
_UNDER_1244 = re.compile(r"(.*?\S),?\s+under [^()\[\]]*\b1244\b(?:/\d+)?", re.IGNORECASE)
_STATUSES = frozenset(  # what a list says beside a name of what its bearer is
    f"{which} {what}".strip()
    for whiches, whats in (
        (
            "independent,sovereign,de facto,self-declared,breakaway,recognized,unrecognized,"
            "partially recognized,disputed,island",
            "state,country,nation,republic,territory",
        ),
        (
            "overseas,dependent,autonomous,non-self-governing,self-governing,external",
            "territory,department,region,collectivity,country",
        ),
        (",un", "member,member state,observer,observer state"),
        (",crown", "dependency"),
        ("special", "administrative region,municipality"),
        ("", "independent,sovereign,country,nation,disputed,unrecognized,territory"),
    )
    for which in whiches.split(",")
    for what in whats.split(",")
)
_SIGNS = " *\u2020\u2021"  # of footnotes
_NOTE_ENDS = ("]", ")", "/")
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_YEARS = re.compile(
    r"""(?P<name>.*[^\W\d_].*?)(?:\s*[(\[,]\s*(?P<only>\d{4})|(?:\s*[(\[,]|\s)\s*(?:
    (?:until|till|up\ to|through|to|before|pre|prior\ to)[\s-]*(?P<until>\d{4}) |
    (?:since|from|after|post|as\ of)[\s-]*(?P<since>\d{4})
       (?:\s*(?:[-\u2013\u2014]|on|onwards?|to\ present|to\ date))? |
    [-\u2013\u2014]\s*(?P<end>\d{4}) |
    (?:from\s)?(?P<first>\d{4})\s*(?:[-\u2013\u2014/]|to|through|until|onwards?)\s*
       (?P<last>\d{4}|\d\d|present|today|now|date)?
    ))\s*[)\]]?\s*""",
    re.VERBOSE | re.IGNORECASE,
)
_LONGEST = 400  # letters, in HTML; no name is longer
_MISREAD = (  # bytes of the second read as the first
    ("cp1252", "mac_roman"),
    ("cp1252", "cp850"),
    ("mac_roman", "cp1252"),
    ("cp850", "cp1252"),
)
_NO_LETTER = re.compile(r"[^\w\s'\u2019.,()&-]|\d")  # what is hardly ever in a name
_UNLIKELY = re.compile("[\u0250-\u0258\u025a-\u02af\ue000-\uf8ff]")  # of phonetics
_NO_LETTER_OF_WINDOWS = re.compile(r"[\x80-\x9f]")
_TIMES = 3  # a text is hardly garbled more often
_READ_AS = ("cp1252", "mac_roman", "cp437", "cp850")  # what UTF-8 is taken for


@lru_cache(maxsize=1 << 14)
def clean(name: str) -> str:
    """
    Return a name as it was meant to be printed, without what is printed next to it.

    Entities and tags of HTML, letters garbled on the way, marks of footnotes, and what its bearer
    is (``[independent state]``) go.
    """
    if len(name) > _LONGEST:
        return name
    if "&" in name or "<" in name:
        name = _TAG.sub(" ", unescape(unescape(name)))
    if not name.isascii():
        name = _repair(name).translate(_SUPERSCRIPTS)
    name = " ".join(name.split()).strip(_SIGNS)
    while name != (shorter := _drop_note(name)):
        name = shorter
    return name


def _drop_note(name: str) -> str:
    """Return a name without the last note on it."""
    if name[-1:] not in _NOTE_ENDS and not name[-1:].isdecimal():
        return name
    shorter = _FOOTNOTE.sub("", name)
    found = _IN_BRACKETS.fullmatch(shorter)
    if not (found and _is_status(found[2])):
        found = _UNDER_1244.fullmatch(shorter) if "1244" in shorter else None
    return (found[1] if found else shorter).rstrip(_SIGNS) or name


def _is_status(note: str) -> bool:
    """Whether a note says what the bearer of a name is; Kosovo's names a resolution."""
    words = note.casefold().replace(".", "").replace("recognised", "recognized").split()
    if words[:1] in (["a"], ["an"], ["the"]):
        words = words[1:]
    return " ".join(words) in _STATUSES or "1244" in re.findall(r"\d+", note)


def split_years(name: str) -> tuple[str, int | None, int | None] | None:
    """Return the name, the first and the last year of ``Ethiopia (1993-)``; None for others."""
    may_be = len(name) <= _LONGEST and _YEAR.search(name)
    if not may_be or not (found := _YEARS.fullmatch(name)):
        return None
    only = found["only"]
    first = found["first"] or found["since"] or only
    last = found["last"] or found["until"] or found["end"] or only
    if first and last and last.isdecimal():
        last = first[: -len(last)] + last  # 1945-90
    return found["name"], _as_year(first), _as_year(last)


def _as_year(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() else None


def is_plain(name: str) -> bool:
    """Whether a name is nothing but plain letters and blanks."""
    return name.isascii() and name.replace(" ", "").isalpha()


def drop_apostrophes(name: str) -> str:
    """Return a name with blanks for its apostrophes, as some programs write it."""
    return name if is_plain(name) else name.translate(_BLANKS)


def write_out(name: str, *, with_marks: bool = False) -> str:
    """
    Return a name without what may differ in writing: its words, in their order.

    Case, accents, punctuation, brackets, quotes and blanks go; ``U.S.`` becomes one word;
    ``&``, ``Rep.``, ``Dem.``, ``St.``, ``Is.`` and points of the compass are written out; the
    little words ``the`` and ``of`` go. A slash stays, as it joins two names; with `with_marks`
    commas and opening brackets stay, too.
    """
    folded = name.lower() if is_plain(name) else clean(name).casefold().translate(_LETTERS)
    if not folded.isascii():
        parts = unicodedata.normalize("NFKD", folded)
        kept = (c for c in parts if unicodedata.category(c) not in ("Mn", "Cf"))
        folded = "".join(kept).translate(_LETTERS)
    if with_marks:
        folded = folded.translate(_MARKS)
    no_word = _NO_WORD_OR_MARK if with_marks else _NO_WORD
    words = no_word.sub(" ", folded).split()
    if min(map(len, words), default=0) == 1:  # U.S. or U S
        words = no_word.sub(" ", _INITIALS.sub(r"\1", folded)).split()
    kept_words = (_LONG.get(word, word) for word in words if word not in _LITTLE)
    return " ".join(kept_words).strip(" ,(")


def make_key(name: str) -> str:
    """
    Return what two spellings of one name have in common: its words, in no order.

    ``Korea, Rep. of`` and ``The Republic of Korea`` have the same key. Every word must be there,
    and none besides.
    """
    return " ".join(sorted(write_out(name).split()))


def list_readings(name: str) -> Iterator[str]:
    """Yield what a name with strange letters would be, had it been read as text of its program."""
    for read_as, written_as in _MISREAD if len(name) <= _LONGEST else ():
        try:
            reading = name.encode(read_as).decode(written_as)
        except UnicodeError:
            continue
        if not _NO_LETTER.search(reading):
            yield reading


def _repair(name: str) -> str:
    """Undo, as often as it happened, what reading UTF-8 as other text makes of letters."""
    for _ in range(_TIMES):
        readings = (_read_anew(name, encoding) for encoding in _READ_AS)
        if (better := next(filter(None, readings), name)) == name:
            return name
        name = better
    return name


def _read_anew(name: str, encoding: str) -> str | None:
    """Return a name whose bytes were taken for letters of an encoding; None if they were not."""
    try:
        reading = _as_bytes(name, encoding).decode("utf-8")
    except UnicodeError:  # no such text: it is as it should be
        return None
    return None if _UNLIKELY.search(reading) else reading


def _as_bytes(name: str, encoding: str) -> bytes:
    """Return the bytes that were read as letters; those that Windows has none for stay as is."""
    if not _NO_LETTER_OF_WINDOWS.search(name):
        return name.encode(encoding)
    plain = (letter.encode("latin-1" if letter < "\xa0" else encoding) for letter in name)
    return b"".join(plain)
