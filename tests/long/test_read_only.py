"""The monitor's whole session from a disk that cannot be written to.

Every file of tests in which somebody types at the monitor runs once more, with the image's file
mode 0444 and QEMU's drive read-only. (Everywhere else the disk could be written to, and every test
ends with the proof that it was not: conftest.py, machines.)
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SESSIONS = sorted((ROOT / "tests" / "boot").glob("test_monitor*.py"))


def test_the_sessions_are_found():
    assert len(SESSIONS) > 4


@pytest.mark.parametrize("file", SESSIONS, ids=lambda path: path.stem)
def test_session_from_a_read_only_image(file, build, logs, record_property):
    command = [sys.executable, "-m", "pytest", "-q", "-c", ROOT / "tests" / "pytest.ini"]
    command += ["-p", "no:cacheprovider", "-p", "no:xdist", "-k", "not bochs", file]
    environment = dict(os.environ, BUILD=str(build), READ_ONLY="1")
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    (logs / "pytest.log").write_text(done.stdout + done.stderr)
    passed, failed = (
        int(found.group(1)) if (found := re.search(rf"(\d+) {word}", done.stdout)) else 0
        for word in ("passed", "failed")
    )
    record_property("sweep read-only sessions", f"{passed} of {passed + failed} tests pass")
    assert done.returncode == 0 and passed > 0, done.stdout
