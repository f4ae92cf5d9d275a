"""The families that a person's run has a sample of are there."""

from __future__ import annotations

from pathlib import Path

import pytest
from samples import SAMPLED


@pytest.mark.parametrize("family", SAMPLED)
def test_a_sampled_family_is_there(family):
    path, _, name = family.partition("::")
    text = (Path(__file__).parent / path).read_text(encoding="utf-8")
    assert f"def {name.partition('[')[0]}(" in text
