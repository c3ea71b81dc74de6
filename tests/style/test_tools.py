"""tests/run and tools/deps: what they say and do, on small projects, with false package tools."""

import os
import re
import shutil
import subprocess

import pytest

from sources import ROOT

PASSES = "def test_one():\n    assert True\n\n\ndef test_two():\n    assert True\n"
FAILS = 'def test_three():\n    assert 2 == 3, "sums are hard"\n'
SKIPS = 'import pytest\n\n\ndef test_four():\n    pytest.skip("no such machine")\n'
BREAKS = "import no_such_module\n"
TEAR_DOWN = (
    "import pytest\n\n\n@pytest.fixture\ndef thing():\n    yield\n    raise OSError('late')\n\n\n"
    "def test_five(thing):\n    assert True\n"
)


@pytest.fixture
def project(tmp_path):
    """project(style={file: text}) -> the lines and the status of its tests/run."""

    def run(programs=(), kinds=("unit", "style"), **files_of):
        tests = tmp_path / "tests"
        tests.mkdir()
        for name in ("run", "progress.py", "pytest.ini"):
            shutil.copy(ROOT / "tests" / name, tests / name)
        for kind, files in files_of.items():
            (tests / kind).mkdir()
            for name, text in files.items():
                (tests / kind / name).write_text(text)
        for name, text in programs:
            path = tmp_path / "build" / "tests" / "unit" / "gcc" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
            path.chmod(0o755)
        environment = dict(os.environ, BUILD=str(tmp_path / "build"), JOBS="2")
        done = subprocess.run(
            ["/usr/bin/python3", tests / "run", *kinds],
            env=environment, capture_output=True, text=True,
        )
        return done.stdout.splitlines(), done.returncode

    return run


def program(cases, status):
    """A program that writes results as cmocka does, then ends with a status."""
    xml = f"<testsuites><testsuite>{cases}</testsuite></testsuites>"
    return f"#!/bin/sh\nfile=$(echo \"$CMOCKA_XML_FILE\" | sed s/%g/group/)\n" \
           f"echo '{xml}' > \"$file\"\nexit {status}\n"


def test_run_sums_what_passed(project):
    lines, status = project(style={"test_a.py": PASSES}, unit={"test_b.py": PASSES})
    assert (lines[-1], status) == ("4 passed, 0 failed", 0)
    assert any(re.fullmatch(r"  style test_a\.py +2 passed", line) for line in lines)


def test_run_shows_failures_in_full(project):
    lines, status = project(style={"test_a.py": PASSES, "test_b.py": FAILS})
    assert (lines[-1], status) == ("2 passed, 1 failed", 1)
    assert any("sums are hard" in line for line in lines)
    assert any("test_b.py" in line and "1 FAILED" in line for line in lines)


def test_run_tells_why_something_was_skipped(project):
    lines, status = project(style={"test_a.py": PASSES, "test_b.py": SKIPS})
    assert (lines[-1], status) == ("2 passed, 0 failed, 1 skipped", 0)
    assert any("test_four" in line and "no such machine" in line for line in lines)


def test_run_counts_a_file_that_cannot_be_read_as_a_failure(project):
    lines, status = project(style={"test_a.py": PASSES, "test_b.py": BREAKS})
    assert (lines[-1], status) == ("2 passed, 1 failed", 1)
    assert any("no_such_module" in line for line in lines)


def test_run_counts_a_failing_tear_down(project):
    lines, status = project(style={"test_a.py": TEAR_DOWN})
    assert lines[-1].endswith(" 1 failed") and status == 1


def test_run_with_nothing_to_run_fails(project):
    lines, status = project(style={"test_a.py": ""})
    assert (lines[-1], status) == ("0 passed, 0 failed", 1)


def test_run_in_parallel_loses_nothing(project):
    files = {f"test_{n}.py": PASSES if n % 2 else FAILS for n in range(6)}
    lines, status = project(kinds=("boot",), boot=files)
    assert (lines[-1], status) == ("6 passed, 3 failed", 1)
    assert sum(line.startswith("  boot test_") for line in lines) == 6


def test_run_leaves_long_out_unless_asked(project):
    files = {"test_a.py": PASSES}
    assert project(kinds=(), style=files, long=files)[0][-1] == "2 passed, 0 failed"


def test_run_sums_the_parts_of_a_sweep(project):
    """In parallel, as the long ones run."""
    part = 'def test_part(record_property):\n    record_property("sweep damage", "{} of 5 told")\n'
    lines, status = project(
        kinds=("long",), long={f"test_{told}.py": part.format(told) for told in (5, 4)}
    )
    assert (lines[-2:], status) == (["damage: 9 of 10 told", "2 passed, 0 failed"], 0)


@pytest.mark.parametrize(
    "text, last",
    [
        (program('<testcase name="a"/><testcase name="b"/>', 0), "2 passed, 0 failed"),
        (
            program('<testcase name="a"/><testcase name="b"><failure>no</failure></testcase>', 1),
            "1 passed, 1 failed",
        ),
        (program('<testcase name="a"><skipped/></testcase>', 0), "0 passed, 0 failed, 1 skipped"),
        (program('<testcase name="a"/>', 134), "1 passed, 1 failed"),
        ("#!/bin/sh\necho sanitizer speaks\nexit 1\n", "0 passed, 1 failed"),
        (program("<broken", 1), "0 passed, 1 failed"),
    ],
    ids=["passes", "fails", "skips", "crashes after its tests", "crashes", "broken results"],
)
def test_run_reads_cmockas_results(project, text, last):
    lines, status = project(programs=[("test_x", text)], kinds=("unit",))
    assert lines[-1] == last
    assert status == (0 if last.startswith("2 passed") else 1)


def test_run_refuses_an_unknown_kind():
    done = subprocess.run([ROOT / "tests" / "run", "nothing"], capture_output=True, text=True)
    assert done.returncode == 2 and "unit|kernel|boot|style|long" in done.stderr


# tools/deps, between a dpkg-query and an apt-get of our own.


class Machine:
    """A machine with some packages installed and some that its package lists know."""

    def __init__(self, path, debian=True):
        self.path = path
        self.log = path / "log"
        self.known = path / "known"
        self.installed = path / "installed"
        self.bin = path / "bin"
        self.bin.mkdir()
        for file in (self.log, self.known, self.installed):
            file.write_text("")
        for name in "sh sed awk tr fold env cat grep cmp cp mkdir".split():
            (self.bin / name).symlink_to(shutil.which(name))
        self.script("id", "echo 0")
        self.script("npm", f'echo "npm $*" >> {self.log}; mkdir -p node_modules/v86')
        if debian:
            self.script("dpkg-query", f'grep -qx "$4" {self.installed} && printf installed')
            self.script("apt-cache", f'grep -qx "$3" {self.known} && echo "Package: $3"')
            self.script(
                "apt-get",
                f'echo "apt-get $*" >> {self.log}\n'
                f'case "$*" in update*) cp {self.path}/all {self.known} ;; *print-uris*)\n'
                'echo "Need to get 1128 kB of archives."\n'
                'echo "After this operation, 2388 kB of additional disk space will be used." ;;'
                "esac",
            )
            (path / "all").write_text("\n".join(PACKAGES) + "\n")
            self.known.write_text("\n".join(PACKAGES) + "\n")

    def script(self, name, body):
        (self.bin / name).unlink(missing_ok=True)
        (self.bin / name).write_text(f"#!/bin/sh\n{body}\n")
        (self.bin / name).chmod(0o755)

    def deps(self, *goals):
        environment = {"PATH": str(self.bin), "BUILD": str(self.path / "build")}
        return subprocess.run(
            ["/bin/sh", ROOT / "tools" / "deps", *goals],
            cwd=ROOT, env=environment, capture_output=True, text=True,
        )

    def installed_last(self):
        """What the last call of apt-get names."""
        return [c for c in self.calls().splitlines() if c.startswith("apt-get")][-1].split()

    def calls(self):
        return self.log.read_text()


PACKAGES = (
    "make gcc libc6-dev nasm binutils qemu-system-x86 gdb python3 python3-capstone clang lld llvm "
    "libclang-rt-dev libcmocka-dev python3-pytest python3-pytest-xdist python3-hypothesis "
    "python3-unicorn python3-pyelftools python3-pexpect bochs bochs-term bochsbios vgabios file "
    "clangd grub-common grub-pc-bin syslinux syslinux-common mtools valgrind acpica-tools "
    "libmimalloc-dev libjemalloc-dev gnuplot-nox clang-tidy clang-format cppcheck shellcheck "
    "seabios xorriso npm"
).split()
TEST_TOOLS = ("clang", "bochs", "python3-pytest", "libcmocka-dev", "gdb")


@pytest.fixture
def machine(tmp_path):
    return Machine(tmp_path)


def test_deps_installs_what_run_needs_and_no_more(machine):
    machine.installed.write_text("make\n")
    done = machine.deps("run")
    assert done.returncode == 0, done.stderr
    installed = machine.calls().splitlines()[-1].split()
    assert {"gcc", "nasm", "binutils", "libc6-dev", "qemu-system-x86"} <= set(installed)
    assert not set(TEST_TOOLS) & set(installed) and "make" not in installed
    assert "--no-install-recommends" in installed


def test_deps_for_a_stick_takes_python(machine):
    machine.deps("usb")
    installed = machine.calls().splitlines()[-1].split()
    assert {"python3", "gcc", "nasm"} <= set(installed)
    assert not {"qemu-system-x86", *TEST_TOOLS} & set(installed)


def test_deps_says_what_and_how_much(machine):
    done = machine.deps("run")
    assert "qemu-system-x86" in done.stdout
    assert "1128 kB" in done.stdout and "2388 kB" in done.stdout


def test_deps_for_tests_takes_the_test_tools(machine):
    machine.deps("test")
    assert set(TEST_TOOLS) <= set(machine.installed_last())


def test_deps_for_a_kind_of_tests_takes_what_all_take(machine):
    machine.deps("test")
    all_tests = machine.installed_last()
    machine.deps("test-long")
    assert all_tests and machine.installed_last() == all_tests


def test_deps_does_nothing_when_all_is_there(machine):
    machine.installed.write_text("\n".join(PACKAGES) + "\n")
    machine.deps("test")
    machine.log.write_text("")
    done = machine.deps("run", "test", "bench", "debug", "lint")
    assert (done.returncode, done.stdout, machine.calls()) == (0, "", "")


def test_deps_takes_either_of_two_packages(machine):
    """bochs' display may be another than the one we would take."""
    machine.installed.write_text("\n".join(set(PACKAGES) - {"bochs-term"}) + "\nbochs-wx\n")
    machine.deps("test")
    assert "apt-get" not in machine.calls()
    machine.known.write_text("\n".join([*PACKAGES, "libclang-common-14-dev"]))
    machine.installed.write_text("\n".join(set(PACKAGES) - {"libclang-rt-dev"}) + "\n")
    machine.deps("test")
    assert "libclang-rt-dev" in machine.calls() and "libclang-common" not in machine.calls()


def test_deps_fetches_v86_for_tests_alone(machine):
    machine.installed.write_text("\n".join(PACKAGES) + "\n")
    machine.deps("run", "bench")
    assert machine.calls() == ""
    done = machine.deps("test-boot")
    assert "v86" in done.stdout and machine.calls().startswith("npm ci ")
    lock = machine.path / "build" / "v86" / "package-lock.json"
    lock.write_text("of another version")
    machine.deps("test")
    assert machine.calls().count("npm ci ") == 2
    assert lock.read_text() == (ROOT / "tests" / "v86" / "package-lock.json").read_text()


def test_deps_without_v86_goes_on(machine):
    machine.installed.write_text("\n".join(PACKAGES) + "\n")
    machine.script("npm", "exit 1")
    done = machine.deps("test")
    assert done.returncode == 0 and "will be skipped" in done.stdout


def test_deps_takes_npm_where_no_package_has_brought_it(machine):
    machine.deps("test")
    assert "npm" not in machine.installed_last()
    (machine.bin / "npm").unlink()
    machine.deps("test")
    assert "npm" in machine.installed_last()


def test_deps_fetches_the_lists_when_there_are_none(machine):
    machine.known.write_text("")
    done = machine.deps("run")
    assert done.returncode == 0
    calls = machine.calls().splitlines()
    assert calls[0].startswith("apt-get update") and calls[-1].startswith("apt-get install")


def test_deps_uses_sudo_when_not_root(machine):
    machine.script("id", "echo 1000")
    machine.script("sudo", f'echo "sudo $*" >> {machine.log}; "$@"')
    machine.deps("run")
    assert re.search(r"^sudo env \S+ apt-get install", machine.calls(), re.MULTILINE)


def test_deps_without_root_and_sudo_says_what_to_do(machine):
    machine.script("id", "echo 1000")
    done = machine.deps("run")
    assert done.returncode == 1 and "install" not in machine.calls()
    assert "apt-get install" in done.stdout and "nasm" in done.stdout


def test_deps_on_another_system_says_what_to_install(tmp_path):
    machine = Machine(tmp_path, debian=False)
    done = machine.deps("run")
    assert done.returncode == 1
    assert "nasm" in done.stdout and "qemu-system-x86" in done.stdout
    for name in "gcc make nasm ld objcopy qemu-system-x86_64".split():
        machine.script(name, ":")
    done = machine.deps("run")
    assert (done.returncode, done.stdout) == (0, "")


def test_deps_knows_real_packages():
    """The names are Debian's: apt knows each of them, or one of those to choose from."""
    if not shutil.which("apt-cache"):
        pytest.skip("this is no Debian")
    command = ["apt-cache", "show", "--no-all-versions", *PACKAGES]
    shown = subprocess.run(command, capture_output=True, text=True).stdout
    known = set(re.findall(r"^Package: (.*)", shown, re.MULTILINE))
    if "nasm" not in known:
        pytest.skip("apt has no lists of packages here")
    assert set(PACKAGES) - known == set()
