"""What the build promises of its products: the binaries themselves, instruction by instruction.

Rows 01-1 to 01-6, 02-5, 02-6, 02-9, 02-10, 02-21, 04-3, 05-2, 05-9, 06-5, 06-10, 09-3. How it is
built and rebuilt is test_make.py.
"""

import json
import re
import shlex
import subprocess

import pytest

from binaries import (
    address_of,
    elf,
    executable_sections,
    floating_point,
    function_at,
    instructions,
    red_zone,
    symbols,
)

SAMPLE = """
double third(double x) { return x / 3.0; }
int leaf(int a) { volatile int local[8]; local[a & 7] = a; return local[0]; }
"""
PAGE, TSS_BYTES = 4096, 104
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


@pytest.mark.parametrize(
    "header, name",
    [
        ("common/boot_info.h", "kernel_main"),
        ("kernel/run.h", "kernel_run"),
        ("kernel/stop.h", "kernel_stop"),
    ],
)
def test_a_kernel_that_returns_does_not_compile(build, root, header, name):
    """01-5: what start.asm calls, and what that ends in, cannot come back."""
    prototype = re.search(rf"^_Noreturn (void {name}\(.*\));", (root / header).read_text(), re.M)
    text = f'#include "{header}"\n{prototype.group(1)}\n{{\n    %s\n}}\n'
    silence = ["-Wno-unused-parameter"]
    assert compiles(build, root, text % "for (;;) {}", *silence) == ""
    assert "return" in compiles(build, root, text % "return;", *silence)


def compiles(build, root, text, *flags):
    """What the compiler says to a source file of the kernel's, "" where it is content."""
    record = json.loads(
        (build / "long" / "kernel" / "main.o.json").read_text().rstrip().rstrip(",")
    )
    words = shlex.split(record["command"])
    words = [word for word in words[: words.index("-c")] if word != "-mcmodel=kernel"]
    command = [*words, *flags, "-Werror", "-fsyntax-only", "-x", "c", "-"]
    done = subprocess.run(command, cwd=root, input=text, capture_output=True, text=True)
    assert (done.returncode == 0) == (done.stderr == "")
    return done.stderr


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


@pytest.mark.parametrize(
    "flags, told",
    [
        ([], ""),
        (["-m32"], "64-bit"),
        (["-fhosted"], "operating system"),
        (["-U__BYTE_ORDER__", "-D__BYTE_ORDER__=__ORDER_BIG_ENDIAN__"], "little-endian"),
        (["-mx32"], "pointers have 64 bits"),
        (["-Dint=short"], "int has 32 bits"),
    ],
    ids=["ours", "32 bits", "an operating system", "big-endian", "short pointers", "short int"],
)
def test_another_target_does_not_compile(build, root, flags, told):
    """02-9: one header asserts what the compiler takes the machine for."""
    said = compiles(build, root, '#include "kernel/target.h"\n', *flags)
    assert told in said and bool(said) == bool(told)


def test_the_hand_over_is_type_checked(build, root):
    """09-3: a kernel that expects something else than boot_info of stage2 does not compile."""
    text = '#include "common/boot_info.h"\n_Noreturn void kernel_main(%s, uint64_t rsp);\n'
    assert compiles(build, root, text % "const struct boot_info *info") == ""
    assert "conflicting types" in compiles(build, root, text % "const char *info")


def test_no_red_zone(kernel):
    """02-5: an interrupt may push onto the stack between any two instructions."""
    assert [f"{i.address:#x} {i.mnemonic} {i.op_str}" for i in red_zone(kernel)] == []


def test_no_floating_point_register_in_the_kernel(kernel):
    """02-6: none but in the functions that are there to raise #UD, #MF and #XM (faults.asm)."""
    users = {function_at(kernel, i.address) for i in floating_point(kernel, 64)}
    assert {name for name in users if not name.startswith("fault_raise_")} == set()


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


def test_tests_are_not_in_the_kernel(build, kernel):
    """04-3: no record, no symbol, no text of theirs; an image that has them is told from it."""
    image = build / "tests" / "kernel-library.elf"
    assert address_of(kernel, "tests") == address_of(kernel, "tests_end")
    assert address_of(image, "tests") < address_of(image, "tests_end")
    for word in (b"guest_end", b"Running %zu tests", b"not so: "):
        assert word not in kernel.read_bytes()
    assert b"Running %zu tests" in image.read_bytes()


def calls_of(path, function):
    """The names of what a function calls, in order."""
    names = {hex(value): name for name, value, _, _, defined in symbols(path) if defined}
    start = address_of(path, function)
    size = next(size for name, _, size, _, _ in symbols(path) if name == function)
    body = [i for i in instructions(path, 64) if start <= i.address < start + size]
    return [names[i.op_str] for i in body if i.mnemonic == "call" and i.op_str in names]


def test_tests_come_up_as_the_kernel_does(build, kernel):
    """05-9: one bring-up, and only what runs behind it differs."""
    ours = calls_of(kernel, "kernel_main")
    assert ours == calls_of(build / "tests" / "kernel-library.elf", "kernel_main")
    assert {"gdt_load", "idt_load", "vga_start", "kernel_run"} < set(ours)


def test_the_gates_are_there_for_ever(kernel):
    """05-2: the table is a static variable, which nothing frees, of 256 gates."""
    found = [(size, binding) for name, _, size, binding, _ in symbols(kernel) if name == "idt"]
    assert found == [(256 * 16, "STB_LOCAL")]


@pytest.mark.parametrize("stack, pages", [("DF", 5), ("NMI", 4), ("MC", 4)])
def test_the_stacks_of_the_worst_exceptions(kernel, layout, stack, pages):
    """06-5, 06-10: five pages for a double fault; the TSS has the top; nothing lies beside."""
    start, end = layout[f"VIRT_{stack}_STACK_START"], layout[f"VIRT_{stack}_STACK_END"]
    assert end - start == pages * PAGE
    with elf(kernel) as file:
        data = file.get_section_by_name(".data")
        tss = data.data()[address_of(kernel, "tss") - data["sh_addr"] :][:TSS_BYTES]
    assert end.to_bytes(8, "little") in tss and start.to_bytes(8, "little") not in tss
    others = {value for name, value in layout.items() if name.startswith("VIRT_")}
    assert not [value for value in others if start - PAGE < value < start]
    assert not [value for value in others if end < value < end + PAGE]
