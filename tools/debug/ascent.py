"""ascent.py: makes gdb a debugger for the whole climb; sourced by tools/debug/run.

gdb 13 takes QEMU's word that the guest is x86-64 and refuses `set architecture i8086`. So the
architecture stays, which keeps breakpoints, memory, registers and the source in order in every
mode, and what depends on the size of the code is shown by scripts of our own at each stop.
The build folder and the debugger's socket come in $ascent_build and $ascent_socket.
"""

import pathlib
import sys

import gdb

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(HERE))
sys.dont_write_bytecode = True

import commands  # noqa: E402
import steps  # noqa: E402
import symbols  # noqa: E402
import view  # noqa: E402

SETTINGS = [
    "confirm off",
    "pagination off",
    "disassembly-flavor intel",
    "architecture i386:x86-64",
    "print entry-values no",
]
# gdb's own words at a stop would stand before ours; gdb 12 and older print them all the same.
QUIET = "suppress-cli-notifications on"
PROGRAMS = [
    ("stage1", "stage1/stage1.elf"),
    ("stage2", "stage2/stage2.elf"),
    ("kernel", "kernel/kernel.elf"),
]


def convenience(name):
    return gdb.convenience_variable(name).string()


def start():
    for setting in SETTINGS:
        gdb.execute(f"set {setting}", to_string=True)
    gdb.execute(f'directory "{ROOT}"', to_string=True)
    try:
        gdb.execute(f"set {QUIET}", to_string=True)
    except gdb.error:
        pass
    known = symbols.Symbols(ROOT)
    build = pathlib.Path(convenience("ascent_build"))
    for program, elf in PROGRAMS:
        known.load(program, build / elf)
    shown = view.View(known)
    steps.Step_To.steps = symbols.boot_steps(ROOT / "common" / "boot_step.h")
    for command in commands.ALL + steps.ALL:
        command(shown)
    gdb.execute(f"target remote {convenience('ascent_socket')}", to_string=True)
    gdb.events.stop.connect(shown.stopped)
    print("`steps` lists the names for step-to; also: regs code mem gdt idt ledger calls over.")
    gdb.execute("step-to stage1")


start()
