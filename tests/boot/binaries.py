"""Looks into ELF files: symbols, sections, and every instruction of the code in them."""

import re
from contextlib import contextmanager

import capstone
from elftools.elf.elffile import ELFFile

MODES = {16: capstone.CS_MODE_16, 32: capstone.CS_MODE_32, 64: capstone.CS_MODE_64}
SHF_EXECINSTR = 4
FLOATING_REGISTER = re.compile(r"\b([xyz]mm\d+|mm[0-7]|st(\(\d\))?|k[0-7])\b")


@contextmanager
def elf(path):
    with open(path, "rb") as file:
        yield ELFFile(file)


def symbols(path):
    """[(name, value, size, binding, defined)] of all named symbols."""
    with elf(path) as file:
        table = file.get_section_by_name(".symtab")
        named = [symbol for symbol in table.iter_symbols() if symbol.name]
        return [
            (s.name, s["st_value"], s["st_size"], s["st_info"]["bind"], is_defined(s))
            for s in named
        ]


def is_defined(symbol):
    return symbol["st_shndx"] != "SHN_UNDEF"


def address_of(path, name):
    found = [value for symbol, value, _, _, defined in symbols(path) if symbol == name and defined]
    assert len(found) == 1, f"{len(found)} symbols {name} in {path}"
    return found[0]


def executable_sections(path):
    """[(name, address, bytes)] of all code."""
    with elf(path) as file:
        return [
            (section.name, section["sh_addr"], section.data())
            for section in file.iter_sections()
            if section["sh_flags"] & SHF_EXECINSTR and section["sh_size"]
        ]


def instructions(path, bits):
    """Every instruction of an ELF file's code. Bytes that are none would hide what follows them,
    so capstone must get through to the end of each section."""
    decoder = capstone.Cs(capstone.CS_ARCH_X86, MODES[bits])
    decoder.detail = True
    for name, address, code in executable_sections(path):
        end = address
        for instruction in decoder.disasm(code, address):
            end = instruction.address + instruction.size
            yield instruction
        assert end == address + len(code), f"{path}: {name} is no code from {end:#x} on"


def floating_point(path, bits):
    """The instructions that use a register which nobody saves."""
    return [i for i in instructions(path, bits) if FLOATING_REGISTER.search(i.op_str)]


def function_at(path, address):
    """The name of the last symbol at or before an address."""
    return max((value, name) for name, value, *_ in symbols(path) if value <= address)[1]


def red_zone(path):
    """The instructions of 64-bit code that use memory below the stack pointer: below RSP itself, or
    below RBP by more than their function ever takes from the stack."""
    found = []
    for function in _functions(path):
        taken = _bytes_taken(function)
        found += [i for i in function if _is_below(i, capstone.x86.X86_REG_RSP, 0)]
        found += [i for i in function if _is_below(i, capstone.x86.X86_REG_RBP, taken)]
    return found


RSP = capstone.x86.X86_REG_RSP


def _functions(path):
    """The code of each function symbol; a symbol without a size ends where the next one begins."""
    starts = {value for _, value, _, _, defined in symbols(path) if defined}
    function = []
    for instruction in instructions(path, 64):
        if instruction.address in starts and function:
            yield function
            function = []
        function.append(instruction)
    if function:
        yield function


def _bytes_taken(function):
    """An upper bound of what it takes below its frame pointer: all pushes, all subtractions."""
    taken = 0
    for instruction in function:
        if instruction.mnemonic == "push":
            taken += 8
        elif instruction.mnemonic == "lea" and instruction.operands[1].mem.base == RSP:
            taken += max(0, -instruction.operands[1].mem.disp)  # where a loop of probes will end
        elif instruction.mnemonic in ("sub", "add") and instruction.op_str.startswith("rsp, "):
            amount = instruction.operands[1]
            if amount.type != capstone.x86.X86_OP_IMM:
                return float("inf")  # a stack of variable size
            # 128 bytes are one byte shorter to take as `add rsp, -128`.
            taken += max(0, amount.imm if instruction.mnemonic == "sub" else -amount.imm)
    return taken


def _is_below(instruction, register, taken):
    if instruction.mnemonic in ("lea", "nop"):
        return False  # computes an address, touches nothing
    return any(
        operand.type == capstone.x86.X86_OP_MEM
        and operand.mem.base == register
        and operand.mem.index == 0
        and operand.mem.disp < -taken
        for operand in instruction.operands
    )
