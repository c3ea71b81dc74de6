"""A few mixes of faults; hundreds are in tests/long."""

import pytest

from mixes import draw_options, ends_well


@pytest.mark.parametrize("seed", range(4))
def test_a_mix_of_faults_ends_in_the_kernel_or_in_a_message(shim, image, seed):
    ends_well(shim(image, **draw_options(seed)))
