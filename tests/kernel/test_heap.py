"""The heap in the kernel: how it fails, and that it says so.

Rows 10-3, 10-4, 10-6, 10-10, 11-3, 11-11. What works is shown by the images heap_*.c, which
test_guests.py runs.
"""

import re

import pytest

from climb import EXIT_FAILURE, guest_passed
from qemu import DEBUG_EXIT


def told(qemu, build, name):
    """What an image of tests/crash says until it ends, as it must, with failure."""
    machine = qemu(build / "tests" / f"crash-{name}.img", extra=DEBUG_EXIT)
    assert machine.exit_status() == EXIT_FAILURE
    return machine.serial().replace("\r\n", "\n")


def trace_of(text):
    return re.findall(r"^  [0-9a-f]{16}  (\w*)", text, re.MULTILINE)


def test_no_memory_and_nothing_to_free(qemu, build):
    """10-3: the engine `none`."""
    text = told(qemu, build, "heap_none")
    assert "\nalways null\n" in text
    assert re.search(r"\nHEAP: invalid free\nThe block is 0x[0-9a-f]+, of 8 bytes\.\n", text)
    assert re.search(r"\nFound by kernel_run\+0x", text)


def test_a_failed_allocation_is_told(qemu, build):
    """10-4: size and alignment, and who could not do without."""
    text = told(qemu, build, "heap_too_much")
    assert f"\nPANIC: out of memory: {1 << 50} bytes, aligned to 64 at kernel/mem/" in text
    assert {"heap_alloc_must", "kernel_run"} <= set(trace_of(text))


def test_a_heap_that_is_not_mapped_faults(qemu, build):
    """10-6: an engine that is started too early ends in a report that says where."""
    text = told(qemu, build, "heap_unmapped")
    assert "\nEXCEPTION: PAGE FAULT (#PF, vector 14)\n" in text
    assert re.search(r"\nCR2 000044444444[0-9a-f]{4}: heap \+ 0x[0-9a-f]+, not mapped\.\n", text)
    assert {"heap_start", "kernel_heap_start", "kernel_main"} <= set(trace_of(text))


def test_no_frames_for_the_heap(qemu, build):
    """10-10: the error comes back to main, which gives up."""
    text = told(qemu, build, "heap_no_frames")
    assert "\nPANIC: heap initialization failed at kernel/main.c:" in text


def test_no_heap_in_interrupt_handlers(qemu, build):
    """11-11: refused loudly; the same lines outside of a handler did no harm before."""
    text = told(qemu, build, "heap_in_interrupt")
    assert "\nHEAP: use in an interrupt handler\n" in text
    assert {"tick", "timer_interrupt"} <= set(trace_of(text))


def test_bump_keeps_everything_for_one_block(qemu, build):
    """11-3: three of the four tests pass, and the fourth has no memory left."""
    machine = qemu(build / "tests" / "broken-heap_allocation_bump.img", extra=DEBUG_EXIT)
    assert machine.exit_status() == EXIT_FAILURE
    text = machine.serial().replace("\r\n", "\n")
    for name in ("simple_allocation", "large_vec", "many_boxes"):
        assert f"\n{name}...\t[ok]\n" in text
    assert "\nmany_boxes_long_lived...\t[failed]\nError: PANIC: out of memory: 8 bytes" in text
    assert text.endswith("\nTESTS: 3 passed, 1 failed\n")


@pytest.mark.parametrize("memory", ["16M", "1G"])
def test_out_of_memory_and_back(qemu, build, memory):
    """The image that takes all there is, with less and with more of it than usual."""
    image = build / "tests" / "kernel-heap_growth.img"
    text = guest_passed(qemu(image, memory=memory, extra=DEBUG_EXIT)).text
    chunks = int(re.search(r"(\d+) chunks of 64 KiB", text).group(1))
    megabytes = {"16M": 16, "1G": 1024}[memory]
    assert 0.9 * megabytes < chunks / 16 < megabytes

