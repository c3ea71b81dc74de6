"""What only the outside sees of the images table_*.c, or only on another CPU than the usual one.

Rows 08-9, 09-6, 09-9.
"""

import pytest
from elftools.elf.elffile import ELFFile

from climb import guest_passed
from qemu import DEBUG_EXIT

BLACK_ON_WHITE = 0xF0


def symbol(path, name):
    with open(path, "rb") as file:
        return ELFFile(file).get_section_by_name(".symtab").get_symbol_by_name(name)[0]["st_value"]


def test_the_demonstration_is_on_the_screen(qemu, build):
    """09-9: page 0 is the screen for a moment, and `New!` stands black on white in row 20."""
    path = build / "tests" / "kernel-table_map"
    machine = qemu(f"{path}.img", paused=True, extra=DEBUG_EXIT)
    machine.gdb.run_to(symbol(f"{path}.elf", "demonstration_shown"))
    screen = machine.screen()
    assert screen.rows[20].startswith("New!")
    assert screen.attributes(20, 0, 4) == [BLACK_ON_WHITE] * 4
    machine.gdb.go()
    guest_passed(machine)


@pytest.mark.parametrize("accelerator", ["tcg", "kvm"])
def test_a_page_remapped_without_a_flush(qemu, build, kvm_runs, accelerator):
    """08-9: QEMU's own translator goes on reading the old page, as a CPU may. On a real CPU it
    depends on what else its TLB had room for: there either answer is right."""
    cpu = "host" if accelerator == "kvm" else "qemu64"
    if accelerator == "kvm" and kvm_runs(cpu):
        pytest.skip(kvm_runs(cpu))
    image = build / "tests" / "kernel-table_map.img"
    told = guest_passed(qemu(image, accelerator=accelerator, cpu=cpu, extra=DEBUG_EXIT)).text
    assert "remapped without a flush: the " in told
    assert accelerator == "kvm" or "the old page is read" in told


@pytest.mark.parametrize("cpu, has", [("qemu64", False), ("max", True)])
def test_pages_of_1_gib_where_the_cpu_has_them(qemu, build, cpu, has):
    """09-6"""
    image = build / "tests" / "kernel-table_ways.img"
    told = guest_passed(qemu(image, cpu=cpu, extra=DEBUG_EXIT)).text
    assert ("a page of 1 GiB translates...\t[ok]" in told) == has
    assert ("this CPU has no pages of 1 GiB" in told) != has
