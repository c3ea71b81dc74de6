"""`make debug`: gdb follows the climb through 16, 32 and 64 bits, by names, symbols and lines."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOL = ROOT / "tools" / "debug"
PATIENCE_SECONDS = 120
HEADLINE = re.compile(
    r"^\[(.+), (\d\d)-bit code\]  \S+ = (0x[0-9a-f]+)  flags [A-Z -]+\n(.*)$", re.M
)

sys.path.append(str(TOOL))
import disassembly  # noqa: E402

STEPS = (
    "stage2 console cpu a20 memory disk kernel target protected verify paging handover long".split()
)

pytestmark = pytest.mark.skipif(not shutil.which("gdb"), reason="gdb is not installed")


@pytest.fixture
def debug(image, build, logs):
    """Runs gdb's commands, returns what it says."""

    def run(*commands, environment=None):
        script = logs / "commands.gdb"
        script.write_text("\n".join(commands) + "\n")
        with subprocess.Popen(
            [TOOL / "run", image, build, "-batch", "-x", script],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            env={**os.environ, "DISPLAY": "", "WAYLAND_DISPLAY": "", **(environment or {})},
            start_new_session=True,
        ) as session:  # fmt: skip
            try:
                said = session.communicate(timeout=PATIENCE_SECONDS)[0]
            except subprocess.TimeoutExpired:
                os.killpg(session.pid, signal.SIGTERM)
                said = session.communicate()[0]
                raise AssertionError(f"gdb never came back:\n{said}") from None
        (logs / "gdb.log").write_text(said)
        assert "Python Exception" not in said and "Traceback" not in said, said
        return said

    return run


def stops(said):
    """(mode, bits, linear address, place) of each stop."""
    return [(mode, int(bits), int(at, 16), place)
            for mode, bits, at, place in HEADLINE.findall(said)]  # fmt: skip


def test_stops_at_stage1_without_being_asked(debug):
    (stop,) = stops(debug())
    assert stop[:3] == ("real mode", 16, 0x7C00)
    assert stop[3].startswith("stage1 ") and "stage1/stage1.asm:" in stop[3]


def test_stage1_has_the_bytes_of_the_image_in_the_debugger(build, tmp_path):
    """The symbols come from a second assembly of the same source: it has to be the same code."""
    flat = tmp_path / "stage1.bin"
    elf = build / "stage1" / "stage1.elf"
    subprocess.run(["objcopy", "-O", "binary", "-j", ".text", elf, flat], check=True)
    assert flat.read_bytes() == (build / "stage1" / "stage1.bin").read_bytes()


def test_every_step_is_reached_by_name_in_the_right_mode(debug):
    said = debug(*(f"step-to {name}" for name in STEPS), "steps")
    found = stops(said)[1:]
    assert len(found) == len(STEPS), said
    for name, (mode, bits, _, place) in zip(STEPS, found):
        if name == "long":
            assert (mode, bits) == ("long mode", 64), name
            assert place.startswith("stage2 long_enter.long (stage2/long_mode.asm:"), name
        else:
            late = STEPS.index(name) >= STEPS.index("protected")
            assert (mode, bits) == (("protected mode", 32) if late else ("real mode", 16)), name
            assert place.startswith("stage2 trace_step (stage2/trace.c:"), name
    # The trace counts a step when trace_step has run; the last stop is before its own record.
    assert re.search(r"^  x handover$", said, re.M) and re.search(r"^    long$", said, re.M)


def test_a_step_stops_for_its_own_number_alone(debug):
    """Each stop's argument, at ESP + 4, is the step's number."""
    names = ["console", "memory", "paging"]
    said = debug(*(line for name in names for line in (f"step-to {name}", "mem $rsp+4 4")))
    arguments = re.findall(r"^[0-9a-f]{8}  ((?:[0-9a-f]{2} ){3}[0-9a-f]{2})", said, re.M)
    numbers = [int.from_bytes(bytes.fromhex(text), "little") for text in arguments]
    assert numbers == [STEPS.index(name) for name in names]


def test_machine_code_is_decoded_for_its_mode(debug):
    """The same bytes read otherwise in each mode: 55 is push bp, push ebp or push rbp."""
    said = debug("step-to console", "step-to protected", "break *kernel_main", "continue")
    real, protected, long = said.split("trace_step (")[1], said.split("trace_step (")[2], said
    assert re.search(r"=> \S+  66 55 +push\w* +%?ebp", real)
    assert re.search(r"=> \S+  55 +push\w* +%?ebp", protected)
    assert re.search(r"kernel kernel_main.*=> \S+  55 +push\w* +%?rbp", long, re.S)
    assert re.search(r"^Breakpoint 1$", said, re.M)


def test_ledger_shows_both_columns_of_a_switch(debug):
    said = debug(*(line for name in ("climb", "protected", "start")
                   for line in (f"step-to {name}", "ledger")))  # fmt: skip
    rows = {}
    for line in re.findall(r"^[ *] (?:mode|[A-Z][A-Z0-9.]+) .{42}.*$", said, re.M):
        name = line[2:10].strip()
        rows.setdefault(name, []).append((line[0], line[11:53].strip(), line[54:]))
    assert [row[2] for row in rows["mode"]] == [
        "real mode, 16-bit code", "protected mode, 32-bit code", "long mode, 64-bit code",
    ]  # fmt: skip
    assert rows["CR0.PE"][1] == ("*", "0", "1") and rows["CR0.PG"][2] == ("*", "0", "1")
    assert rows["IF"][1] == ("*", "1", "0")
    assert rows["CR4.PAE"][2] == ("*", "0", "1")
    assert [row[2] for row in rows["A20"]] == ["open"] * 3
    assert rows["EFER"][2][2] == "d00 (LME LMA NXE)"
    assert rows["CS"][1][2].startswith("0008, base 0") and rows["CS"][2][2].startswith("0028")


def test_tables_are_decoded(debug):
    said = debug("idt 0x13", "step-to protected", "gdt", "idt 14", "step-to long", "idt 14")
    assert re.search(r"^  13  f000:[0-9a-f]{4}  firmware$", said, re.M)
    for kind in ("code 32-bit", "data writable", "code 16-bit", "code 64-bit"):
        assert re.search(rf"^  00[0-9a-f]{{2}}  base 00000000  limit \w+  {kind}", said, re.M), kind
    assert re.search(r"^  0e  0008:\w+  interrupt gate, stage2 fault_protected_14 ", said, re.M)
    assert re.search(r"^  0e  0028:\w+  interrupt gate, stage2 fault_long_14 ", said, re.M)


def test_calls_names_the_callers_in_each_mode(debug):
    said = debug("step-to console", "calls", "step-to verify", "calls", "break kernel_main",
                 "continue", "calls")  # fmt: skip
    frames = re.findall(r"^#(\d+)  (.*)$", said, re.M)
    lists = [[]]
    for number, place in frames:
        if number == "0" and lists[-1]:
            lists.append([])
        lists[-1].append(place)
    real, protected, long = lists
    assert any("real_main+" in place and "stage2/real/main.c:" in place for place in real), real
    assert any("protected_main+" in place for place in protected), protected
    assert any("_start+" in place for place in long), long


def test_over_takes_a_bios_call_as_one_step(debug):
    """From the door's stub, `over` ends behind the int instruction, not inside the firmware."""
    said = debug("break *stubs", "continue", "over")
    before, after = stops(said)[1:]
    assert after[2] == before[2] + 2 and after[3].startswith("stage2 stubs+0x2")


def test_memory_ends_where_a_guard_page_begins(debug):
    """Eight bytes are left above RSP at the kernel's entry; the rest is not mapped: no error."""
    said = debug("step-to start", "mem $rsp 64", "mem 0x10000000 16")
    assert re.search(r"^ffffffff\w+  (00 ){7}00 ", said, re.M)
    assert "nothing is mapped at 0x10000000" in said


def test_wrong_arguments_are_explained(debug):
    assert "no step or place is called nowhere; `steps` lists them" in debug("step-to nowhere")
    assert "mem ADDRESS [LENGTH]" in debug("mem")


def test_works_without_capstone(debug):
    """objdump decodes in its place."""
    said = debug("step-to console", "step-to protected", "step-to start",
                 environment={"ASCENT_DISASSEMBLER": "objdump"})  # fmt: skip
    assert re.search(r"=> \S+  66 55 +push +ebp", said)
    assert re.search(r"=> \S+  55 +push +ebp", said)
    assert re.search(r"=> \S+  48 89 e6 +mov +rsi,rsp", said)


@pytest.mark.skipif(not disassembly.capstone, reason="python3-capstone is not installed")
@pytest.mark.parametrize(
    "bits, program, function",
    [(16, "stage2", "real_main"), (32, "stage2", "protected_main"), (64, "kernel", "kernel_main")],
)
def test_both_disassemblers_agree_on_lengths(bits, program, function, build):
    """Over the first instructions of a function of each mode."""
    elf = build / program / f"{program}.elf"
    names = subprocess.run(["nm", "-n", elf], capture_output=True, text=True, check=True).stdout
    at = {line.split()[-1]: int(line.split()[0], 16) for line in names.splitlines()}
    first = {"stage2": "stage2_header", "kernel": "kernel_header"}[program]
    offset = at[function] - at[first]
    sample = elf.with_suffix(".bin").read_bytes()[offset : offset + 120]
    assert len(sample) == 120
    ours = disassembly._by_capstone(sample, at[function], bits)[:16]
    theirs = disassembly._by_objdump(sample, at[function], bits)[:16]
    assert [one.end for one in ours] == [one.end for one in theirs]


@pytest.fixture
def terminal(image, build, logs):
    """gdb at its prompt in a terminal of its own."""
    pexpect = pytest.importorskip("pexpect")
    environment = {**os.environ, "DISPLAY": "", "WAYLAND_DISPLAY": "", "TERM": "dumb"}
    with open(logs / "gdb.log", "w", encoding="utf-8") as log:
        child = pexpect.spawn(
            str(TOOL / "run"), [str(image), str(build)], env=environment, encoding="utf-8",
            timeout=PATIENCE_SECONDS, logfile=log,
        )  # fmt: skip
        child.expect(r"\(gdb\) ")
        yield child
        child.close(force=True)


def machine_of(terminal):
    """The process number of the QEMU that tools/debug/run has started."""
    children = Path(f"/proc/{terminal.pid}/task/{terminal.pid}/children").read_text().split()
    names = {Path(f"/proc/{child}/comm").read_text().strip(): int(child) for child in children}
    return next(number for name, number in names.items() if name.startswith("qemu"))


def wait_gone(number):
    for _ in range(PATIENCE_SECONDS * 10):
        if not Path(f"/proc/{number}").exists():
            return
        time.sleep(0.1)
    raise AssertionError(f"process {number} is still there")


def test_ctrl_c_stops_the_guest_and_quit_ends_all(terminal):
    qemu = machine_of(terminal)
    terminal.sendline("step-to start")
    terminal.expect(r"\(gdb\) ")
    terminal.sendline("continue")
    terminal.expect("Continuing.")
    terminal.sendintr()
    terminal.expect(r"\[long mode, 64-bit code\].*\r\nkernel ")
    terminal.expect(r"\(gdb\) ")
    terminal.sendline("quit")
    terminal.wait()
    assert terminal.exitstatus == 0
    wait_gone(qemu)


def test_a_closed_terminal_leaves_no_machine_behind(terminal):
    qemu = machine_of(terminal)
    terminal.close(force=False)  # a hang-up, as when the window is closed
    wait_gone(qemu)
