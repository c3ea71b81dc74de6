"""Tasks in a running kernel, looked at from outside: who has the CPU, who sleeps, who is woken."""

import os
import re
import time
from pathlib import Path

from binaries import address_of, symbols
from climb import EXIT_SUCCESS, guest_passed
from machine import MachineError
from monitor import PROMPT, Monitor
from qemu import DEBUG_EXIT
from trees import Tree

HLT = 0xF4
KEY_LINE_ALONE = 0xFD  # the primary's mask: all lines but the keyboard's are shut
KEY_A, KEY_B, KEY_BACKSPACE = 0x1E, 0x30, 0x0E
IDLE_CODE = ["executor_run", "executor_turn", "executor_idle", "interrupts_off", "interrupts_on",
             "idle_sleep"]  # fmt: skip
PORT_CODE = "uart_poll"  # now and then on the way (kernel/tasks.c)
STEPS_MOST = 50000
ROAD_LEAST = 20
ECHO_SECONDS = 5

IDLE_SECONDS = 2
TICKS_LEAST = 500
TICK_INSTRUCTIONS_MOST = 300

LOOKS = 40
PAUSE_SECONDS = 0.02


# --- a key at every instruction boundary on the way to sleep --------------------------------------


class Sleeper:
    """The kernel at its prompt, with nothing but the keyboard to wake it: a wake-up that gets lost
    is not made good by the next tick."""

    def __init__(self, machine, elf):
        self.machine = machine
        Monitor(machine)
        self.gdb = machine.gdb  # stops the machine
        machine.qmp.monitor(f"o /b 0x21 {KEY_LINE_ALONE:#x}")
        self.gdb.go()
        machine.wait_halted()
        self.gdb.stop()
        self.after_halt = self.gdb.register("rip")
        self._port_code = address_of(elf, PORT_CODE)
        self._code = [
            range(start, start + size) for name, start, size, _, _ in symbols(elf)
            if name in IDLE_CODE
        ]  # fmt: skip

    def inject(self, scancode):
        """Has the controller return a byte as if a key had sent it, though the machine is stopped:
        the line is up when this returns."""
        self.machine.qmp.monitor("o /b 0x64 0xd2")
        self.machine.qmp.monitor(f"o /b 0x60 {scancode:#x}")

    def typed(self):
        """How many characters stand behind the prompt."""
        last = self.machine.screen().used_rows()[-1]
        return len(last.removeprefix(PROMPT.rstrip()).strip())

    def wait_typed(self, count, where):
        deadline = time.monotonic() + ECHO_SECONDS
        while self.typed() != count:
            if time.monotonic() > deadline:
                raise MachineError(f"{where}: the key was slept over, or came twice")
            time.sleep(0.01)

    def erase(self, count):
        """Leaves the prompt as it was, and the machine stopped."""
        self.gdb.go()
        for left in range(count - 1, -1, -1):
            self.inject(KEY_BACKSPACE)
            self.wait_typed(left, "backspace")
        self.gdb.stop()

    def road(self):
        """All addresses from a task's last poll to HLT, in order, on a way without a look at COM1.
        Steps let no interrupt in, so nothing comes between."""
        addresses = [self._port_code]
        while self._port_code in addresses:
            self.inject(KEY_A)
            self.gdb.run_to(self.after_halt)
            addresses = self._walk()
            self.gdb.go()
            self.wait_typed(1, "the first key")
            self.gdb.stop()
            self.erase(1)
        polled = [n for n, address in enumerate(addresses) if not self._is_idle_code(address)]
        return addresses[polled[-1] + 1 :]

    def _is_idle_code(self, address):
        return any(address in code for code in self._code)

    def _walk(self):
        addresses = []
        for _ in range(STEPS_MOST):
            addresses.append(self.gdb.register("rip"))
            if self.gdb.read(addresses[-1], 1)[0] == HLT:
                return addresses
            self.gdb.step()
        raise MachineError("no HLT on the way")


def test_a_key_at_every_instruction_on_the_way_to_sleep(qemu, image, build):
    """12-15: wherever the key comes, the task that waits for it runs."""
    sleeper = Sleeper(qemu(image), build / "kernel" / "kernel.elf")
    road = sleeper.road()
    assert len(road) > ROAD_LEAST and road[-1] == sleeper.after_halt - 1
    for address in road:
        sleeper.inject(KEY_A)
        sleeper.gdb.run_to(address)
        sleeper.inject(KEY_B)
        sleeper.gdb.go()
        sleeper.wait_typed(2, f"{address:#x}")
        sleeper.gdb.stop()
        sleeper.erase(2)
    print(f"{len(road)} instructions")


# --- what an idle tick costs ----------------------------------------------------------------------


def test_an_idle_tick_of_the_kernel(qemu, image, build, logs):
    """12-15: counted from a byte at COM1 that means nothing to the first key, with all that the
    executor does in between, over all ticks of that time."""
    plugin, elf = build / "bench" / "count.so", build / "kernel" / "kernel.elf"
    assert plugin.exists(), f"{plugin} is missing: make test builds it"
    start, end = address_of(elf, "serial_take"), address_of(elf, "keyboard_interrupt")
    output = logs / "counts"
    options = f"{plugin},start={start:#x},end={end:#x},output={output}"
    machine = qemu(image, extra=["-plugin", options])
    monitor = Monitor(machine)
    monitor.type(b"\0")
    machine.watch(IDLE_SECONDS)
    monitor.press("shift")
    machine.exit_status()
    pairs = (line.split() for line in output.read_text().splitlines())
    counts = {int(address, 16): int(number) for address, number in pairs}
    ticks = counts[address_of(elf, "timer_interrupt")]
    assert ticks > TICKS_LEAST
    each = sum(counts.values()) / ticks
    print(f"{each:.1f} instructions a tick, {ticks} ticks")
    assert each <= TICK_INSTRUCTIONS_MOST


# --- waiting in two ways --------------------------------------------------------------------------


def cpu_seconds(machine):
    """What the thread that plays the CPU has used [proc(5), /proc/pid/stat]."""
    thread = machine.qmp.execute("query-cpus-fast")[0]["thread-id"]
    stat = Path(f"/proc/{thread}/task/{thread}/stat").read_text()
    return sum(map(int, stat.rpartition(")")[2].split()[11:13])) / os.sysconf("SC_CLK_TCK")


def looked_at(machine, phase):
    """How often the CPU is found halted during a phase of the image, and how much of a CPU of the
    host's that takes."""
    machine.wait_for(f"^{phase} begins")
    start, used = time.monotonic(), cpu_seconds(machine)
    halted = 0
    for _ in range(LOOKS):
        halted += machine.register("HLT")
        time.sleep(PAUSE_SECONDS)
    load = (cpu_seconds(machine) - used) / (time.monotonic() - start)
    assert f"{phase} ends" not in machine.serial(), "the host is too slow to have looked"
    return halted, load


def test_waiting_by_polling_and_asleep(qemu, build):
    """12-6, 12-7, 12-19: the simple executor never halts, the kernel's own nearly always; both
    wait as long, the one with millions of polls, the other with two."""
    machine = qemu(build / "tests" / "kernel-waiting.img", extra=DEBUG_EXIT)
    busy, busy_load = looked_at(machine, "busy")
    asleep, asleep_load = looked_at(machine, "asleep")
    text = guest_passed(machine).text
    assert busy == 0
    assert asleep > LOOKS / 2
    assert asleep_load < busy_load / 2
    assert re.search(r"^busy begins\r?\nasync number: 42\r?\nbusy ends", text, re.MULTILINE)
    polls = [int(number) for number in re.findall(r"ends: (\d+) polls", text)]
    assert polls[0] > 10000 and polls[1] == 2
    print(f"halted {busy} and {asleep} of {LOOKS} times; {polls} polls; "
          f"{busy_load:.0%} and {asleep_load:.0%} of a CPU")  # fmt: skip


def test_a_task_that_spins_is_named_on_the_screen(qemu, build):
    """12-1: while it spins, since nobody can take the CPU from it."""
    machine = qemu(build / "tests" / "kernel-spinning.img", extra=DEBUG_EXIT)
    machine.wait_for("the task spinner has had the CPU for a second", where="screen")
    assert "TESTS:" not in machine.serial()
    guest_passed(machine)


def test_the_scancode_queues_warnings(qemu, build):
    """12-8, 12-9, 12-16: a key before the queue is there, and the 101st; then a task prints 100."""
    machine = qemu(build / "tests" / "kernel-scancodes.img", extra=DEBUG_EXIT)
    text = guest_passed(machine).text.replace("\r\n", "\n")
    assert re.findall("^WARNING: (.*)$", text, re.MULTILINE) == [
        "scancode queue uninitialized",
        "scancode queue full; dropping keyboard input",
    ]
    assert f"\n{'a' * 100}\n" in text


def crash(machine):
    machine.wait_for("^TESTS: 0 passed, 1 failed", fatal=None)
    return machine.serial()


def test_a_second_stream_panics(qemu, build):
    """12-10"""
    machine = qemu(build / "tests" / "crash-second_stream.img", extra=DEBUG_EXIT)
    assert "PANIC: task: the scancode stream: opened twice at " in crash(machine)


def test_a_lock_across_an_await(qemu, build, root, scratch):
    """12-18: panics in the debug profile; otherwise nobody looks."""
    name = "tests/crash-lock_across_await.img"
    assert qemu(build / name, extra=DEBUG_EXIT).exit_status() == EXIT_SUCCESS
    tree = Tree(root, scratch / "tree")
    tree.make("DEBUG=1", f"build/{name}")
    told = crash(qemu(tree.build / name, extra=DEBUG_EXIT))
    assert "PANIC: task: keeper: holds a lock across an await at " in told
