"""The World Bank's population: no survey, but a published file that is declared like one."""

from __future__ import annotations

from freedomdata.model import Column, Sheet, Source

__all__ = ["AGGREGATES", "CITATION", "POPULATION", "TERMS", "TERMS_URL", "WORLD"]

CITATION = (
    "World Bank, World Development Indicators, Population, total (SP.POP.TOTL), "
    "https://data.worldbank.org/indicator/SP.POP.TOTL."
)
TERMS = "World Bank: CC BY 4.0 (attribution)."
TERMS_URL = "https://creativecommons.org/licenses/by/4.0/"

POPULATION = Source(
    id="worldbank-2026-population",
    path="population/population.csv",
    release="2026",
    grade="compiled",
    sha256="7d2dd6a17f5ed7916de1f89a9c116791e64d207f2e2f6ce47c57e1ab46f0088a",
    bytes=552112,
    title="Population, total, 1960 to 2024",
    sheets=(
        Sheet(
            layout="table",
            columns=(
                Column("Country Name", "name"),
                Column("Country Code", "code"),
                Column("Year", "year"),
                Column("Value", "population"),
            ),
        ),
    ),
    first_edition=1960,
    last_edition=2024,
    url="https://data.worldbank.org/indicator/SP.POP.TOTL",
    mirror="https://raw.githubusercontent.com/datasets/population/"
    "425fc447a53a26c767a15a7de60c4cc2478a0595/data/population.csv",
    remark="Years, not editions. A state has the people of its present area in all years; Taiwan "
    "and the states that ended have none.",
    compiler="Open Knowledge, datasets/population, https://github.com/datasets/population.",
)

#: The code of the whole world, which countries must come to.
WORLD = "WLD"

#: Codes of what is no country: regions, groups by income and lending, islands taken together.
AGGREGATES = frozenset({
    "AFE", "AFW", "ARB", "CEB", "CHI", "CSS", "EAP", "EAR", "EAS", "ECA", "ECS", "EMU", "EUU",
    "FCS", "HIC", "HPC", "IBD", "IBT", "IDA", "IDB", "IDX", "LAC", "LCN", "LDC", "LIC", "LMC",
    "LMY", "LTE", "MEA", "MIC", "MNA", "NAC", "OED", "OSS", "PRE", "PSS", "PST", "SAS", "SSA",
    "SSF", "SST", "TEA", "TEC", "TLA", "TMN", "TSA", "TSS", "UMC", "WLD",
})  # fmt: skip
