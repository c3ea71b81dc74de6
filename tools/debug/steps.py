"""steps.py: breakpoints by the names of the boot steps.

Each step of the climb is noted by one function, trace_step(STEP_X) (stage2/trace.h), which both
halves of stage2 have; the last one, in long mode, by assembly. A step's breakpoint is therefore a
breakpoint on trace_step that stops for one argument. Some places that are no steps have names too.
"""

import gdb

import machine
from commands import Command

FIRST_SECTOR = 0x7C00

# name: symbol, what it is
PLACES = {
    "stage1": (None, "the first instruction of sector 0"),
    "entry": ("entry", "stage2's first instruction"),
    "lift": ("lift", "the copy above 1 MiB, through protected mode and back"),
    "climb": ("protected_enter", "the way out of real mode, for good"),
    "long-mode": ("long_enter", "the way into long mode"),
    "start": ("_start", "the kernel's first instruction"),
}
LAST_STEP = "long"  # written by assembly
LAST_STEP_SYMBOL = "long_enter.long"


class StepBreakpoint(gdb.Breakpoint):
    """Stops on trace_step when its argument is the step that is waited for.

    Both halves are called the i386 way with 4-byte slots: the argument lies above the return
    address, at ESP + 4, in 16-bit code as in 32-bit code.
    """

    def __init__(self, address, step):
        super().__init__(f"*{address:#x}", gdb.BP_HARDWARE_BREAKPOINT, internal=True)
        self.step = step

    def stop(self):
        stack = int(gdb.parse_and_eval("$rsp")) & 0xFFFFFFFF
        return machine.number(stack + 4, 4) == self.step


class Step_To(Command):
    """step-to NAME: goes on until the boot step or place NAME is reached; `steps` lists them."""

    steps = {}

    def complete(self, text, word):
        return [name for name in [*self.steps, *PLACES] if name.startswith(word)]

    def run(self, name):
        breakpoints = self.breakpoints(name)
        try:
            gdb.execute("continue")
        finally:
            for breakpoint in breakpoints:
                if breakpoint.is_valid():
                    breakpoint.delete()

    def breakpoints(self, name):
        if name in self.steps and name != LAST_STEP:
            step = self.steps[name]
            return [StepBreakpoint(at, step) for at in self.view.symbols.addresses("trace_step")]
        return [
            gdb.Breakpoint(f"*{address:#x}", gdb.BP_HARDWARE_BREAKPOINT, internal=True)
            for address in self.places(name)
        ]

    def places(self, name):
        if name not in PLACES and name != LAST_STEP:
            raise gdb.GdbError(f"no step or place is called {name}; `steps` lists them")
        symbol = LAST_STEP_SYMBOL if name == LAST_STEP else PLACES[name][0]
        found = self.view.symbols.addresses(symbol) if symbol else [FIRST_SECTOR]
        if not found:
            raise gdb.GdbError(f"{symbol} is in none of the programs")
        return found


class Steps(Command):
    """steps: the names that step-to knows, in the order of the climb, and which were passed."""

    def run(self):
        count, last = self._physical("trace_count", "h"), self._physical("last_step", "w")
        begun = 0 < count <= len(Step_To.steps)
        for name, number in Step_To.steps.items():
            print(f"  {'x' if begun and number <= last else ' '} {name}")
        for name, (_, text) in PLACES.items():
            print(f"    {name:10} {text}")

    @staticmethod
    def _physical(member, size):
        """From stage2's memory, which the kernel no longer maps; QEMU's monitor reads it still."""
        address = int(gdb.parse_and_eval(f"&stage2_facts.{member}"))
        answer = gdb.execute(f"monitor xp /1{size}x {address:#x}", to_string=True)
        return int(answer.split()[-1], 16)


ALL = [Step_To, Steps]
