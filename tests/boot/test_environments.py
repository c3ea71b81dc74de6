"""The same image in one environment of each sort; tests/long has the others. Row 02-14."""

import pytest

from environment_run import try_environment
from environments import environments


@pytest.mark.parametrize("environment", environments(sample=True), ids=lambda row: row.name)
def test_environment(image, scratch, request, environment):
    try_environment(environment, image, scratch, request)
