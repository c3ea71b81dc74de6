"""Every exception that can be raised, raised, and its report compared with what the emulator says.

The image tests/crash/faults.c takes names over COM1 (kernel/faults.c). QEMU's own log of exceptions
(-d int) tells all registers as they were, so that each field of the report can be compared.
"""

import re

import pytest

from climb import UP
from machine import MachineError
from screen import COLUMNS, ROWS, lay_out

END = r"^Stopped\. Reset the machine or switch it off\.|^no such fault\r?$|is over\r?$"

# name: vector, error code, the words that explain it, the function that did it
FAULTS = {
    "de": (0, 0, [], "raise_de"),
    "db": (1, 0, [], "raise_db"),
    "nmi": (2, 0, [], "apic_nmi_self"),
    "of": (4, 0, [], "raise_of"),
    "br": (5, 0, [], "raise_br"),
    "ud": (6, 0, [], "raise_ud"),
    "sse": (6, 0, [], "fault_raise_sse"),
    "nm": (7, 0, [], "raise_nm"),
    "df": (8, 0, ["always 0"], "raise_df"),
    "ts": (10, 0x28, ["entry 5 of the GDT"], "raise_ts"),
    "np": (11, 0x81 << 3 | 2, ["entry 129 of the IDT"], "raise_np"),
    "np in QEMU": (11, 0x81 << 4 | 2, ["entry 258 of the IDT"], "raise_np"),
    "ss": (12, 0x10, ["entry 2 of the GDT"], "raise_ss"),
    "gp": (13, 0, ["no selector is to blame"], "raise_gp"),
    "gp-selector": (13, 0x7F8, ["entry 255 of the GDT"], "raise_gp_selector"),
    "pf": (14, 0, ["a read by the kernel", "not mapped"], "raise_pf_read"),
    "pf-read": (14, 0, ["a read by the kernel", "not mapped"], "raise_pf_read"),
    "pf-write": (14, 2, ["a write by the kernel", "not mapped"], "raise_pf_write"),
    "pf-fetch": (14, 0x10, ["an instruction fetch", "not mapped"], None),
    "pf-null": (14, 0, ["a read by the kernel", "page 0: a null pointer"], "raise_pf_null"),
    "pf-code": (14, 3, ["a write", "forbids", "kernel text + 0x0, read-only"], "raise_pf_code"),
    "pf-data": (14, 0x11, ["fetch", "forbids", "kernel data + 0x0", "not executable"], None),
    "pf-guard": (14, 2, ["a write", "the guard page below kernel_stack"], "raise_pf_guard"),
    "mf": (16, 0, [], "fault_raise_mf"),
    "xm": (19, 0, [], "fault_raise_xm"),
    "stack-overflow": (8, 0, ["the guard page below kernel_stack"], "recurse"),
    "large-frame": (8, 0, ["the guard page below kernel_stack"], "raise_large_frame"),
}
NAMES = {
    0: ("DE", "DIVIDE ERROR"), 1: ("DB", "DEBUG"), 2: ("NMI", "NON-MASKABLE INTERRUPT"),
    4: ("OF", "OVERFLOW"),
    5: ("BR", "BOUND RANGE EXCEEDED"), 6: ("UD", "INVALID OPCODE"),
    7: ("NM", "DEVICE NOT AVAILABLE"), 8: ("DF", "DOUBLE FAULT"), 10: ("TS", "INVALID TSS"),
    11: ("NP", "SEGMENT NOT PRESENT"), 12: ("SS", "STACK FAULT"),
    13: ("GP", "GENERAL PROTECTION FAULT"), 14: ("PF", "PAGE FAULT"),
    16: ("MF", "X87 FLOATING-POINT ERROR"), 19: ("XM", "SIMD FLOATING-POINT ERROR"),
}  # fmt: skip
NAMED = [name for name in FAULTS if " " not in name]
NEVER = ("cso", "ac", "mc", "ve", "cp", "hv", "vc", "sx")
REGISTERS = "RAX RBX RCX RDX RSI RDI RBP RSP R8 R9 R10 R11 R12 R13 R14 R15".split()
CONTROL = "CR0 CR3 CR4 EFER".split()
# QEMU counts the IDT's entries by 16 bytes in the error code, the manual (and Bochs) by 8.
IN_QEMU = {"np": "np in QEMU"}
NOT_IN_TCG = {"xm": "QEMU's TCG computes without raising SIMD exceptions"}


@pytest.fixture(scope="session")
def faults_image(build):
    return build / "tests" / "crash-faults.img"


def raised(machine, name):
    """Raises the fault; returns the report, from its first line on."""
    machine.wait_for(UP)
    before = len(machine.serial())
    machine.send(f"{name}\r")
    machine.wait_for(END, fatal=None)
    machine.wait_for(END, where="screen", fatal=None)
    return machine.serial()[before:].replace("\r\n", "\n").lstrip("\n")


def value(report, name):
    match = re.search(rf"\b{name}\s+([0-9a-f]{{16}})", report)
    assert match, f"no {name} in\n{report}"
    return int(match.group(1), 16)


def check_words(report, name, expected):
    vector, code, words, function = expected
    mnemonic, full = NAMES[vector]
    lines = report.split("\n")
    sign = "" if mnemonic == "NMI" else "#"
    assert lines[0] == f"EXCEPTION: {full} ({sign}{mnemonic}, vector {vector})"
    assert lines[1].startswith(f"Error code {code:08x}")
    for word in words:
        assert word in "\n".join(lines[1:3]), report
    assert f"Last step: {name}." in lines
    trace = re.findall(r"^  [0-9a-f]{16}  (\S*)", report, re.MULTILINE)
    if function:
        assert trace[0].startswith(f"{function}+0x"), report
    if name != "stack-overflow":
        assert [step.partition("+")[0] for step in trace[-3:]] == [
            "kernel_run", "kernel_main", "_start"
        ], report  # fmt: skip


def check_screen(machine, report):
    """The whole report is on the screen at once, and no line was broken."""
    assert all(len(line) <= COLUMNS for line in report.split("\n")), report
    shown = machine.screen().used_rows()
    assert shown[-len(lay_out(report)) :] == lay_out(report)
    assert len(lay_out(report)) <= ROWS


def logged(path):
    """The last exception in QEMU's log: the vector, and all registers by name."""
    entry = re.split(r"^ *\d+: ", path.read_text(), flags=re.MULTILINE)[-1]
    vector, code = re.match(r"v=([0-9a-f]+) e=([0-9a-f]+)", entry).groups()
    fields = dict(re.findall(r"\b([A-Z][A-Z0-9]+) *=([0-9a-f]+)", entry))
    return int(vector, 16), int(code, 16), {n: int(v, 16) for n, v in fields.items() if n != "DR7"}


@pytest.mark.parametrize("name", NAMED)
def test_in_qemu(qemu, faults_image, logs, name):
    """05-11, 06-2, 08-1: each field of the report is what the CPU had."""
    log = logs / "int.log"
    machine = qemu(faults_image, cpu="max", extra=["-d", "int", "-D", log])
    report = raised(machine, name)
    if name in NOT_IN_TCG and "is over" in report:
        pytest.skip(NOT_IN_TCG[name])
    expected = FAULTS[IN_QEMU.get(name, name)]
    check_words(report, name, expected)
    check_screen(machine, report)
    machine.wait_halted()
    vector, code, registers = logged(log)
    assert (vector, code) == expected[:2]
    for register in REGISTERS + CONTROL:
        assert value(report, register) == registers[register], f"{register}\n{report}"
    assert value(report, "RFLAGS") == registers["RFL"]
    assert value(report, "CS") == 8 and value(report, "SS") == 0
    if vector in (8, 14):
        assert value(report, "CR2") == registers["CR2"]


@pytest.mark.parametrize("name", NAMED)
def test_in_bochs(bochs, faults_image, name):
    machine = bochs(faults_image, cpu="corei7_haswell_4770")
    report = raised(machine, name)
    check_words(report, name, FAULTS[name])
    check_screen(machine, report)


def test_breakpoints_are_told_and_go_on(qemu, faults_image):
    """05-4: five values of the frame, in one line."""
    machine = qemu(faults_image)
    report = raised(machine, "bp")
    assert re.match(
        r"BREAKPOINT at [0-9a-f]{16}: cs 8, rflags [0-9a-f]+, rsp [0-9a-f]{16}, ss 0\n"
        r"bp is over\n\[kernel\] ready\n",
        report,
    ), report


@pytest.mark.parametrize("name", NEVER)
def test_what_cannot_be_raised_says_why(qemu, faults_image, name):
    machine = qemu(faults_image)
    assert raised(machine, name).startswith("no such fault")
    assert re.search(rf"^FAULT {name}: .{{10,}} \(never\)", machine.serial(), re.MULTILINE)


def test_a_smashed_stack_panics(qemu, faults_image):
    report = raised(qemu(faults_image), "stack-smash")
    assert report.startswith("PANIC: a function has written beyond its array on the stack at ")
    assert "raise_stack_smash+0x" in report


def test_a_panic_reports(qemu, faults_image):
    """03-12, 07-17: the message, its place, the way to it; then the CPU sleeps."""
    machine = qemu(faults_image)
    report = raised(machine, "panic")
    assert re.match(r"PANIC: you have asked for it at kernel/faults\.c:\d+\n", report)
    trace = re.findall(r"^  [0-9a-f]{16}  (\w*)", report, re.MULTILINE)
    assert trace == ["panic_at", "raise_panic", "kernel_run", "kernel_main", "_start"]
    check_screen(machine, report)
    machine.wait_halted()


# name: what it is called, whether the block has been freed, and what the report says of its size
MISUSES = {
    "heap-overflow": ("overflow of a block", False, range(300, 320)),
    "double-free": ("double free", True, range(300, 320)),
    "use-after-free": ("use after free", True, range(300, 320)),
    "write-after-free": ("write after free", True, range(300, 320)),
    "interior-free": ("free of an address inside a block", False, [300]),
    "wrong-size": ("free with a wrong size", False, [300]),
}


@pytest.mark.parametrize("name", MISUSES)
def test_a_misuse_of_the_heap_is_told(qemu, faults_image, name):
    """10-1: which block, how long, and which functions allocated it and freed it. The exact size is
    known while the block is whole, afterwards the room that it had."""
    called, freed, sizes = MISUSES[name]
    machine = qemu(faults_image)
    report = raised(machine, name)
    assert report.startswith(f"HEAP: {called}\n")
    found = re.search(r"^The block is 0x(\w+), of (\d+) bytes\.$", report, re.MULTILINE)
    block, size = found.groups()
    assert block.startswith("000044444444") and int(size) in sizes
    assert re.search(r"^Allocated by block_make\+0x", report, re.MULTILINE)
    assert freed == bool(re.search(r"^Freed by block_end\+0x", report, re.MULTILINE))
    assert f"Last step: {name}." in report
    assert f"heap_raise_{name.replace('-', '_').removeprefix('heap_')}+0x" in report
    check_screen(machine, report)


def test_a_free_of_what_is_no_block_is_told(qemu, faults_image):
    """10-1"""
    report = raised(qemu(faults_image), "invalid-free")
    assert re.match(
        r"HEAP: invalid free\nThe address is 0xffffffff9\w+\.\nFound by block_end\+0x", report
    )


def test_an_nmi_comes_on_its_own_stack(qemu, faults_image, layout):
    machine = qemu(faults_image)
    machine.wait_for(UP)
    machine.qmp.execute("inject-nmi")
    machine.wait_for(r"^Stopped\.", fatal=None)
    report = machine.serial().replace("\r\n", "\n").partition("EXCEPTION: ")[2]
    assert report.startswith("NON-MASKABLE INTERRUPT (NMI, vector 2)\n")
    stack = machine.register("RSP")
    assert layout["VIRT_NMI_STACK_START"] <= stack < layout["VIRT_NMI_STACK_END"]


def test_a_machine_check_comes_on_its_own_stack(qemu, faults_image, layout):
    machine = qemu(faults_image, cpu="max")
    machine.wait_for(UP)
    uncorrected = "mce 0 1 0xb200000000000000 0x5 0 0"  # VAL, UC, EN, PCC; MCG_STATUS: MCIP, RIPV
    machine.qmp.monitor(uncorrected)
    machine.wait_for(r"^Stopped\.", fatal=None)
    report = machine.serial().replace("\r\n", "\n").partition("EXCEPTION: ")[2]
    assert report.startswith("MACHINE CHECK (#MC, vector 18)\n")
    stack = machine.register("RSP")
    assert layout["VIRT_MC_STACK_START"] <= stack < layout["VIRT_MC_STACK_END"]


def test_the_harness_sees_a_wrong_report(qemu, faults_image):
    machine = qemu(faults_image)
    machine.wait_for(UP)
    machine.send("de\r")
    with pytest.raises(MachineError, match="an error instead of"):
        machine.wait_for("no such line")
