"""
The Quality of Government standard cross-sections, which stand in for workbooks not at hand.

Each holds one edition of Freedom of the Press and one of Freedom on the Net, among two thousand
columns of other publishers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from freedomdata.model import Column, Sheet, Source

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["QOG_STATUSES", "make_source"]

#: What the columns of statuses print.
QOG_STATUSES = {1: "Free", 2: "Partly Free", 3: "Not Free"}

_HOME = "https://www.qogdata.pol.gu.se/data/"
_GITHUB = "https://raw.githubusercontent.com/"
_FILES = {
    2015: (
        "jan18",
        2402249,
        "f90581002267810ed02edd49db095147232e2139a0d504253cf6a927c055fadc",
        "UCLSPP/datasets/e046f732d3d578b264970298f95602059d387ec2/data/",
    ),
    2016: (
        "jan19",
        2336345,
        "8ff62522f5f32e9d9bd233286ff5481d5028b80a5650657583bddec6f776d223",
        "tranzalored/Social_Data-Science_Assignement-1/d8bd49819d4899ccfe16b18ff612ef8d88fce497/",
    ),
    2017: (
        "jan20",
        2087553,
        "1985fc82938e967410472d47a3103e1ce31badc9b68dcecd3aa8b59d77c84530",
        "lumardi/cross-country/1f26296beda8d262812a60a78aba51f7f0b7cbb5/",
    ),
}


def make_source(edition: int, columns: Mapping[str, str], *, is_turned: bool = False) -> Source:
    """Declare the cross-section that has `edition`; `columns` lead from headers to measures."""
    month, size, sha256, folder = _FILES[edition]
    file = f"qog_std_cs_{month}.csv"
    year = f"20{month[-2:]}"
    return Source(
        id=f"qog-{month}",
        path=f"qog/{file}",
        release=year,
        grade="compiled",
        sha256=sha256,
        bytes=size,
        title=f"Quality of Government standard cross-section, January {year}",
        sheets=(
            Sheet(
                layout="table",
                columns=(
                    Column("ccodealp", "unit"),
                    *(
                        Column(
                            header,
                            measure,
                            words=QOG_STATUSES if measure == "status" else None,
                        )
                        for header, measure in columns.items()
                    ),
                ),
                edition=edition,
                missing=frozenset({""}),
                is_turned=is_turned,
                is_excerpt=True,
                encodings=("latin-1",),
            ),
        ),
        first_edition=edition,
        last_edition=edition,
        url=_HOME + file,
        mirror=_GITHUB + folder + file,
        remark=f"columns {', '.join(columns)}",
        compiler=(
            f"Quality of Government Institute, QoG Standard Dataset, January {year}, University "
            "of Gothenburg, https://www.gu.se/en/quality-government."
        ),
    )
