"""Every failure of the boot chain has a face: which test provokes which message.

The beginnings are those of docs/messages.md, after "step: error:", and stage1's letters. The style
tests see that no message of the sources is missing here, and that each test exists.
"""

LETTERS = {
    "E": "test_faces.py::test_neither_edd_nor_a_geometry",
    "R": "test_faces.py::test_no_read_succeeds",
    "M": "test_faces.py::test_every_read_brings_garbage",
    "B": "test_damage.py::test_a_stage1_of_another_build",
    "L": "test_damage.py::test_each_kind_of_damage_to_stage2_has_its_letter",
    "S": "test_damage.py::test_one_bit_of_stage2",
}

MESSAGES = {
    "stack: error: the BIOS used more": "test_faces.py::test_quirk_48_the_bios_eats_the_stack",
    "cpu: error:": "test_cpus.py::test_cannot_climb_and_says_why",
    "a20: error: address line 20 stays shut": "test_faces.py::test_the_gate_stays_shut",
    "memory: error: no usable memory": "test_faces.py::test_nobody_tells_of_memory",
    "memory: error: X KiB free below 1 MiB": "test_faces.py::test_too_little_low_memory",
    "disk: error: drive X": "test_faces.py::test_quirk_37_the_drive_has_no_geometry_any_more",
    "kernel: error: no room": "test_memory.py::test_too_little_memory_says_so",
    "kernel: error: LBA X cannot be read": "test_faces.py::test_quirk_32_the_kernel_cannot_be_read",
    "verify: error: no kernel at": "test_damage.py::test_no_kernel_at_all",
    "verify: error: kernel of build": "test_damage.py::test_a_kernel_of_another_build",
    "verify: error: the kernel is damaged": "test_damage.py::test_one_bit_of_the_kernel",
    "verify: error: the kernel's header":
        "test_damage.py::test_a_kernel_with_a_senseless_header",
    "paging: error: X KiB at": "test_faces.py::test_a_range_cannot_be_mapped",
    "paging: error: X. This is": "test_faces.py::test_the_tables_have_no_place",
}  # fmt: skip
