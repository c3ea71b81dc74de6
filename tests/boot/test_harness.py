"""The harness itself, on small boot sectors: it must see what happens, and above all failure."""

import os
import re

import pytest

from machine import MachineError
from screen import Screen, lay_out


def test_reads_serial_and_screen(qemu, assemble):
    machine = qemu(assemble("print"))
    machine.wait_for("colour below")
    machine.wait_for("colour below", where="screen")
    assert machine.serial() == "Hello from a probe\r\ncolour below\r\n"
    assert machine.screen().used_rows() == ["Hello from a probe", "colour below"]
    assert machine.screen().attributes(0, 0, 3) == [7, 7, 7]
    machine.wait_halted()
    assert machine.register("A20") == 1
    assert machine.disk_writes() == 0
    assert machine.screenshot().read_bytes().startswith(b"\x89PNG")


def test_bochs_reads_serial_and_screen(bochs, assemble):
    machine = bochs(assemble("print"))
    machine.wait_for("colour below")
    assert machine.screen().used_rows() == ["Hello from a probe", "colour below"]
    assert "rip" in machine.registers()
    machine.wait_for("colour below", where="screen")


def test_a_reset_is_a_failure(qemu, assemble):
    machine = qemu(assemble("print", "RESET"))
    with pytest.raises(MachineError, match="SHUTDOWN guest-reset"):
        machine.wait_for("never printed")


def test_bochs_sees_a_reset(bochs, assemble):
    machine = bochs(assemble("print", "RESET"))
    with pytest.raises(MachineError, match="ended with status|was reset"):
        machine.wait_for("never printed")


def test_a_hang_is_a_failure(qemu, assemble):
    machine = qemu(assemble("print"))
    machine.wait_for("colour below")
    with pytest.raises(MachineError, match="no 'never printed' within 1 s"):
        machine.wait_for("never printed", timeout=1)


def test_an_error_ends_the_wait(qemu, assemble):
    machine = qemu(assemble("print"))
    with pytest.raises(MachineError, match="an error instead of 'never printed'"):
        machine.wait_for("never printed", fatal=re.compile("from a probe"))


def test_an_early_end_is_a_failure(qemu, assemble):
    machine = qemu(assemble("print"))
    machine.wait_for("colour below")
    os.kill(machine._process.pid, 9)
    with pytest.raises(MachineError, match="ended with status -9"):
        machine.wait_for("never printed")


def test_a_bad_command_line_is_reported(qemu, assemble):
    with pytest.raises(MachineError, match="no-such-device"):
        qemu(assemble("print"), extra=["-device", "no-such-device"])


def test_ctrl_alt_del_resets(qemu, assemble):
    machine = qemu(assemble("print"))
    machine.wait_for("colour below")
    machine.press("ctrl", "alt", "delete")
    assert "guest-reset" in machine.wait_reset()


def test_a_write_to_the_disk_is_seen(qemu, assemble):
    machine = qemu(assemble("print", "WRITE"), keep_writes=True)
    machine.wait_for("colour below")
    machine.wait_halted()
    assert machine.writes() == machine.disk_writes() > 0
    machine.close()
    assert machine.writes() > 0, "known when QEMU is gone, too"


def test_the_debugger_changes_the_machine(qemu, assemble):
    machine = qemu(assemble("print"), paused=True)
    machine.gdb.run_to(0x7C00)
    assert machine.gdb.register("rip") == 0x7C00
    assert machine.gdb.read(0x7DFE, 2) == b"\x55\xaa"
    place = machine.gdb.read(0x7C00, 512).index(b"Hello")
    machine.gdb.write(0x7C00 + place, b"Jello")
    machine.gdb.set_register("rdx", 0x1234)
    assert machine.gdb.register("rdx") == 0x1234
    machine.gdb.go()
    machine.wait_for("Jello from a probe")


def test_machines_are_ended(qemu, assemble):
    machine = qemu(assemble("print"))
    machine.close()
    assert machine._process.poll() is not None
    assert not machine._sockets.exists()


def test_text_is_laid_out_as_a_terminal_does():
    assert lay_out("one\r\ntwo\r\n") == ["one", "two"]
    assert lay_out("x" * 81 + "\r\nend") == ["x" * 80, "x", "end"]
    assert lay_out("x" * 80 + "\r\nend") == ["x" * 80, "end"]
    assert lay_out("") == []


def test_the_screen_is_read_cell_by_cell():
    cells = bytearray(b" \x07" * 2000)
    cells[160:166] = b"A\x0bB\x0cC\x0d"
    screen = Screen(bytes(cells))
    assert screen.find("ABC") == (1, 0)
    assert screen.attributes(1, 0, 3) == [0x0B, 0x0C, 0x0D]
    assert screen.used_rows() == ["", "ABC"]
