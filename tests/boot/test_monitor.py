"""The monitor itself: the prompt, the line, its keys, and whatever else may come down the wires.

After every test but those of the keys the prompt still works, which `settled` sees to.
"""

import random
import re
import time

import pytest

from monitor import PROMPT, Monitor

COMMANDS = (
    "help boot cpu memmap frames pt heap tasks irq keys layout dump fault report time chars colors"
    " reboot poweroff"
).split()
LONG = "dump 0xffffffff80000000 64K"  # the kernel's own first pages, in 4096 rows

# What is typed, and the word that it makes of the line: (text) and the editing keys by name.
EDITS = [
    ("abc", ["a", "c", "left", "b"]),
    ("abc", ["a", "c", "left", "left", "right", "b"]),
    ("abc", ["b", "c", "home", "a"]),
    ("abc", ["b", "home", "a", "end", "c"]),
    ("abc", ["a", "b", "x", "backspace", "c"]),
    ("abc", ["x", "a", "b", "c", "home", "delete"]),
    ("abc", ["b", "c", "ctrl-a", "a"]),
    ("abc", ["b", "ctrl-a", "a", "ctrl-e", "c"]),
    ("abc", ["x", "y", "ctrl-u", "a", "b", "c"]),
    ("abc", ["a", "b", "x", "y", "left", "left", "ctrl-k", "c"]),
    ("abc", ["x", "y", "ctrl-c", "a", "b", "c"]),
    ("abc", ["a", "b", "ctrl-l", "c"]),
    ("abc", ["up"]),  # the line entered before
    ("abd", ["up", "backspace", "d"]),
    ("abd", ["up", "up", "down"]),
    ("x", ["x", "up", "down"]),  # what was being typed waits
]
BYTES = {
    **{"left": b"\x1b[D", "right": b"\x1b[C", "up": b"\x1b[A", "down": b"\x1bOB"},
    **{"home": b"\x1b[H", "end": b"\x1b[4~", "delete": b"\x1b[3~", "backspace": b"\x7f"},
}


@pytest.fixture
def monitor(qemu, image):
    return Monitor(qemu(image))


def recovered(monitor):
    """Ctrl-C, until all that came before it has been dealt with; then a command works."""
    for _ in range(100):
        monitor.type(b"\x03")
        shown = monitor.machine.serial()
        time.sleep(0.2)
        if monitor.machine.serial() == shown and shown.endswith(PROMPT):
            break
    monitor.settle()
    assert "usage" not in monitor.run("help") and "uptime" in monitor.run("time")


def test_the_prompt_is_on_both(monitor):
    """03-14: and the screen's cursor stands behind it."""
    assert monitor.machine.serial_lines()[-1] == PROMPT
    assert monitor.machine.screen().used_rows()[-1] == PROMPT.rstrip()
    for keyboard in (False, True):
        lines = monitor.lines("time", keyboard=keyboard)
        monitor.machine.wait_for(rf"{re.escape(lines[-1])}\n{PROMPT.rstrip()}\Z", "screen")
        rows = monitor.machine.screen().used_rows()
        assert rows[-len(lines) - 2 :] == [f"{PROMPT}time", *lines, PROMPT.rstrip()]


def test_help_lists_every_command(monitor):
    lines = monitor.lines("help")
    assert set(COMMANDS) <= {line.split()[0] for line in lines}
    assert [line for line in lines if len(line) > 79] == []


def test_help_tells_about_each(monitor):
    for name in [line.split()[0] for line in monitor.lines("help")]:
        lines = monitor.lines(f"help {name}")
        assert lines[0].startswith(name) and lines[-1].startswith(f"example: {name}")
        assert [line for line in lines if len(line) > 79] == []


def test_what_is_no_command(monitor):
    assert monitor.run("nothing") == "nothing: no such command; `help` lists them all\n"
    assert monitor.run("") == "" and monitor.run("   ") == ""
    assert "quotation" in monitor.run('time "now')
    assert "no such command" in monitor.run("TIME")


def test_wrong_arguments_say_what_was_expected(monitor):
    assert monitor.lines("time now") == [
        'time: expected no argument, found "now"',
        "usage: time ",
    ]
    assert 'expected blink or nothing, found "x"' in monitor.run("colors x")
    assert 'expected no further argument, found "y"' in monitor.run("colors blink y")
    assert 'expected the name of a command, found "x"' in monitor.run("help x")
    for name in ("boot", "cpu", "memmap", "report", "chars"):
        assert "expected no argument" in monitor.run(f"{name} 1")


@pytest.mark.parametrize("keyboard", [False, True], ids=["com1", "keyboard"])
def test_editing_keys(monitor, keyboard):
    for word, keys in EDITS:
        for key in keys:
            press(monitor, key, keyboard)
        monitor.type("\n", keyboard)
        shown = monitor.settle()
        assert f"\n{word}: no such command" in shown, (keys, shown)


def press(monitor, key, keyboard):
    if keyboard:
        monitor.press(*key.split("-"))
    elif key.startswith("ctrl-"):
        monitor.type(bytes([ord(key[-1]) - ord("a") + 1]))
    else:
        monitor.type(BYTES.get(key, key))


@pytest.mark.parametrize("keyboard", [False, True], ids=["com1", "keyboard"])
def test_tab_completes(monitor, keyboard):
    assert "uptime" in monitor.run("ti\t", keyboard=keyboard)
    assert monitor.lines("hel\tmem\t", keyboard=keyboard)[0].startswith("memmap")
    monitor.type("c\t\t", keyboard)
    monitor.wait(r"chars +colors +cpu")
    monitor.type("p\t\n", keyboard)
    assert "EFER" in monitor.settle()
    assert "on the screen" not in monitor.run("xyz\t", keyboard=keyboard)  # no match, and no harm


def test_clearing_the_screen_keeps_the_line(monitor):
    monitor.run("help")
    monitor.type("ti\x0cm")
    monitor.wait(r"\x1b\[H\x1b\[2J")
    monitor.machine.wait_for(rf"\A{PROMPT}tim\Z", "screen")
    monitor.type("e\n")
    assert "uptime" in monitor.settle()


def test_a_line_of_1000_characters(monitor):
    """What has no room rings the bell; the rest is a line like any other."""
    monitor.type("x" * 1000 + "\n")
    monitor.wait("\a")
    assert re.search(r"\nx{255}: no such command", monitor.settle())
    recovered(monitor)


def test_an_escape_sequence_with_a_pause_in_it(monitor):
    """ESC alone becomes a key after 50 ms; a sequence that has got beyond it waits."""
    for before, after in ((b"ac\x1b[", b"Db\n"), (b"ac\x1b[1", b";1Db\n")):
        monitor.type(before)
        time.sleep(0.5)
        monitor.type(after)
        assert "\nabc: no such" in monitor.settle()
    monitor.type(b"ac\x1b")
    time.sleep(0.5)
    monitor.type(b"[D\n")
    assert "\nac[D: no such" in monitor.settle()


def test_a_break_condition(monitor):
    monitor.type("ti")
    monitor.wait(r"ti\Z")
    monitor.machine.qmp.execute("chardev-send-break", id="com1")
    monitor.type("me\n")
    assert "uptime" in monitor.settle()
    assert "breaks 1," in monitor.run("report")


def test_garbage_at_full_speed(monitor):
    """All bytes are decoded or counted as dropped; the machine goes on, and so does the line."""
    monitor.machine.send(random.Random(5).randbytes(100_000))
    recovered(monitor)
    assert re.search(r"bytes of no key [1-9]", monitor.run("report"))


def test_both_inputs_at_once(monitor):
    """They are one stream: whoever types Enter enters the line."""
    monitor.type("ti")
    monitor.wait(r"ti\Z")
    monitor.type("m", keyboard=True)
    monitor.wait(r"tim\Z")
    monitor.type("e\n")
    assert "uptime" in monitor.settle()
    for _ in range(20):
        monitor.type("ab")
        monitor.press("c")
    monitor.machine.wait_for(r"(?:[ab]*c){20}[ab]*\Z")
    recovered(monitor)


def test_lines_typed_ahead(monitor):
    """Each gets its answer, in order, none lost."""
    monitor.type("one\ntime\ntwo\nhelp time\nthree\n")
    shown = monitor.wait(r"\nthree: no such [^\n]*\nascent> \Z") and monitor.new()
    found = re.findall(r"^(one:|uptime|two:|example: time|three:)", shown, re.MULTILINE)
    assert found == ["one:", "uptime", "two:", "example: time", "three:"]


def test_the_screen_pauses_for_the_keyboard(monitor):
    """A page, then any key; q, Escape and Ctrl-C end it. COM1 sees nothing of the pause itself."""
    machine = monitor.machine
    monitor.type(LONG + "\n", keyboard=True)
    machine.wait_for("-- more", "screen")
    first = machine.screen().used_rows()
    assert f"{PROMPT}{LONG}" in first and first[-1].startswith("-- more")
    monitor.press("spc")
    row = first[-2].split()[0]
    second = machine.wait_for(rf"(?s)\A(?!.*{PROMPT}).*-- more", "screen").group()
    assert row in second, "no row is lost between two pages"
    assert "-- more" not in monitor.new()
    monitor.press("q")
    monitor.settle()
    for keys in (["esc"], ["ctrl", "c"]):
        monitor.type(LONG + "\n", keyboard=True)
        machine.wait_for(r"-- more[^\n]*\Z", "screen")
        monitor.press(*keys)
        assert monitor.settle().count("\n") < 50
    recovered(monitor)


def test_com1_never_pauses(monitor):
    monitor.type(LONG + "\n")
    monitor.wait(rf"\n{PROMPT}\Z", fatal=None)  # what the kernel holds has words such as error
    assert monitor.settle().count("\n") >= 4096


@pytest.mark.parametrize("keyboard", [False, True], ids=["com1", "keyboard"])
def test_ctrl_c_ends_a_long_command(monitor, keyboard):
    monitor.type(LONG + "\n")
    monitor.wait(r"(?:\n0xffffffff8.*){9}", fatal=None)
    press(monitor, "ctrl-c", keyboard)
    monitor.wait(rf"\n{PROMPT}\Z", fatal=None)
    shown = monitor.settle()
    assert shown.count("\n") < 4096 and "^C" in shown
    recovered(monitor)
