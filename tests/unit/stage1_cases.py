"""stage1_cases.py: what the tests of stage1 have in common: a run that has to boot or to fail."""

import capstone

from bios_machine import DF, ENTRY, IF, SECTOR_0, STACK_END, STAGE2, Machine

TRIES = 5  # DISK_TRIES in stage1.asm
NAME = "\r\nAscent"


def boots(drive=0x80, screen=NAME, **options):
    """Runs a machine that has to reach stage2, in the state that stage2 was promised."""
    pc = Machine(**options).run()
    assert pc.jumped, f"{pc.screen!r} {pc.calls}"
    assert pc.screen == screen
    file = pc.drives[drive].stage2
    assert pc.read(STAGE2, len(file)) == file
    assert (pc.cs, pc.ds, pc.es, pc.ss, pc.sp) == (0, 0, 0, 0, STACK_END)
    assert pc.flags & IF and not pc.flags & DF
    assert pc.dx & 0xFF == drive
    return pc


def fails(*messages, **options):
    """Runs a machine that has to halt with these messages, one a drive that was tried."""
    pc = Machine(**options).run()
    assert pc.halted, pc.calls
    assert pc.screen == "".join(f"{NAME}: {message}" for message in messages)
    assert pc.flags & IF
    return pc


def functions(pc):
    return [function for function, _ in pc.calls]


def disassemble(sector):
    """Every instruction that can be reached, by address."""
    decoder = capstone.Cs(capstone.CS_ARCH_X86, capstone.CS_MODE_16)
    decoder.detail = True
    found, todo = {}, [SECTOR_0]
    while todo:
        address = todo.pop()
        while address not in found and address != ENTRY:
            offset = address - SECTOR_0
            line = next(decoder.disasm(sector[offset:offset + 15], address, 1))
            found[address] = line
            target = jump_target(line)
            if target is not None:
                todo.append(target)
            if line.mnemonic in ("jmp", "ljmp", "ret"):
                break
            address += line.size
    return dict(sorted(found.items()))


def is_conditional(line):
    return jump_target(line) is not None and line.mnemonic not in ("jmp", "ljmp", "call")


def jump_target(line):
    if line.mnemonic == "ljmp":
        segment, offset = (operand.imm for operand in line.operands)
        return segment * 16 + offset
    if line.mnemonic == "call" or line.mnemonic.startswith(("j", "loop")):
        return line.operands[0].imm
    return None
