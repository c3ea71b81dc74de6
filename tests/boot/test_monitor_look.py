"""boot, cpu, memmap, report, time, chars, colors: what they say, beside what QEMU says."""

import datetime
import re

import pytest

from climb import STEPS, Climb
from images import crc32c
from monitor import PROMPT, Monitor
from test_memory import firmware_map
from test_screen import NAMES

COLUMNS_MOST = 79
ROWS_MOST = 24
SIDE = 16
KINDS = {1: "usable", 2: "reserved", 3: "ACPI", 4: "ACPI NVS"}
ATTRIBUTE_MODE, BLINK = 0x10, 0x08


@pytest.fixture
def monitor(qemu, image):
    return Monitor(qemu(image))


def cleared(monitor):
    """So that the next command begins in the first row."""
    monitor.type(b"\x0c")
    monitor.machine.wait_for(rf"\A{PROMPT.rstrip()}\Z", "screen")


@pytest.mark.parametrize("command", "boot cpu memmap report time chars colors help".split())
def test_it_fits_the_screen_and_is_the_same_on_both(monitor, command):
    cleared(monitor)
    sent = monitor.machine.serial_path.stat().st_size
    monitor.type(command + "\n")
    monitor.settle()
    data = monitor.machine.serial_path.read_bytes()[sent:].decode().replace("\r\n", "\n")
    lines = data.split("\n")
    assert [line for line in lines if len(line.rstrip()) > COLUMNS_MOST] == []
    assert len(lines) <= ROWS_MOST
    monitor.machine.wait_for(rf"\n{PROMPT.rstrip()}\Z", "screen")
    monitor.machine.screenshot()
    if command != "chars":  # whose glyphs a codec of Python's would take for control characters
        rows = monitor.machine.screen().used_rows()
        assert rows[1:] == [line.rstrip() for line in lines[1:]]


def test_boot_tells_every_step_in_order(monitor):
    """02-3: each with its time, and what it did to the registers."""
    text = monitor.run("boot")
    rows = re.findall(r"^(\w+) +(-|\d+\.\d{3})  (.*(?:\n {10}.*)*)", text, re.MULTILINE)
    assert [name for name, _, _ in rows] == [*STEPS, "long"]
    times = [float(at) for _, at, _ in rows if at != "-"]
    assert times == sorted(times) and times[0] == 0 and 0 < times[-1] < 60_000
    changes = {name: change for name, _, change in rows}
    assert re.search(r"CR0 \+PE\b.*EFLAGS -IF", changes["protected"])
    page_tables = monitor.machine.register("CR3")
    assert f"CR3 {page_tables:08x}" in changes["long"]
    assert re.search(r"CR0 .*\+PG.*CR4 \+PAE.*EFER \+LME \+LMA", changes["long"])
    assert "+" not in changes["verify"], "nothing climbs there"


@pytest.mark.parametrize("model", ["qemu64", "max", "Nehalem", "EPYC"])
def test_cpu_is_the_one_that_qemu_has(qemu, image, model):
    """Vendor and name as QEMU was told, the registers as QEMU has them."""
    machine = qemu(image, cpu=f"{model},vendor=GenuineIntel,model-id=A CPU of this test")
    monitor = Monitor(machine)
    text = monitor.run("cpu")
    family, number, stepping = (
        machine.qmp.execute("qom-get", path="/machine/unattached/device[0]", property=name)
        for name in ("family", "model", "stepping")
    )
    assert f"GenuineIntel, family {family}, model {number}, stepping {stepping}\n" in text
    assert re.search(r"^brand +A CPU of this test$", text, re.MULTILINE)
    for name in ("CR0", "CR3", "CR4", "EFER"):
        value, bits = re.search(rf"^{name} +([0-9a-f]{{16}})  (.*)$", text, re.MULTILINE).groups()
        assert int(value, 16) == machine.register(name)
        assert name == "CR3" or len(bits.split()) == machine.register(name).bit_count()
    for feature, bit in (("SMEP", 20), ("SMAP", 21), ("UMIP", 11)):
        found, used = re.search(rf"^{feature} +(\w+) +(\w+)", text, re.MULTILINE).groups()
        has = machine.qmp.execute(
            "qom-get", path="/machine/unattached/device[0]", property=feature.lower()
        )
        assert (found == "yes") == has
        assert (used == "yes") == bool(machine.register("CR4") >> bit & 1)


@pytest.mark.parametrize("memory", ["16M", "128M"])
@pytest.mark.parametrize("board", ["pc", "q35"])
def test_memmap_is_the_firmwares(qemu, image, board, memory):
    """02-4: count and CRC as stage2 printed them, the left column as SeaBIOS tells it."""
    machine = qemu(image, board=board, memory=memory)
    monitor = Monitor(machine)
    climb = Climb(machine.serial())
    lines = monitor.lines("memmap")
    count, crc = climb.raw_map
    assert f"{count} entries by E820, CRC-32C {crc:08x};" in lines[-1]
    assert f" {climb.usable_kib} KiB usable" in lines[-1]

    raw = [range_of(line[:37]) for line in lines[1:-1] if line[:37].strip()]
    assert raw == [(a, b, KINDS[t]) for a, b, t in firmware_map(machine)]
    clean = [range_of(line[37:]) for line in lines[1:-1] if line[37:].strip()]
    assert [base for base, _, _ in clean[1:]] == [end for _, end, _ in clean[:-1]], "no gap"
    assert sum(b - a for a, b, kind in clean if kind == "usable") == climb.usable_kib * 1024


def range_of(column):
    base, end, kind = re.fullmatch(r" *(\w+)-(\w+) +\d+[KMGT]? (.+?) *", column).groups()
    return int(base, 16), int(end, 16), kind


def test_report_has_what_a_bug_report_needs(monitor):
    machine = monitor.machine
    climb = Climb(machine.serial())
    text = monitor.run("report")
    assert f"build {climb.build_id}" in text
    assert f"drive {climb.drive:02x}h by {climb.method}" in text
    assert "CRC-32C {:08x}".format(climb.raw_map[1]) in text
    assert machine.qmp.execute(
        "qom-get", path="/machine/unattached/device[0]", property="model-id"
    ) in text
    for name in ("CR0", "CR4", "EFER"):
        assert re.search(rf"^{name} +{machine.register(name):08x}  ", text, re.MULTILINE)
    masks = int(re.search(r"masks (\w{4})", text).group(1), 16)
    state = machine.qmp.monitor("info pic")
    imr = {int(n): int(value, 16) for n, value in re.findall(r"pic(\d).*?imr=(\w\w)", state)}
    assert masks == imr[0] | imr[1] << 8
    assert "sector 0 EB 58 90, 18 sectors, 2 heads, entry 1; as written\n" in text
    for word in ("A20", "keyboard", "serial", "spurious", "uptime", "off for at most"):
        assert word in text


def test_report_has_the_lines_that_the_form_explains(monitor, root):
    """One for one, in order: whoever fills in the form finds each line's meaning beside it."""
    form = (root / "docs" / "report-form.md").read_text()
    explained = re.findall(r"^\| `([^`]+)` \|", form, re.MULTILINE)
    shown = [line[:9].strip() for line in monitor.lines("report")]
    assert [label for label in shown if label and not label.startswith("ascent")] == explained


def test_time_is_the_clock_chips(qemu, image):
    """The date that QEMU's clock chip was given, and the time since; the uptime advances."""
    machine = qemu(image, extra=["-rtc", "base=2031-02-28T23:58:30,clock=vm"])
    monitor = Monitor(machine)
    first, second = (monitor.run("time") for _ in range(2))
    told = re.search(r"^date +(\S+ \S+), a (\w+);", first, re.MULTILINE)
    date = datetime.datetime.fromisoformat(told.group(1))
    since = date - datetime.datetime(2031, 2, 28, 23, 58, 30)
    assert datetime.timedelta(0) <= since < datetime.timedelta(seconds=60)
    assert told.group(2) == "Friday"
    assert ticks(second) > ticks(first)


def ticks(text):
    return int(re.search(r"^uptime .*, (\d+) ticks", text, re.MULTILINE).group(1))


def test_chars_are_all_on_the_screen(monitor):
    """03-7: each glyph in its place but the first, which is as blank as a space."""
    cleared(monitor)
    monitor.run("chars")
    monitor.machine.wait_for(rf"\n{PROMPT.rstrip()}\Z", "screen")
    cells = monitor.machine.screen().characters()
    for glyph in range(SIDE * SIDE):
        row, column = divmod(glyph, SIDE)
        shown = cells[(row + 2) * 80 + 5 + 3 * column]
        assert shown == (glyph or ord(" ")), f"{glyph:#x}"


def test_colors_are_all_on_the_screen(monitor):
    """03-2, 03-3: the attribute that stands in a cell is the cell's; bit 7 as was asked."""
    cleared(monitor)
    assert attribute_mode(monitor.machine) & BLINK, "as the BIOS leaves it"
    lines = monitor.lines("colors")
    assert [line.split()[1] for line in lines[1:]] == NAMES
    monitor.machine.wait_for(rf"\n{PROMPT.rstrip()}\Z", "screen")
    screen = monitor.machine.screen()
    for background in range(SIDE):
        for foreground in range(SIDE):
            column = 14 + 4 * foreground
            attribute = background << 4 | foreground
            assert screen.rows[background + 2][column:][:3] == f" {attribute:02x}"
            assert set(screen.attributes(background + 2, column, 4)) == {attribute}
    assert not attribute_mode(monitor.machine) & BLINK
    monitor.run("colors blink")
    assert attribute_mode(monitor.machine) & BLINK


def attribute_mode(machine):
    """The attribute controller's mode, read through QEMU's ports."""
    machine.qmp.monitor("i/b 0x3da")
    machine.qmp.monitor(f"o/b 0x3c0 {ATTRIBUTE_MODE | 0x20:#x}")
    return int(machine.qmp.monitor("i/b 0x3c1").split("=")[-1], 0)


def test_bochs_shows_the_same(bochs, image):
    monitor = Monitor(bochs(image))
    climb = Climb(monitor.machine.serial())
    count, crc = climb.raw_map
    assert f"{count} entries by E820, CRC-32C {crc:08x};" in monitor.run("memmap")
    assert "Core(TM)2" in monitor.run("cpu")
    assert monitor.run("boot").count("\n") > len(STEPS)
    assert f"build {climb.build_id}" in monitor.run("report")
    assert "clock chip: good" in monitor.run("time")
