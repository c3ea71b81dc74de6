"""The kernel's page tables: what the boot says of them, what they forbid, what does not compile.

Rows 08-3, 08-4, 09-8.
"""

import re
import subprocess

import pytest

from climb import climbed
from test_exceptions import Symbols, provoke, reported, value

CHANGE = """
#include "kernel/core/page_map.h"
void change(const struct page_space *space);
void change(const struct page_space *space)
{
    %s
}
"""


@pytest.fixture(scope="session")
def kernel(build):
    return Symbols(build / "kernel" / "kernel.elf")


def complaint(compiler, build, root, statement):
    """What the compiler says to a function of the kernel's, "" where it is content."""
    command = [compiler, "-std=gnu11", "-Wall", "-Wextra", "-Werror", "-ffreestanding", "-I."]
    command += [f"-I{build}", "-x", "c", "-c", "-o", "/dev/null", "-"]
    source = CHANGE % statement
    done = subprocess.run(command, cwd=root, input=source, capture_output=True, text=True)
    assert (done.returncode == 0) == (done.stderr == "")
    return done.stderr


def test_the_level_4_table_is_told(qemu, image):
    """08-4: where CR3 says; every table was walked, and nothing is writable and executable."""
    machine = qemu(image)
    told = climbed(machine).kernel["paging"]
    root, ranges = re.search(r"Level 4 page table at (0x[0-9a-f]+), (\d+) ranges", told).groups()
    assert int(root, 16) == machine.register("CR3")
    assert int(ranges) >= 6, "constants, code, data, stack, screen, hand-over"
    assert told.endswith("W^X holds")


def test_without_nx_it_says_so(qemu, image):
    machine = qemu(image, cpu="qemu64,-nx")
    assert climbed(machine).kernel["paging"].endswith("no W^X without NX")


def test_code_can_be_read_and_not_written(qemu, image, kernel):
    """08-3: the read goes through; the write faults, with present and write in the error code."""
    machine = qemu(image, paused=True)
    code = kernel["_start"]
    read_and_write = b"\x48\xb8" + code.to_bytes(8, "little") + bytes.fromhex("8a08 c60090")
    provoke(machine, kernel["kernel_run"], read_and_write)  # mov cl, [rax] / mov byte [rax], 90h
    report = reported(machine, "PAGE FAULT", 14)
    assert value(report, "CR2") == code
    assert value(report, "RIP") == kernel["kernel_run"] + 12, "the write, not the read"
    assert "Error code 00000003" in report


@pytest.mark.parametrize("edge", ["below", "above"])
def test_a_guard_page_cannot_be_read(qemu, image, kernel, layout, edge):
    machine = qemu(image, paused=True)
    below = layout["VIRT_KERNEL_STACK_START"] - 1
    address = below if edge == "below" else layout["VIRT_KERNEL_STACK_END"]
    read = b"\x48\xb8" + address.to_bytes(8, "little") + bytes.fromhex("8a08")
    provoke(machine, kernel["kernel_run"], read)  # mov cl, [rax]
    report = reported(machine, "PAGE FAULT", 14)
    assert value(report, "CR2") == address
    assert "Error code 00000000" in report


@pytest.mark.parametrize("compiler", ["gcc", "clang"])
@pytest.mark.parametrize(
    "statement, told",
    [
        ("enum table_error error = table_flush(%s); (void)error;", ""),
        ("%s;", "unused.result"),
        ("table_flush(%s);", "unused.result"),
        ("table_flush_ignore(%s);", "unused.result"),
    ],
    ids=["used", "token", "error", "ignored error"],
)
def test_a_change_must_be_flushed(build, root, compiler, statement, told):
    """09-8: neither the token nor the error can be dropped."""
    unmap = "space_unmap(space, virt(0), PAGE_LEVEL_4K)"
    said = complaint(compiler, build, root, statement % unmap)
    assert re.search(told, said) and bool(said) == bool(told)


@pytest.mark.parametrize("compiler", ["gcc", "clang"])
@pytest.mark.parametrize("addresses", ["phys(0), phys(0)", "virt(0), virt(0)"])
def test_page_and_frame_are_not_mixed_up(build, root, compiler, addresses):
    flush = "enum table_error error = table_flush(%s); (void)error;"
    call = f"space_map(space, {addresses}, PAGE_LEVEL_4K, PTE_NX)"
    assert "incompatible type" in complaint(compiler, build, root, flush % call)
