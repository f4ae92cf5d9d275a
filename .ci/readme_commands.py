"""Print the set-up commands that stand in the README, so that they are what is tested."""

import re
from pathlib import Path

text = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
commands = re.findall(r"^```sh\n(pip install .*)\n```$", text, flags=re.MULTILINE)
if len(commands) != 2:  # noqa: PLR2004 (one installs and runs, one installs and tests)
    raise SystemExit(f"expected two set-up commands in README.md, found {commands}")
print("\n".join(commands))  # noqa: T201 (that is the job)
