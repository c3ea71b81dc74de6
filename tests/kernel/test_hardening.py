"""What keeps a mistake from spreading: rings, guard pages, canaries, and the CPU's own guards."""

import re
import shutil

import pytest

from binaries import address_of, instructions, symbols
from climb import UP, guest_passed
from qemu import DEBUG_EXIT
from trees import Variant

STOPPED = r"^Stopped\. Reset the machine or switch it off\.\r?$"

# What the image tells of the guards that not every CPU has: UMIP, SMEP and SMAP, and #AC.
GUARDS = ("SGDT in ring 3", "the user's code in ring 0", "the user's data in ring 0")
MISALIGNED = "a misaligned read in ring 3"
NO_GUARD = dict.fromkeys(GUARDS, "allowed") | {"SGDT in ring 3": "#UD"}  # its end, by UD2
ALL_GUARDS = dict.fromkeys(GUARDS, "#PF") | {"SGDT in ring 3": "#GP"}


def told(machine):
    return dict(re.findall(r"(\w[\w' ]+): (#\w+|allowed) \[ok\]", machine.serial()))


@pytest.mark.parametrize("cpu, expected", [("qemu64", NO_GUARD), ("max", ALL_GUARDS)])
def test_ring_3(qemu, build, cpu, expected):
    """05-10, 08-7: with the CPU's guards of the kernel against the user, and without."""
    machine = qemu(build / "tests" / "kernel-user_mode.img", cpu=cpu, extra=DEBUG_EXIT)
    guest_passed(machine)
    assert {name: told(machine)[name] for name in GUARDS} == expected


def test_ring_3_in_bochs(bochs, build):
    """05-10: error codes as the manual has them, and #AC, which QEMU does not raise."""
    machine = bochs(build / "tests" / "kernel-user_mode.img", cpu="broadwell_ult")
    found = machine.wait_for(r"TESTS: (\d+) passed, (\d+) failed", fatal=None)
    assert int(found[1]) > 0 and found[2] == "0", machine.serial()
    assert told(machine) == {
        "SGDT in ring 3": "#UD",
        "the user's code in ring 0": "#PF",
        "the user's data in ring 0": "#PF",
        MISALIGNED: "#AC",
    }


# Stack overflows, at each level of optimisation (-O2 with gcc is the build that all others test).

LEVELS = {
    "gcc -O0": ("CC=gcc", "OPTIMISE=-O0"),
    "gcc -Os": ("CC=gcc", "OPTIMISE=-Os"),
    "clang -O2": ("CC=clang", "OPTIMISE=-O2"),
}
PAGE = "0x1000"


@pytest.fixture(
    scope="module",
    params=[pytest.param(level, marks=pytest.mark.xdist_group(level)) for level in LEVELS],
)
def level(request, root, build):
    compiler = request.param.split()[0]
    if not shutil.which(compiler):
        pytest.skip(f"{compiler} is not installed")
    return Variant(root, build, request.param.replace(" ", ""), *LEVELS[request.param])


@pytest.mark.parametrize("name", ["stack_overflow", "stack_overflow_in_handler"])
def test_an_overflow_is_caught_at_each_level(qemu, level, name):
    """06-8: from the boot stack, and from inside a handler."""
    guest_passed(qemu(level.made(f"tests/kernel-{name}.img"), extra=DEBUG_EXIT))


def test_a_large_frame_cannot_jump_the_guard_page(qemu, level):
    """06-8: the frame of 1 MiB is touched page by page; the first missing one stops it."""
    machine = qemu(level.made("tests/crash-faults.img"))
    report = crashed(machine, "large-frame")
    assert report.startswith("EXCEPTION: DOUBLE FAULT (#DF, vector 8)\n")
    assert "the guard page below kernel_stack" in report
    assert probes(level.build / "tests" / "crash-faults.elf", "raise_large_frame")


def test_a_large_frame_is_probed(build):
    assert probes(build / "tests" / "crash-faults.elf", "raise_large_frame")
    assert not probes(build / "tests" / "crash-faults.elf", "raise_panic"), "the detector detects"


def probes(path, function):
    """Whether a function goes down a page at a time and writes to each."""
    start = address_of(path, function)
    size = next(size for name, _, size, _, _ in symbols(path) if name == function)
    code = [i for i in instructions(path, 64) if start <= i.address < start + size]
    downs = [n for n, i in enumerate(code) if (i.mnemonic, i.op_str) == ("sub", f"rsp, {PAGE}")]
    return any(re.match(r"(mov|or)\w* qword ptr \[rsp", str_of(code[n + 1])) for n in downs)


def str_of(instruction):
    return f"{instruction.mnemonic} {instruction.op_str}"


# The worst moments: tests/crash/worst.c takes their names over COM1.


def crashed(machine, name):
    """All that is printed from the name on, after which the CPU sleeps and nothing resets."""
    machine.wait_for(UP)
    before = len(machine.serial())
    machine.send(f"{name}\r")
    machine.wait_for(STOPPED, fatal=None)
    machine.wait_halted()
    machine.watch(0.5)
    return machine.serial()[before:].replace("\r\n", "\n").lstrip("\n")


def reports_completely(report):
    """All parts of the report, down to the way that led there."""
    assert re.findall(r"^  [0-9a-f]{16}  \w+\+0x", report, re.MULTILINE), report
    for part in ("Error code ", "CR2 ", "Last step: the worst moment.", "RIP ", "R15 ", "Code  "):
        assert f"\n{part}" in report or f" {part}" in report, f"no {part!r} in\n{report}"


@pytest.mark.parametrize(
    "name, words, function",
    [
        ("rsp-null", "CR2 fffffffffffffff8", "rsp_null"),
        ("rsp-not-canonical", "RSP    0123456789abcdef", "rsp_not_canonical"),
        ("rsp-read-only", "read-only", "rsp_read_only"),
        ("nmi-stack", "the guard page below nmi_stack", "recurse"),
        ("df-stack", "the guard page below df_stack", "recurse"),
    ],
)
def test_a_stack_that_is_none_is_reported(qemu, build, name, words, function):
    """06-2, 06-10: by the double fault's own stack, even where that one has overflowed."""
    report = crashed(qemu(build / "tests" / "crash-worst.img"), name)
    assert report.startswith("EXCEPTION: DOUBLE FAULT (#DF, vector 8)\n"), report
    assert words in report
    assert re.search(rf"^  [0-9a-f]{{16}}  {function}\+0x", report, re.MULTILINE), report
    reports_completely(report)


def test_a_fault_amid_a_line_is_reported(qemu, build):
    """The formatter faults while it holds the lock."""
    report = crashed(qemu(build / "tests" / "crash-worst.img"), "in-print")
    assert report.startswith("EXCEPTION: PAGE FAULT (#PF, vector 14)\n"), report
    assert "CR2 00000deadbeef000: " in report
    assert re.search(r"^  [0-9a-f]{16}  print_v\+0x", report, re.MULTILINE), report
    reports_completely(report)


def test_a_breakpoint_amid_a_line_is_told(qemu, build):
    """Its line goes out before the one that it has interrupted, which then is whole."""
    machine = qemu(build / "tests" / "crash-worst.img")
    machine.wait_for(UP)
    machine.send("int3-in-print\r")
    machine.wait_for(r"^int3-in-print is over\r?$")
    lines = machine.serial_lines()
    at = lines.index("this line is printed")
    rflags = int(re.match(r"BREAKPOINT at \w{16}: .*rflags (\w+)", lines[at - 1])[1], 16)
    assert not rflags & 1 << 9, "the lock is held, so interrupts are off"


@pytest.mark.parametrize(
    "name, line",
    [
        ("report-faults", r"EXCEPTION: PAGE FAULT \(#PF, vector 14\)"),
        ("report-panics", r"PANIC: one more at tests/crash/worst\.c:\d+"),
        ("report-overflows", r"EXCEPTION: DOUBLE FAULT \(#DF, vector 8\)"),
    ],
)
def test_a_second_crash_is_one_line(qemu, build, name, line):
    report = crashed(qemu(build / "tests" / "crash-worst.img"), name)
    assert re.fullmatch(rf"{line}, while a report was printed\.\nStopped\..*\n", report), report


def test_a_third_crash_is_the_end(qemu, build):
    """Without a screen no line can be printed: the CPU sleeps, and that is all."""
    machine = qemu(build / "tests" / "crash-worst.img")
    machine.wait_for(UP)
    before = len(machine.serial())
    machine.send("report-without-screen\r")
    machine.watch(1)
    machine.wait_halted()
    assert not machine.register("RFL") & 1 << 9, "it is not the sleep of who waits for a name"
    assert machine.serial()[before:].strip() == ""


# The canary, and the CPU's guards.


def canary(machine, build):
    machine.wait_for(UP)
    address = address_of(build / "kernel" / "kernel.elf", "__stack_chk_guard")
    return int.from_bytes(machine.gdb.read(address, 8), "little")


@pytest.mark.parametrize("cpu", ["qemu64", "max"])
def test_the_canary_differs_at_each_boot(qemu, image, build, cpu):
    """By RDRAND where the CPU has it (max), else by the time; its lowest byte ends a string."""
    values = [canary(qemu(image, cpu=cpu), build) for _ in range(2)]
    assert values[0] != values[1]
    for value in values:
        assert value & 0xFF == 0
        assert 16 < value.bit_count() < 44, f"{value:#x} is not spread over its 56 bits"


CR0_WP = 1 << 16
EFER_NXE = 1 << 11
CR4 = {"UMIP": 1 << 11, "SMEP": 1 << 20, "SMAP": 1 << 21}


@pytest.mark.parametrize(
    "cpu, names",
    [
        ("qemu64", "WP NX"),
        ("qemu64,-nx", "WP"),
        ("max", "WP NX SMEP SMAP UMIP"),
        ("max,-smap", "WP NX SMEP UMIP"),
    ],
)
def test_what_guards_the_cpu_has_are_on(qemu, image, cpu, names):
    """The line of the boot report says what the registers say."""
    machine = qemu(image, cpu=cpu)
    machine.wait_for(UP)
    assert machine.line("[kernel] cpu: guarded by").strip() == f"[kernel] cpu: guarded by {names}"
    assert machine.register("CR0") & CR0_WP
    assert bool(machine.register("EFER") & EFER_NXE) == ("NX" in names)
    for name, bit in CR4.items():
        assert bool(machine.register("CR4") & bit) == (name in names), name


def test_the_longest_time_with_interrupts_off_is_told(qemu, image):
    """Counted from the moment when they are first turned on; some time has passed in any case."""
    machine = qemu(image)
    machine.wait_for(UP)
    line = machine.line("[kernel] irq:")
    told = re.search(r"interrupts were off for (\d+) us at most", line)
    assert told and 0 < int(told[1]) < 1_000_000, line


def test_an_nmi_takes_a_local_apic(qemu, build):
    machine = qemu(build / "tests" / "crash-faults.img", cpu="qemu64,-apic")
    machine.wait_for(UP)
    machine.send("nmi\r")
    machine.wait_for(r"^there is no local APIC that could send it\r?\nnmi is over")
