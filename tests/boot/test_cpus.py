"""CPU models that can climb, with and without NX, and those that cannot: they are told so."""

import re

import pytest

from climb import climbed

CLIMB = ("qemu64", "max", "Nehalem", "EPYC", "Conroe", "Opteron_G1")
CANNOT = {
    "qemu64,-lm": r"QEMU Virtual CPU.*\r\nlacks long mode",
    "qemu64,-pae": r"QEMU Virtual CPU.*\r\nlacks .*PAE",
    "pentium3": r"\nlacks long mode",
    "pentium": r"\nlacks .*PAE",
    "486": r"\nlacks (CPUID|.*PAE)",
}


@pytest.mark.parametrize("cpu", CLIMB)
def test_climbs(qemu, image, cpu):
    climb = climbed(qemu(image, cpu=cpu))
    assert "NX" in climb.stage2["cpu"]
    assert "W^X" in climb.kernel["kernel"] and "cannot" not in climb.kernel["kernel"]


def test_without_nx_it_climbs_and_says_so(qemu, image):
    climb = climbed(qemu(image, cpu="qemu64,-nx"))
    assert "no NX" in climb.stage2["cpu"]
    assert "W^X cannot be enforced" in climb.kernel["kernel"]
    assert int(re.search(r"EFER (\w+)", climb.kernel["state"]).group(1), 16) & 1 << 11 == 0


@pytest.mark.parametrize("cpu", CANNOT)
def test_cannot_climb_and_says_why(qemu, image, cpu):
    machine = qemu(image, cpu=cpu)
    machine.wait_for(rf"\[stage2\] cpu: error: .*{CANNOT[cpu]}", fatal=None)
    machine.wait_for("64-bit PC", where="screen", fatal=None)
    machine.wait_halted()
    machine.watch(1)
    machine.press("ctrl", "alt", "delete")
    assert "guest-reset" in machine.wait_reset()


@pytest.mark.parametrize("cpu", [None, "host"])
@pytest.mark.parametrize("attachment", ["ide", "virtio-blk"])
def test_climbs_by_kvm(qemu, image, kvm_runs, cpu, attachment):
    reason = kvm_runs(cpu)
    if reason:
        pytest.skip(f"-cpu {cpu or 'default'}: {reason}")
    climbed(qemu(image, cpu=cpu, accelerator="kvm", attachment=attachment))
