"""What the build promises of its products: the binaries themselves, instruction by instruction.

Mission rows 01-1 to 01-6, 02-5, 02-6, 02-9, 02-21. How it is built, and rebuilt, is test_make.py.
"""

import re
import subprocess

import pytest

from binaries import (
    address_of,
    elf,
    executable_sections,
    floating_point,
    instructions,
    red_zone,
    symbols,
)

SAMPLE = """
double third(double x) { return x / 3.0; }
int leaf(int a) { volatile int local[8]; local[a & 7] = a; return local[0]; }
"""
CODE_FLAGS = "-O2 -fno-pic -fno-stack-protector -fcf-protection=none -ffreestanding -c".split()


@pytest.fixture(scope="session")
def kernel(build):
    path = build / "kernel" / "kernel.elf"
    assert path.exists(), f"{path} is missing: run make first"
    return path


@pytest.fixture(params=["gcc", "clang"])
def sample(request, tmp_path):
    """Code with a red zone and floating point, to see that the detectors below do detect."""
    source, result = tmp_path / "sample.c", tmp_path / "sample.o"
    source.write_text(SAMPLE)
    subprocess.run([request.param, *CODE_FLAGS, "-o", result, source], check=True)
    return result


def test_the_kernel_needs_nobody(kernel):
    """01-1: no undefined symbol, no interpreter, nothing dynamic."""
    undefined = [name for name, _, _, _, defined in symbols(kernel) if not defined]
    assert undefined == []
    with elf(kernel) as file:
        types = {segment["p_type"] for segment in file.iter_segments()}
        assert not types & {"PT_INTERP", "PT_DYNAMIC", "PT_TLS"}
        assert file["e_type"] == "ET_EXEC"


def test_every_file_is_compiled_freestanding(build):
    """01-1: the flags, as recorded beside every object of the target."""
    modes = ("real", "protected", "long")
    records = [p.read_text() for mode in modes for p in (build / mode).rglob("*.o.json")]
    assert len(records) > 20
    for record in records:
        for flag in ("-ffreestanding", "-fno-pic", "-Werror", "-Wconversion", "-Wshadow"):
            assert flag in record, record
        assert "-mgeneral-regs-only" in record


def test_panic_never_returns(root):
    """01-2: the compiler knows, too."""
    text = (root / "kernel" / "print.h").read_text()
    assert re.search(r"^_Noreturn void panic_at\(", text, re.MULTILINE)


def test_nothing_unwinds(build, kernel):
    """01-3: a panic is the end; no table and no routine for another way out."""
    for path in (kernel, build / "stage2" / "stage2.elf"):
        with elf(path) as file:
            names = {section.name for section in file.iter_sections()}
        assert not {n for n in names if n.startswith((".eh_frame", ".gcc_except_table"))}
        assert not [name for name, *_ in symbols(path) if name.startswith("_Unwind")]


def test_the_kernel_begins_with_its_header(build, kernel):
    """01-4: magic at byte 0; the entry is _start and the first byte of .text."""
    flat = (build / "kernel" / "kernel.bin").read_bytes()
    assert flat[:4] == b"ASCK"
    entry = int.from_bytes(flat[16:24], "little")
    text = [address for name, address, _ in executable_sections(kernel) if name == ".text"]
    assert [entry] == text == [address_of(kernel, "_start")]


def test_a_return_from_the_kernel_is_harmless(kernel):
    """01-5: behind the call stands a loop of cli and hlt."""
    start = address_of(kernel, "_start")
    code = [i for i in instructions(kernel, 64) if start <= i.address < start + 32]
    call = next(n for n, i in enumerate(code) if i.mnemonic == "call")
    behind = code[call + 1 : call + 4]
    assert [i.mnemonic for i in behind] == ["cli", "hlt", "jmp"]
    assert int(behind[2].op_str, 16) == behind[0].address


def test_one_global_start(kernel):
    """01-6: the name stands as it was written, once."""
    starts = [s for s in symbols(kernel) if "start" in s[0] and s[3] == "STB_GLOBAL" and s[4]]
    assert [name for name, *_ in starts if name.strip("_") == "start"] == ["_start"]


def test_the_target(kernel):
    """02-9: 64-bit, little-endian, x86-64, for no operating system."""
    with elf(kernel) as file:
        ident = file["e_ident"]
        assert (ident["EI_CLASS"], ident["EI_DATA"]) == ("ELFCLASS64", "ELFDATA2LSB")
        assert (file["e_machine"], ident["EI_OSABI"]) == ("EM_X86_64", "ELFOSABI_SYSV")


def test_types_are_asserted_in_one_header(root):
    """02-9: the sizes of C's types are checked wherever the header is included."""
    assert "_Static_assert(sizeof(int) == 4" in (root / "common" / "types.h").read_text()


def test_no_red_zone(kernel):
    """02-5: an interrupt may push onto the stack between any two instructions."""
    assert [f"{i.address:#x} {i.mnemonic} {i.op_str}" for i in red_zone(kernel)] == []


def test_no_floating_point_register_in_the_kernel(kernel):
    """02-6"""
    assert [f"{i.address:#x} {i.mnemonic} {i.op_str}" for i in floating_point(kernel, 64)] == []


@pytest.mark.parametrize("mode, bits", [("real", 16), ("protected", 32)])
def test_no_floating_point_register_in_stage2(build, mode, bits):
    objects = sorted((build / mode).rglob("*.o"))
    assert len(objects) > 5
    for path in objects:
        assert [f"{i.mnemonic} {i.op_str}" for i in floating_point(path, bits)] == [], path


def test_the_detectors_detect(sample):
    assert floating_point(sample, 64)
    assert red_zone(sample)


def test_the_flat_binary_is_the_debuggers_elf(build, kernel):
    """02-21: what is booted is what the debugger reads its symbols from."""
    flat = (build / "kernel" / "kernel.bin").read_bytes()
    with elf(kernel) as file:
        segments = [s for s in file.iter_segments() if s["p_type"] == "PT_LOAD" and s["p_filesz"]]
        base = min(s["p_paddr"] for s in segments)
        assert segments
        for segment in segments:
            start = segment["p_paddr"] - base
            assert flat[start : start + segment["p_filesz"]] == segment.data()


def test_memory_functions_do_not_call_themselves(kernel):
    """02-10: memcpy and the others have bodies of their own, which a compiler may turn into calls
    of the function that they are."""
    for name in ("memcpy", "memmove", "memset", "memcmp"):
        start = address_of(kernel, name)
        size = next(size for symbol, _, size, _, _ in symbols(kernel) if symbol == name)
        body = [i for i in instructions(kernel, 64) if start <= i.address < start + size]
        assert body, name
        targets = [i.op_str for i in body if i.mnemonic in ("call", "jmp")]
        assert hex(start) not in targets, f"{name} calls itself"
