"""Commands about devices: what they show, against what the emulator says; and the machine's end."""

import re
import struct
import time

import pytest

from monitor import Monitor

REGISTERS = r"mask (..) ISR (..) IRR (..) spurious (\d+)"
LINES = 16
MASK_TIMER = 1
TICKS_LEAST = 100
TICKS_BETWEEN = 300  # while one of the two was asked and not yet the other
TABLES = 0x20000  # bytes at the end of memory, where SeaBIOS has the ACPI tables
LAYOUTS = ["us", "uk", "de", "fr", "dvorak", "colemak", "jp"]


@pytest.fixture(name="monitor")
def started_monitor(qemu, image):
    return Monitor(qemu(image))


# --- irq ------------------------------------------------------------------------------------------


def chips(monitor):
    """Mask, ISR, IRR and spurious count of both chips, and the counts by line."""
    answer = monitor.run("irq")
    registers = re.findall(REGISTERS, answer)
    assert len(registers) == 2, answer
    cells = re.findall(r"\|( ?\d+) (\S*) +(?:open|shut)(?: (?:asks|runs))? +(\d+) ", answer)
    assert len(cells) == LINES, answer
    return registers, {int(line): int(count) for line, _, count in cells}


def emulators_chips(machine):
    told = machine.qmp.monitor("info pic")
    return [re.search(rf"pic{chip}: irr=(..) imr=(..) isr=(..)", told).groups() for chip in (0, 1)]


def emulators_counts(machine):
    told = machine.qmp.monitor("info irq").partition("isa-i8259")[2]
    return {int(line): int(count) for line, count in re.findall(r"(\d+): (\d+)", told)}


def test_irq_is_what_the_controllers_have(monitor):
    """Masks and registers, and a line that is shut from outside."""
    registers, _ = chips(monitor)
    for told, (_, imr, isr) in zip(registers, emulators_chips(monitor.machine), strict=True):
        assert (told[0].lower(), told[1].lower()) == (imr, isr)
    monitor.machine.qmp.monitor("o /b 0x21 0xed")  # the timer's line too; it goes on asking
    while not int(emulators_chips(monitor.machine)[0][0], 16) & MASK_TIMER:
        monitor.machine.watch(0.01)  # the next tick is a moment away
    registers, counts = chips(monitor)
    assert registers[0][0] == "ED"
    assert int(registers[0][2], 16) & MASK_TIMER, "the timer asks and is not heard"
    assert int(emulators_chips(monitor.machine)[0][0], 16) & MASK_TIMER
    assert re.search(r"\| 0 timer +shut asks ", monitor.run("irq"))
    assert chips(monitor)[1][0] == counts[0]


def test_irq_counts_what_the_emulator_has_raised(monitor):
    """Differences are compared, since QEMU has counted from the firmware's time on. Of the ticks,
    those that a busy host raises while one is pending are one to the guest."""
    first, emulators_first = chips(monitor)[1], emulators_counts(monitor.machine)
    for key in "abc":
        monitor.press(key)
    time.sleep(0.5)
    monitor.run("\b\b\b")
    second, emulators_second = chips(monitor)[1], emulators_counts(monitor.machine)
    assert second[1] - first[1] == emulators_second[1] - emulators_first[1] == 6
    raised = emulators_second[0] - emulators_first[0]
    assert TICKS_LEAST < second[0] - first[0] <= raised + TICKS_BETWEEN
    assert all(second[line] == 0 for line in range(LINES) if line not in (0, 1, 4))


def test_irq_tells_how_long_interrupts_were_off(monitor):
    longest = re.search(r"^Interrupts were off for (\d+) us at most\.$", monitor.run("irq"), re.M)
    assert 0 < int(longest[1]) < 1000000


def test_irq_is_drawn_on_the_screen(monitor):
    """Cells, not characters: the boxes are closed and stand side by side."""
    monitor.type("\x0c")
    monitor.run("irq")
    rows = monitor.machine.screen().used_rows()
    top = next(number for number, row in enumerate(rows) if row.startswith("+---"))
    for row in rows[top + 1 : top + 9]:
        assert [column for column, cell in enumerate(row) if cell == "|"] == [0, 37, 41, 78]
    assert rows[top + 3][37:42] == "|<--|"
    assert rows[top] == rows[top + 9]


# --- tasks ----------------------------------------------------------------------------------------


def tasks(monitor):
    rows = [line.split() for line in monitor.lines("tasks")[1:-1]]
    names = ["id", "name", "state", "polls", "wakes", "bytes", "line"]
    return {row[1]: dict(zip(names, row, strict=True)) for row in rows}


def test_tasks(monitor, root):
    """Ids in order; the monitor is the one that runs; a key wakes its task, and a line is one of
    the source on which it waits."""
    before = tasks(monitor)
    assert {"keyboard", "serial", "monitor"} <= set(before)
    ids = [int(task["id"]) for task in before.values()]
    assert ids == sorted(set(ids)) and ids[0] == 1
    assert [name for name, task in before.items() if task["state"] == "running"] == ["monitor"]
    assert before["keyboard"]["state"] == "waiting"
    monitor.press("x")
    time.sleep(0.5)
    monitor.run("\b")
    after = tasks(monitor)
    for number in ("polls", "wakes"):
        gained = int(after["keyboard"][number]) - int(before["keyboard"][number])
        assert 1 <= gained <= 2, "press and release"
    source = (root / "kernel" / "input_tasks.c").read_text().split("\n")
    assert "AWAIT_UNTIL(byte_stream_take" in source[int(after["keyboard"]["line"]) - 1]


# --- keys and layout ------------------------------------------------------------------------------


def test_keys_from_both_sides(monitor):
    """07-11: names, presses and releases, modifiers and characters; an escape sequence is a key."""
    monitor.type("keys\n")
    monitor.wait(r"Esc ends\.\n")
    monitor.press("shift", "a")
    monitor.wait(r"^key  ShiftLeft +released +Num$")
    monitor.press("up")
    monitor.wait(r"^key  ArrowUp +released +Num$")
    monitor.type(b"\x1b[A\x01\xc3\xa4")
    monitor.wait(r"^COM1 '.+' U\+00E4$")
    told = re.sub(" +", " ", monitor.new())
    assert (
        "key ShiftLeft pressed Shift Num\n"
        "key KeyA pressed 'A' U+0041 Shift Num\n"
        "key KeyA released Shift Num\n"
        "key ShiftLeft released Num\n"
        "key ArrowUp pressed Num\n"
        "key ArrowUp released Num\n"
        "COM1 Up\n"
        "COM1 Ctrl-A\n"
    ) in told
    monitor.press("esc")
    assert re.search(r"^key  Escape +pressed", monitor.settle(), re.MULTILINE)


@pytest.mark.parametrize("end", [b"\x1b", b"\x03"], ids=["Esc", "Ctrl-C"])
def test_keys_ends_from_com1(monitor, end):
    monitor.type("keys\n")
    monitor.wait(r"Esc ends\.\n")
    monitor.type(end)
    monitor.settle()
    assert monitor.lines("layout")[0].startswith("* us ")


def test_layout(monitor):
    """All are listed; the keys change their meaning at once; Tab completes."""
    assert [line[2:].split()[0] for line in monitor.lines("layout")] == LAYOUTS
    assert monitor.run("layout de") == "* de       German, in use\n"
    monitor.type("zy", keyboard=True)
    monitor.wait("yz$")
    monitor.run("\b\b")
    monitor.type("layout dv\t")
    monitor.wait(r"layout dvorak ?$")
    assert "* dvorak" in monitor.run("")
    monitor.type("s", keyboard=True)
    monitor.wait("o$")
    monitor.run("\b")
    assert "expected a layout" in monitor.run("layout klingon")
    assert [line[0] for line in monitor.lines("layout")].index("*") == LAYOUTS.index("dvorak")


@pytest.mark.parametrize("command", ["tasks", "irq", "keys", "reboot", "poweroff", "layout us"])
def test_an_argument_too_many(monitor, command):
    assert re.match(rf"{command.split()[0]}: expected no .*argument, found \"x\"\n",
                    monitor.run(f"{command} x"))  # fmt: skip


# --- reboot and poweroff --------------------------------------------------------------------------


# By ACPI's register where the board has one, else by the chipset's; with and without an 8042.
@pytest.mark.parametrize(
    "board, keyboard", [("pc", False), ("pc", True), ("q35", False), ("pc,i8042=off", False)]
)
def test_reboot(qemu, image, board, keyboard):
    """The last word arrives, then the machine is reset."""
    monitor = Monitor(qemu(image, board=board))
    monitor.type("reboot\n", keyboard)
    assert monitor.machine.wait_reset() == "SHUTDOWN guest-reset"
    assert monitor.new().endswith("reboot\nThe machine is reset.\n")


def test_bochs_comes_up_again(bochs, image):
    monitor = Monitor(bochs(image))
    monitor.type("reboot\n")
    deadline = time.monotonic() + 60
    while "\nascent> " not in monitor.new() and time.monotonic() < deadline:
        time.sleep(0.2)
    assert "The machine is reset.\n" in monitor.new()
    assert monitor.new().endswith("[kernel] ready\nascent> ")


@pytest.mark.parametrize("board", ["pc", "q35"])
def test_poweroff(qemu, image, board):
    """01-11: the emulator ends as by its own switch."""
    monitor = Monitor(qemu(image, board=board))
    monitor.type("poweroff\n")
    assert monitor.machine.wait_reset() == "SHUTDOWN guest-shutdown"
    assert monitor.new().endswith("poweroff\nThe machine is switched off.\n")


def test_poweroff_in_bochs(bochs, image):
    """01-11"""
    monitor = Monitor(bochs(image))
    monitor.type("poweroff\n")
    assert monitor.machine.exit_status() is not None
    output = monitor.machine.output_path.read_text(errors="replace")
    assert "ACPI control: soft power off" in output


def cannot(monitor):
    """What is said where the machine cannot be switched off; the CPU halts."""
    monitor.type("poweroff\n")
    why = monitor.wait(r"^poweroff: not by this kernel: (.*)$")[1]
    monitor.wait(r"^The CPU has halted: it is safe to switch the machine off by hand\.$")
    monitor.machine.wait_for(r"^The CPU has halted", where="screen")
    monitor.machine.wait_halted()
    assert monitor.machine.stop_reason() is None
    return why


def test_poweroff_without_acpi(qemu, image):
    """01-11: it says why not."""
    monitor = Monitor(qemu(image, extra=["-no-acpi"]))
    assert cannot(monitor) == "no root pointer (RSDP): the firmware has no ACPI"


@pytest.mark.parametrize(
    "signature, why",
    [
        (b"FACP", "the FADT has a wrong checksum or length"),
        (b"DSDT", "the DSDT is missing, or has a wrong checksum or length"),
    ],
)
def test_poweroff_with_a_broken_table(qemu, image, scratch, signature, why):
    """01-11: one byte of a table in memory is turned over."""
    monitor = Monitor(qemu(image, memory="64M"))
    machine = monitor.machine
    path = scratch / "memory"
    machine.qmp.execute("pmemsave", val=0, size=64 << 20, filename=str(path))
    memory = path.read_bytes()
    found = memory.rindex(signature, len(memory) - TABLES)
    (length,) = struct.unpack_from("<I", memory, found + 4)
    stub = machine.gdb
    assert stub.command("Qqemu.PhyMemMode:1") == "OK"
    stub.write(found + length - 1, bytes([memory[found + length - 1] ^ 1]))
    stub.go()
    assert cannot(monitor) == why
