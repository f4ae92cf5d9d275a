"""
Cases of which a person's run has a sample and CI all: the others bear the marker ``sweep``.

``pytest`` leaves them out (see ``addopts``), ``pytest -m "sweep or not sweep"`` runs everything.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from itertools import product
from typing import Any

import pytest

Factor = Mapping[str, Any] | Iterable[Any]


def crossed(names: str, *factors: Factor) -> pytest.MarkDecorator:
    """All combinations; the sample has each of the first factor, the others taking turns."""
    first, *others = map(_name, factors)
    rest = list(product(*(other.items() for other in others)))
    cases = []
    for n, one in enumerate(first.items()):
        for k, more in enumerate(rest):
            ids, values = zip(one, *more, strict=True)
            marks = () if k == n % len(rest) else (pytest.mark.sweep,)
            cases.append(pytest.param(*values, id="-".join(ids), marks=marks))
    return pytest.mark.parametrize(names, cases)


def drawn(name: str, cases: Factor, number: int, *, always: Iterable[str] = ()) -> Any:
    """All cases; the sample has those named and a `number` of the others, always the same."""
    named = _name(cases)
    others = [id_ for id_ in named if id_ not in set(always)]
    sample = {*always, *random.Random(2003).sample(others, min(number, len(others)))}
    return pytest.mark.parametrize(
        name,
        [
            pytest.param(case, id=id_, marks=() if id_ in sample else (pytest.mark.sweep,))
            for id_, case in named.items()
        ],
    )


def _name(factor: Factor) -> Mapping[str, Any]:
    return factor if isinstance(factor, Mapping) else {str(value): value for value in factor}


#: Families of which the sample has so many cases, always the same; of 0 it has none. The cases
#: cost a second or two each, and one that fails mostly has others fail with it.
SAMPLED = {
    "analysis/test_aggregate.py::test_it_is_what_a_loop_over_countries_gives": 4,
    "analysis/test_lags.py::test_a_lag_is_the_value_of_that_year_of_the_same_unit": 6,
    "analysis/test_variants.py::test_the_choices_of_a_version_make_it_again": 1,
    "analysis/test_variants.py::test_the_other_functions_take_every_version": 0,
    "building/test_ingest.py::test_all_data_written_otherwise": 1,
    "building/test_mutation.py::test_nothing_is_refused_by_accident": 0,
    "building/test_mutation.py::test_what_another_number_contradicts_is_noticed": 0,
    "building/test_next_year.py::test_one_command_takes_it_in": 2,
    "building/test_next_year.py::test_what_drifts_changes_nothing": 2,
    "building/test_population.py::test_a_damaged_table_is_a_finding": 2,
    "building/test_published_files.py::test_a_survey_built_alone_leaves_the_others_as_shipped": 1,
    "building/test_published_files.py::test_every_cell_of_the_all_data_workbook_is_delivered": 1,
    "building/test_published_files.py::"
    "test_every_rated_cell_of_the_ratings_workbook_is_delivered": 1,
    "building/test_writers.py::test_of_two_writers_at_once_each_writes_whole": 0,
    "building/test_writers.py::test_what_is_of_others_is_never_written_over": 3,
    "checks/test_checks.py::test_damage_is_found_with_its_rule_and_cell": 12,
    "checks/test_checks.py::test_empty_tables_and_columns_never_raise": 1,
    "checks/test_validate.py::test_how_values_come_does_not_matter": 5,
    "cli/test_cli_loading.py::test_variants": 0,
    "cli/test_cli_plot.py::test_a_country_alone_is_its_trend_wherever_the_options_are": 2,
    "cli/test_cli_plot.py::test_a_file_is_named_for_what_is_shown": 3,
    "cli/test_cli_plot.py::test_every_example_is_true": 3,
    "cli/test_cli_plot.py::test_options_are_the_arguments_of_the_function": 4,
    "loading/test_releases.py::test_it_is_what_would_have_been_built": 3,
    "plots/test_atlas.py::test_a_pdf_has_the_pages_in_order_with_bookmarks_and_no_time": 0,
    "plots/test_atlas.py::test_two_that_make_the_same_atlas_do_it_one_after_the_other": 0,
    "plots/test_atlas.py::test_what_is_of_others_is_never_touched": 3,
    "plots/test_atlas.py::test_what_was_interrupted_goes_on_where_it_was": 0,
    "plots/test_cells.py::test_nothing_is_cut_off_by_a_layout": 4,
    "plots/test_cells.py::test_nothing_of_the_data_is_drawn_outside_of_zoomed_axes": 3,
    "plots/test_cells.py::test_pictures_stay_in_their_cells": 3,
    "plots/test_counts.py::test_no_label_is_clipped_or_over_another": 4,
    "plots/test_golden.py::test_the_picture_is_the_accepted_one": 14,
    "plots/test_movers.py::test_no_label_is_clipped_or_over_another": 3,
    "plots/test_statuses.py::test_no_text_overlaps_or_leaves_the_page": 2,
    "plots/test_suite.py::test_a_file_says_what_it_is_and_has_the_same_bytes_twice": 2,
    "plots/test_suite.py::test_the_settings_of_the_user_do_not_matter": 2,
    "sources/test_country_years.py::test_a_layout_is_read_right_or_refused": 6,
    "sources/test_formats.py::test_what_is_ingested_passes_the_check": 1,
    "sources/test_hostile.py::test_a_hostile_file_is_refused_in_a_sentence[corner.xlsx]": 0,
    "surveys/test_rsf.py::test_a_spoilt_cell_costs_its_row": 2,
    "test_data.py::test_readings_that_cannot_be_are_refused_and_listed_by_check": 3,
    "test_data.py::test_what_needs_no_readings_works_with_a_directory_of_the_first_format": 5,
}


def mark_sweeps(items: list[pytest.Item]) -> None:
    """Leave the cases of `SAMPLED` families that are not in the sample to the sweep."""
    families: dict[str, list[pytest.Item]] = {}
    for item in items:
        name = item.nodeid.removeprefix("tests/")
        family = name if name in SAMPLED else name.partition("[")[0]
        if family in SAMPLED and not item.get_closest_marker("sweep"):
            families.setdefault(family, []).append(item)
    for family, cases in families.items():
        kept = random.Random(2003).sample(range(len(cases)), min(SAMPLED[family], len(cases)))
        for n, case in enumerate(cases):
            if n not in kept:
                case.add_marker(pytest.mark.sweep)
