"""Who is meant by a name: exactly one unit, or a refusal that helps; never a guess."""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lists import read_list, withdrawn_codes

import freedomdata as fd
from freedomdata.countries import get_countries
from freedomdata.countries.lookup import _codes, _joins_two_names, _names
from freedomdata.countries.registry import read_rows
from freedomdata.countries.spelling import make_key, write_out

NAMES = read_list("names.csv")
NO_COUNTRIES = read_list("no_countries.csv")
OWN = [(c.country, c.country_id) for c in get_countries().values()]
ALIASES = [(row["alias"], row["country_id"]) for row in read_rows("aliases.csv")]
PLAIN = [
    (name, id_)
    for name, year, id_, where in NAMES
    if where not in ("HTML", "garbled", "footnote")
    and year is None
    and make_key(name) in _names()
    and not set("()[],/") & set(name)
]


@withdrawn_codes()
def found(name, year=None):
    try:
        return fd.find_country(name, year)
    except fd.UnknownCountryError:
        return "unknown"
    except fd.AmbiguousCountryError:
        return "ambiguous"


@pytest.mark.parametrize("where", sorted({where for *_, where in NAMES}))
def test_names_of_all_houses_are_known(where):
    listed = [(name, year, id_) for name, year, id_, other in NAMES if other == where]
    wrong = [(*line, got) for line in listed if (got := found(*line[:2])) != line[2]]
    assert listed
    assert not wrong


@pytest.mark.parametrize("why", sorted({why for *_, why in NO_COUNTRIES}))
def test_what_is_no_country_matches_nothing(why):
    listed = [(name, year) for name, year, other in NO_COUNTRIES if other == why]
    wrong = [(*line, got) for line in listed if (got := found(*line)) != "unknown"]
    assert listed
    assert not wrong


def test_the_lists_are_long_and_name_every_unit():
    assert len(NAMES) > 2000
    assert len(NO_COUNTRIES) > 1000
    assert {id_ for _, _, id_, _ in NAMES} == set(get_countries())


@pytest.mark.parametrize(("name", "country_id"), OWN)
def test_ids_and_names_find_themselves(name, country_id):
    assert fd.find_country(name) == country_id
    assert fd.find_country(country_id) == country_id
    assert fd.find_country(country_id.lower()) == country_id


def test_aliases_find_their_unit():
    bearers = Counter(make_key(name) for name, _ in {*OWN, *ALIASES})
    lone = [(alias, id_) for alias, id_ in ALIASES if bearers[make_key(alias)] == 1]
    assert len(lone) > 1000
    assert not [(alias, id_, got) for alias, id_ in lone if (got := found(alias)) != id_]


def test_several_units_share_a_name_only_where_it_is_meant_so():
    shared = {key: {b.country_id for b in bearers} for key, bearers in _names().items()}
    shared = {key: ids for key, ids in shared.items() if len(ids) > 1}
    assert shared == {
        "and montenegro serbia": {"SCG", "YUG"},
        "arab republic yemen yemen": {"XYN", "YEM"},
        "authority national palestinian": {"PSE", "XPA"},
        "authority palestinian": {"PSE", "XPA"},
        "brd": {"DEU", "XGW"},
        "bundesrepublik deutschland": {"DEU", "XGW"},
        "congo": {"COD", "COG"},
        "federal german republic": {"DEU", "XGW"},
        "federal germany republic": {"DEU", "XGW"},
        "fr germany": {"DEU", "XGW"},
        "frg": {"DEU", "XGW"},
        "germany": {"DDR", "DEU", "XGW"},
        "islands virgin": {"VGB", "VIR"},
        "kashmir": {"XIK", "XPK"},
        "korea": {"KOR", "PRK"},
        "martin saint": {"MAF", "SXM"},
        "nam viet": {"VDR", "VNM", "XVS"},
        "north vietnam vietnam": {"VDR", "VNM"},
        "north yemen yemen": {"XYN", "YEM"},
        "russia soviet union": {"RUS", "SUN"},
        "serbia yugoslavia": {"SCG", "SRB", "YUG"},
        "vietnam": {"VDR", "VNM", "XVS"},
        "yemen": {"XYN", "YEM", "YMD"},
    }


def test_no_alias_is_the_code_of_another_unit():
    codes = _codes(None)
    assert not [
        (alias, id_)
        for alias, id_ in ALIASES
        if any(b.country_id != id_ for b in codes.get(alias.casefold(), ()))
    ]


def test_aliases_are_sorted_and_needed():
    assert sorted(ALIASES, key=lambda a: (a[1], a[0].casefold())) == ALIASES
    keys = Counter(
        (write_out(name, with_marks=True) if _joins_two_names(name) else make_key(name), id_)
        for name, id_ in OWN + ALIASES
    )
    assert [key for key, n in keys.items() if n > 1] == []


@given(
    pair=st.sampled_from(PLAIN),
    change=st.sampled_from([str.upper, str.lower, str.swapcase, str]),
    form=st.sampled_from(["NFC", "NFD", "NFKC"]),
    blank=st.sampled_from([" ", "  ", "\t", "\n ", "\xa0", "\u2009"]),
    apostrophe=st.sampled_from(["'", "\u2019", "\u02bc", "`"]),
    ends=st.sampled_from(
        [("", ""), ("The ", ""), ("", ", The"), ("", " (the)"), ("", "."), ("*", "")]
    ),
)
def test_writing_does_not_matter(  # noqa: PLR0913
    *, pair, change, form, blank, apostrophe, ends
):
    name, country_id = pair
    written = unicodedata.normalize(form, change(name)).replace("'", apostrophe).join(ends)
    assert fd.find_country(blank + written.replace(" ", blank) + blank) == country_id


def garble(name, encoding):
    """Return what a program shows that takes UTF-8 for another encoding."""

    def read(byte):
        try:
            return bytes([byte]).decode(encoding)
        except UnicodeDecodeError:
            return chr(byte)

    return "".join(map(read, name.encode("utf-8")))


@pytest.mark.parametrize(
    "change",
    [
        *(lambda name, note=note: name + note for note in
          (" [1]", "[1][2]", "[a]", "[note 2]", "*", " \u2020", "\u00b9", " (1)", " 1/",
           "<sup>1</sup>", " (country)", " [independent state]")),
        html.escape,
        lambda name: html.escape(name).encode("ascii", "xmlcharrefreplace").decode(),
        lambda name: name.replace(" ", "&nbsp;"),
        lambda name: f"<td>{name}</td>",
        lambda name: name.replace("'", " "),
        *(lambda name, encoding=encoding: garble(name, encoding) for encoding in
          ("cp1252", "latin-1", "mac_roman", "cp437")),
        lambda name: garble(garble(name, "cp1252"), "cp1252"),
        lambda name: garble(garble(garble(name, "cp1252"), "latin-1"), "cp1252"),
    ],
)  # fmt: skip
def test_notes_and_what_programs_do_to_letters_do_not_matter(change):
    names = [(name, id_) for name, id_ in PLAIN if len(name) > 3 and name[0] != "\ufeff"]
    changed = [(change(name), id_) for name, id_ in names]
    wrong = [pair for pair in changed if found(pair[0]) != pair[1] and len(pair[0]) <= 400]
    assert [name for name, _ in wrong if name != "Timor Lorosa e"] == []  # its e is alone


@pytest.mark.parametrize(
    ("name", "country_id"),
    [
        ("Bosnia & Herzegovina", "BIH"),
        ("BOSNIA-HERZEGOVINA", "BIH"),
        ("Saint Lucia", "LCA"),
        ("St Lucia", "LCA"),
        ("Korea, Rep. of", "KOR"),
        ("Republic of Korea", "KOR"),
        ("Korea (Republic of)", "KOR"),
        ("Gambia, The", "GMB"),
        ("\u201cCôte d\u2019Ivoire\u201d", "CIV"),
        ("Cote dIvoire", "CIV"),
        ("TÜRKİYE", "TUR"),
        ("turkiye", "TUR"),
        ("U.S.A.", "USA"),
        ("Micronesia [Federated States of]", "FSM"),
        ("Germany, E. ", "DDR"),
    ],
)
def test_what_the_rule_takes_away(name, country_id):
    assert fd.find_country(name) == country_id


def test_two_names_of_one_unit_are_one():
    assert fd.find_country("Burma (Myanmar)") == fd.find_country("Myanmar / Burma") == "MMR"
    assert fd.find_country("Eswatini, formerly Swaziland") == "SWZ"
    assert fd.find_country("Congo (COD)") == fd.find_country("Congo [Kinshasa]") == "COD"
    assert fd.find_country("Korea, North (DPRK)") == "PRK"
    assert fd.find_country("Yemen (Sanaa)", 1985) == "XYN"
    assert fd.find_country("Yemen (YE)", 2000) == "YEM"
    for name in ("Georgia (GA)", "China (Taiwan and Macao)", "Israel (Palestine)", "Niger/Nigeria",
                 "Germany (former GDR)", "St. Martin/Sint Maarten", "Congo (Korea)",
                 "a," * 2000, "(" * 2000):  # fmt: skip
        assert found(name) == "unknown"


def test_two_units_in_one_name_are_none():
    countries = [c.country for c in get_countries().values()]
    known = {write_out(name, with_marks=True) for name, _ in OWN + ALIASES}
    asked = [
        pattern.format(one, other)
        for one in countries
        for other in ("China", "France", "Georgia", "Israel", "Palestine", "Serbia", "Somalia",
                      "United Kingdom", "United States", "Western Sahara", "Yemen", "Yugoslavia")
        if one != other
        for pair in ((one, other), (other, one))
        for pattern in ("{} and {}", "{} & {}", "{}, {}", "{} ({})", "{}/{}", "{} {}")
        for one, other in [pair]
    ]  # fmt: skip
    assert len(asked) > 40_000
    both_names_of_one = {"West Bank and Gaza Strip", "Palestine"}
    units = {c.country: c for c in get_countries().values()}
    held = {  # Greenland (Denmark)
        f"{name} ({units[id_].country})"
        for name, c in units.items()
        for id_, units in [(id_, get_countries()) for id_ in c.claimed_by]
    }
    wrong = [
        name
        for name in asked
        if found(name) not in ("unknown", "ambiguous")
        and write_out(name, with_marks=True) not in known
        and not all(part in name for part in both_names_of_one)
        and name not in held
    ]
    assert wrong == []


def test_years_before_the_registry_are_read_as_its_first():
    assert fd.find_country("China", 1900) == "CHN"
    assert found("Croatia", 1960) == found("Bangladesh Republic of Nowhere", 1960) == "unknown"
    with pytest.raises(fd.UnknownCountryError, match=r"in 1900, only Serbia \(SRB\) since 2006$"):
        fd.find_country("Serbia", 1900)


def test_every_unit_bears_its_name_and_codes_in_every_year_of_its_life():
    for c in get_countries().values():
        for year in range(c.first_year or 1972, (c.last_year or 2026) + 1):
            assert found(c.country, year) == found(c.country_id, year) == c.country_id
        for year in ((c.first_year or 0) - 1, (c.last_year or 9999) + 1):
            if 1972 <= year < 9999:
                assert found(c.country, year) != c.country_id


def test_unlike_units_stay_apart():
    apart = ["Niger", "Nigeria", "Guinea", "Guinea-Bissau", "Equatorial Guinea", "Papua New Guinea",
             "Dominica", "Dominican Republic", "Somalia", "Somaliland", "Cyprus", "Northern Cyprus",
             "North Korea", "South Korea", "Congo (Kinshasa)", "Congo (Brazzaville)", "Sudan",
             "South Sudan", "Ireland", "Northern Ireland", "India", "Indian Kashmir", "Pakistan",
             "Pakistani Kashmir", "Gaza Strip", "West Bank", "West Bank and Gaza Strip",
             "Palestinian Authority-Administered Territories", "Israeli-Occupied Territories",
             "Yugoslavia", "Serbia and Montenegro", "Serbia", "Kosovo", "Samoa", "American Samoa",
             "Austria", "Australia", "Zambia", "The Gambia", "Iran", "Iraq", "Slovakia", "Slovenia",
             "Latvia", "Lithuania", "Mali", "Malawi", "Maldives", "Mauritius", "Mauritania",
             "Guyana", "French Guiana", "Sint Maarten", "St. Martin (French part)"]  # fmt: skip
    assert len({fd.find_country(name) for name in apart}) == len(apart)


def test_west_bank_and_gaza_strip_is_the_unit_of_iso():
    for name in ("West Bank and Gaza Strip", "West Bank and Gaza", "Palestine", "PSE", "PS"):
        assert fd.find_country(name) == "PSE"
    assert {fd.find_country(name) for name in ("Gaza Strip", "West Bank")} == {"XGZ", "XWB"}


@pytest.mark.parametrize("name", [None, 7.0, float("nan"), b"China", ["China"], True, ""])
def test_what_is_no_text_is_no_name(name):
    with pytest.raises(fd.UnknownCountryError, match="is no country: give an id, an ISO code or a"):
        fd.find_country(name)


@pytest.mark.parametrize("number", [710, "710", " 710 "])
def test_a_number_says_nothing_without_its_system(number):
    with pytest.raises(
        fd.UnknownCountryError,
        match=r"a number, .* system of codes: code='iso_numeric' \(South Africa \(ZAF\)\), "
        r"code='cow' \(China \(CHN\)\), code='gw' \(China \(CHN\)\)$",
    ):
        fd.find_country(number)
    assert fd.find_country(number, code="iso_numeric") == "ZAF"
    assert fd.find_country(number, code="cow") == fd.find_country(number, code="gw") == "CHN"


def test_codes_of_a_system():
    assert (
        fd.find_country("4", code="iso_numeric") == fd.find_country(4, code="iso_numeric") == "AFG"
    )
    assert fd.find_country("de", code="iso_alpha2") == "DEU"
    assert [fd.find_country(345, year, code="cow") for year in (1985, 2004, 2006, 2024)] == [
        "YUG", "SCG", "SRB", "SRB"]  # fmt: skip
    assert [fd.find_country(260, year, code="gw") for year in (1989, 1990)] == ["XGW", "DEU"]
    assert [fd.find_country(365, year, code="cow") for year in (1972, 1990, 1991)] == [
        "SUN", "SUN", "RUS"]  # fmt: skip
    assert [fd.find_country(816, year, code="cow") for year in (1974, 1976)] == ["VDR", "VNM"]
    with pytest.raises(
        fd.UnknownCountryError, match=r"946 in 1985, only Kiribati \(KIR\) since 1999$"
    ):
        fd.find_country(946, 1985, code="cow")
    with pytest.raises(
        fd.UnknownCountryError, match="no country or territory has the code 'China' in cow"
    ):
        fd.find_country("China", code="cow")
    with pytest.raises(fd.FreedomDataError, match="there is no code 'iso'; there is iso_alpha2, "):
        fd.find_country("CN", code="iso")


def test_an_unknown_name_comes_with_the_nearest():
    with pytest.raises(fd.UnknownCountryError, match=r"'Chnia'; the nearest are China \(CHN\)"):
        fd.find_country("Chnia")
    with pytest.raises(
        fd.UnknownCountryError, match="'Falkland'; the nearest are Falkland Islands"
    ):
        fd.find_country("Falkland")
    with pytest.raises(fd.UnknownCountryError, match=r"no country or territory is called 'N/A'$"):
        fd.find_country("N/A")


def test_an_ambiguous_name_comes_with_the_choices():
    with pytest.raises(
        fd.AmbiguousCountryError, match=r"Kinshasa\) \(COD\) or .*\(COG\): name one of them$"
    ):
        fd.find_country("Congo")
    with pytest.raises(fd.AmbiguousCountryError, match="name one of them or give a year"):
        fd.find_country("CS")
    for name in ("Korea", "Congo, The", "Virgin Islands", "St Martin", "Kashmir", "CS"):
        assert found(name) == "ambiguous"


def test_a_year_settles_who_bore_the_name():
    assert fd.find_country("Germany", year=2000) == fd.find_country("Germany", 1990) == "DEU"
    assert fd.find_country("Yemen", year=2000) == "YEM"
    assert fd.find_country("Vietnam", year=1990) == "VNM"
    assert fd.find_country("West Germany", year=1990) == "XGW"
    assert fd.find_country("Soviet Union", year=1991) == "SUN"
    assert fd.find_country("Serbia and Montenegro", year=1998) == "YUG"
    with pytest.raises(fd.AmbiguousCountryError, match=r"in 1985 may be North Yemen .* or South"):
        fd.find_country("Yemen", year=1985)
    for name, year in (("Germany", 1980), ("Vietnam", 1974), ("Viet Nam", 1974), ("Yemen", 1985)):
        assert found(name, year) == "ambiguous"


@pytest.mark.parametrize(
    ("name", "year", "instead"),
    [
        ("Russia", 1985, r"only Russia \(RUS\) since 1991; in 1985 look for Soviet Union \(SUN\)"),
        ("Croatia", 1980, r"in 1980 look for Yugoslavia \(YUG\)"),
        ("Serbia", 2004, r"in 2004 look for Serbia and Montenegro \(SCG\)"),
        ("Czechoslovakia", 2000, r"in 2000 look for Czech Republic \(CZE\) or Slovakia \(SVK\)"),
        ("West Bank", 1990, r"in 1990 look for West Bank and Gaza Strip \(PSE\)"),
        ("South Sudan", 2005, r"in 2005 look for Sudan \(SDN\)"),
        ("SK", 1974, r"only Slovakia \(SVK\) since 1993; in 1974 look for Czechoslovakia \(CSK\)"),
    ],
)
def test_a_name_in_a_year_without_it_comes_with_who_was_there(name, year, instead):
    with pytest.raises(
        fd.UnknownCountryError, match=f"nobody was called '{name}' in {year}, .*{instead}"
    ):
        fd.find_country(name, year)


def test_years_beside_a_name_count():
    with pytest.raises(
        fd.UnknownCountryError,
        match=r"whom 'Ethiopia \(1993-\)' means did not exist in 1985; look for Ethiopia \(ETH\)$",
    ):
        fd.find_country("Ethiopia (1993-)", 1985)
    with pytest.raises(fd.AmbiguousCountryError, match=r"'Turkey \(2022\)' in 1990 may be Turkey"):
        fd.find_country("Turkey (2022)", 1990)
    with pytest.raises(fd.AmbiguousCountryError, match=r"East Germany .* or West Germany"):
        fd.find_country("Germany (until 1990)")
    with pytest.raises(
        fd.AmbiguousCountryError, match=r"North Vietnam .* or Vietnam .* or give a y"
    ):
        fd.find_country("Vietnam, Democratic Republic of")


@pytest.mark.parametrize(
    ("name", "ids"),
    [("England", "GBR"), ("Scotland", "GBR"), ("Wales", "GBR"), ("OWID_KOS", "XKX"),
     ("Israel and the Occupied Palestinian Territory", "ISR PSE"), ("Channel Islands", "GGY JEY"),
     ("Afg", "AFG"), ("Chnia", "CHN"), ("Falkland", "FLK"), ("Serbian", "SRB")],
)  # fmt: skip
def test_a_hint_leads_to_who_may_be_meant(name, ids):
    with pytest.raises(fd.UnknownCountryError) as refused:
        fd.find_country(name)
    assert re.findall(r"\(([A-Z]{3})", str(refused.value)) == ids.split()


@pytest.mark.parametrize(
    "name",
    ["South Asia", "Southern Asia", "East Asia", "Bavaria", "Amerika", "South America", "Siberia",
     "Country", "N.A.", "U.N.", "Rhodes", "Neverland",
     "Prussia", "Berlin", "West Africa", "Southern Africa", "Northern Africa", "Caribbean",
     "Southern", "Republic", "Melanesia", "Islamic State", "Taliban", "New England",
     "Republic of Japan", "Bur.", "Rho.", "N.H.", "Asia", "Arctic", "Hawaii",
     "Tasmania", "Transylvania", "Normandy"],
)  # fmt: skip
def test_no_hint_misleads(name):
    with pytest.raises(fd.UnknownCountryError) as refused:
        fd.find_country(name)
    assert "nearest" not in str(refused.value)


@pytest.mark.parametrize("year", ["now", 1990.5, True, [1990], 95, 10_000])
def test_a_year_is_a_whole_number(year):
    with pytest.raises(fd.FreedomDataError, match="year is a whole number, such as 1990, not"):
        fd.find_country("China", year=year)
