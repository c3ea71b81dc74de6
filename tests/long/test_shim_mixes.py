"""Firmware with several faults at once: the kernel comes up, or a message tells why not."""

import pytest

from mixes import draw_options, ends_well

MIXES = 300
FIRST = 1000


@pytest.mark.parametrize("seed", range(FIRST, FIRST + MIXES))
def test_a_mix_of_faults_ends_in_the_kernel_or_in_a_message(shim, image, seed):
    ends_well(shim(image, **draw_options(seed)))


def test_most_mixes_climb(shim, image):
    """Else the mixes would prove nothing about the climb: 40 of them, one after the other."""
    climbs = 0
    for seed in range(FIRST, FIRST + 40):
        machine = shim(image, **draw_options(seed))
        climbs += ends_well(machine)
        machine.close()
    assert 15 < climbs < 40
