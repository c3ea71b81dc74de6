"""What the compiler refuses, and must: each wrong statement stands beside the right one.

Rows 01-5, 03-9, 05-3.
"""

import re
import subprocess

import pytest

PREAMBLE = """
#include "kernel/core/text_screen.h"
#include "kernel/cpu/gdt.h"
#include "kernel/cpu/trap.h"
#include "kernel/crash/crash.h"
#include "kernel/mem/walk.h"
#include "kernel/print.h"
void plain(struct trap_frame *frame);
void with_code(struct trap_frame *frame, uint64_t error_code);
void try(struct trap_frame *frame, uint64_t number, virt_t page, phys_t frame_of_memory);
void try(struct trap_frame *frame, uint64_t number, virt_t page, phys_t frame_of_memory)
{
    (void)frame, (void)number, (void)page, (void)frame_of_memory;
    %s;
}
"""
FLAGS = "-std=gnu11 -Wall -Wextra -Wconversion -Werror -Wno-unused-function -ffreestanding".split()

POINTERS = ("incompatible pointer", "incompatible function pointer")
TYPES = ("incompatible type",)
FORMAT = ("-Wformat", "-Werror=format")


@pytest.fixture(params=["gcc", "clang"])
def complaint(request, build, root):
    """complaint(statement) -> what the compiler says to it, "" where it is content."""

    def compile_(statement, preamble=""):
        command = [request.param, *FLAGS, "-I.", f"-I{build}", "-fsyntax-only", "-x", "c", "-"]
        source = preamble + PREAMBLE % statement
        done = subprocess.run(command, cwd=root, input=source, capture_output=True, text=True)
        assert (done.returncode == 0) == (done.stderr == "")
        return done.stderr

    return compile_


def check(complaint, right, wrong, words, preamble=""):
    assert complaint(right, preamble) == ""
    said = complaint(wrong, preamble)
    assert any(word in said for word in words), said or f"{wrong}: taken"


PLAIN = "VECTOR_DE VECTOR_DB VECTOR_NMI VECTOR_BP VECTOR_UD VECTOR_NM VECTOR_PLAIN(0x80)".split()
ERROR = "VECTOR_NP VECTOR_SS VECTOR_GP VECTOR_PF VECTOR_DF VECTOR_MC VECTOR_ERROR(17)".split()


@pytest.mark.parametrize("vector", PLAIN)
def test_a_handler_may_not_invent_an_error_code(complaint, vector):
    """05-3"""
    check(complaint, f"trap_set({vector}, plain)", f"trap_set({vector}, with_code)", POINTERS)


@pytest.mark.parametrize("vector", ERROR)
def test_a_handler_may_not_forget_the_error_code(complaint, vector):
    """05-3"""
    check(complaint, f"trap_set({vector}, with_code)", f"trap_set({vector}, plain)", POINTERS)


def test_a_vector_is_no_number(complaint):
    """05-3: whoever sets a handler says which sort of vector it is."""
    right, wrong = "trap_set(VECTOR_PLAIN(3), plain)", "trap_set(3, plain)"
    check(complaint, right, wrong, ("_Generic", "match"))


@pytest.mark.parametrize(
    "right, wrong",
    [
        ('print("%u", 1u)', 'print("%u", "one")'),
        ('print("%s", "one")', 'print("%s", 1)'),
        ('print("%u", 1u)', 'print("%u")'),
        ('print("%u", 1u)', 'print("%u", 1u, 2u)'),
        ('print("%llx", (unsigned long long)number)', 'print("%x", number)'),
        ('println("%d", 1)', 'println("%d", 1ull)'),
        ('print_step("cpu", "%s", "NX")', 'print_step("cpu", "%s", 1)'),
        ('panic("%u", 1u)', 'panic("%u", "one")'),
        ('crash_headline("%u", 1u)', 'crash_headline("%u")'),
    ],
    ids=lambda value: value if "(" not in value else value.partition("(")[0],
)
def test_arguments_have_the_types_of_their_format(complaint, right, wrong):
    """03-9: of every function that formats."""
    check(complaint, right, wrong, FORMAT)


@pytest.mark.parametrize(
    "right, wrong",
    [
        ("gdt_set_ring_0_stack(page)", "gdt_set_ring_0_stack(number)"),
        ("gdt_set_ring_0_stack(page)", "gdt_set_ring_0_stack(frame_of_memory)"),
        ("(void)walk_leaf(page)", "(void)walk_leaf(number)"),
        ("(void)walk_leaf(page)", "(void)walk_leaf(frame_of_memory)"),
        ("frame_of_memory = phys(number)", "frame_of_memory = page"),
    ],
)
def test_physical_virtual_and_numbers_are_not_mixed_up(complaint, right, wrong):
    check(complaint, right, wrong, TYPES + ("incompatible types", "passing"))


@pytest.mark.parametrize(
    "header, wrong",
    [
        ("kernel/core/gate.h", ("uint16_t selector;", "uint32_t selector;")),
        ("kernel/core/gate.h", ("uint32_t reserved;", "")),
        ("kernel/cpu/gdt.h", ("uint64_t rsp[3];", "uint64_t rsp[4];")),
        ("kernel/cpu/gdt.h", ("IST_COUNT = 7", "IST_COUNT = 6")),
        ("kernel/cpu/gdt.h", ("packed, aligned(8)", "aligned(8)")),
        ("kernel/core/text_screen.h", ("uint16_t cells", "uint32_t cells")),
        ("common/pc/vga_text.h", ("VGA_ROWS = 25", "VGA_ROWS = 24")),
    ],
    ids=str,
)
def test_a_wrong_layout_does_not_compile(complaint, root, header, wrong):
    """03-1, 05-1, 06-4: what the hardware reads has its size and its offsets asserted."""
    text = (root / header).read_text()
    assert text.count(wrong[0]) == 1
    assert complaint("", text) == ""
    said = complaint("", text.replace(*wrong))
    assert re.search("static.assert(ion)? failed", said), said
