"""The commands on data directories."""

from __future__ import annotations

import json

from command import run


def test_known_exceptions_are_no_findings():
    done = run("check", "--survey", "fiw")
    assert done.returncode == 0, done.stdout
    assert "known exceptions of the sources" in done.stdout


def test_build_is_silent_where_nobody_watches(raw, tmp_path):
    done = run("build", "--out", "tables", cwd=tmp_path, FREEDOMDATA_RAW=str(raw.resolve()))
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert "10,161 rows" in done.stdout
    shown = run("--version", FREEDOMDATA_DATA=str(tmp_path / "tables"))
    assert ", data 2026.6, tables " in shown.stdout


def test_rsf_is_built_shown_and_drawn(raw, tmp_path):
    done = run("build", "rsf", "--raw", str(raw), "--out", "own", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "own/rsf.parquet: 4,020 rows" in done.stdout.replace("\\", "/")
    own = {"FREEDOMDATA_DATA": str(tmp_path / "own")}
    text = run("show", "Eritrea", **own).stdout
    assert "World Press Freedom Index" in text.splitlines()[1]
    assert "up to edition 2012: -10 most free to 142 least free, not comparable" in text
    line = next(line for line in text.splitlines() if line.startswith("2011"))
    assert line.endswith("142 \N{DAGGER}")
    assert "rank 180 in edition 2025" in json.loads(
        run("plot", "Eritrea", "--json", cwd=tmp_path, **own).stdout
    )["alt_text"]  # fmt: skip
    rows = {row["id"]: row for row in json.loads(run("surveys", "--json", **own).stdout)}
    assert (rows["rsf"]["rows"], rows["rsf"]["last_edition"]) == (4020, 2025)
