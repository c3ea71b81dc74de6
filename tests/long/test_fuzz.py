"""Each fuzzer for some seconds beyond the inputs that are kept; docs/fuzzing.md."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT / "tests" / "fuzz" / "corpus"
SECONDS = 20
FUZZERS = sorted(folder.name for folder in CORPUS.iterdir())


def make(build, *arguments):
    command = ["make", f"BUILD={build}", *arguments]
    return subprocess.run(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


@pytest.fixture(scope="session")
def programs(build):
    """All tests of this file are one group, so that two never build at once."""
    done = make(build, "fuzz-programs")
    assert done.returncode == 0, done.stdout
    return sorted(path.name for path in (build / "tests" / "fuzz").glob("fuzz_*"))


@pytest.mark.xdist_group("fuzz")
def test_every_fuzzer_has_its_inputs(programs):
    assert programs == [f"fuzz_{name}" for name in FUZZERS]


@pytest.mark.xdist_group("fuzz")
@pytest.mark.parametrize("name", FUZZERS)
def test_a_fuzzer_finds_nothing(build, programs, name):
    """What it finds would lie in build/tests/fuzz/NAME-*, and its last words in the report."""
    done = make(build, f"fuzz-{name}", f"SECONDS={SECONDS}")
    assert done.returncode == 0, done.stdout[-5000:]
    runs = re.search(r"^stat::number_of_executed_units: +(\d+)", done.stdout, re.MULTILINE)
    kept = len(list((CORPUS / name).iterdir()))
    assert runs and int(runs.group(1)) > kept > 0, done.stdout[-5000:]
