"""What all tests of the built program share."""

import os

import pytest


@pytest.fixture(scope="session")
def command():
    command = os.environ.get("CLIENTELE")
    if not command:
        pytest.fail("CLIENTELE must name the program")
    return os.path.abspath(command)
