"""More than the kernel can take: keys as fast as the keyboard has room for them, bytes on COM1
without a pause, breaks, and a kernel that does not listen. Whatever was sent is accounted for.
"""

import random
import re

import pytest

from images import crc32c
from typist import Typist

KEYS = 10_000
BATCH = 8  # a press and a release each: as much as the emulated keyboard's queue holds
LETTERS = "abcdefghijklmnopqrstuvwxyz1234567890"  # one byte each
DEAF_BYTES = 640  # tests/driven/flood.c
DEAF_TO_SERIAL = 5120
RING_BYTES = 256  # of keys, kernel/input.c
SERIAL_RING_BYTES = 4096
SERIAL_BYTES = 100_000


@pytest.fixture
def typist(qemu, build):
    return Typist(qemu(build / "tests" / "driven-flood.img"))


def ask(typist):
    """{counter: value}, at a moment when nothing is on its way: the request is a key pressed."""
    typist.type("+esc")
    line = "<batch>"
    while line == "<batch>":
        (line,) = typist.take(1)
    typist.type("-esc")
    return {name: int(value) for name, value in re.findall(r"(\w+) (\d+)", line)}


def type_batch(typist, draw):
    typist.type(*(f"{change}{key}" for key in draw.choices(LETTERS, k=BATCH) for change in "+-"))
    assert typist.take(1) == ["<batch>"]


def test_ten_thousand_keys(typist):
    """07-13: none is lost, and none is told twice."""
    draw = random.Random(10_000)
    for _ in range(KEYS // BATCH):
        type_batch(typist, draw)
    found = ask(typist)
    assert found["events"] == 2 * KEYS + 1  # and the request itself
    assert found["decoded"] == found["keys"] == found["events"]
    assert found["keys_dropped"] == 0


def test_a_kernel_that_does_not_listen_counts_what_it_misses(typist):
    """07-13: what found no room is counted, what found room is decoded, and it goes on."""
    typist.type("+f1")
    assert typist.take(1) == ["<deaf>"]
    draw = random.Random(640)
    for _ in range(DEAF_BYTES // (2 * BATCH)):
        type_batch(typist, draw)
    heard = [line for line in typist.take(1 + RING_BYTES // (2 * BATCH)) if line != "<batch>"]
    assert heard == ["<hears>"]
    typist.type("-f1")
    found = ask(typist)
    assert found["keys_dropped"] == DEAF_BYTES - RING_BYTES
    typed = DEAF_BYTES + 3  # F1 pressed and released, and the request itself
    assert found["decoded"] + found["keys_dropped"] == found["keys"] == typed


def settled(found):
    """Bytes neither on the line nor in the ring; `received` counts before a task reads."""
    return found["bytes"] + found["receive_dropped"]


def send_all(typist, data):
    """Sends, and asks until tasks have read, or the ring has dropped, all; the last counters."""
    typist.machine.send(data)
    found = ask(typist)
    while settled(found) < len(data):
        before, found = found, ask(typist)
        got_on = found["received"] > before["received"] or settled(found) > settled(before)
        assert got_on, "it does not get on"
    return found


def test_a_flood_on_the_serial_line(typist):
    """Each of 100 000 bytes arrives as it was sent, or is counted as dropped."""
    data = random.Random(100_000).randbytes(SERIAL_BYTES)
    found = send_all(typist, data)
    assert (found["received"], found["overruns"], found["spoilt"]) == (SERIAL_BYTES, 0, 0)
    assert found["bytes"] + found["receive_dropped"] == SERIAL_BYTES
    if found["receive_dropped"] == 0:
        assert found["checksum"] == crc32c(data)
    print(f"{found['receive_dropped']} bytes of {SERIAL_BYTES} dropped")


def test_a_flood_while_nobody_listens(typist):
    """The ring holds what it can; the rest is dropped and counted."""
    typist.type("+f2")
    assert typist.take(1) == ["<deaf>"]
    typist.machine.send(bytes(DEAF_TO_SERIAL))
    told = typist.take(DEAF_TO_SERIAL // (2 * BATCH) + 1)
    assert told[-1] == "<hears>"
    found = ask(typist)
    assert found["received"] == DEAF_TO_SERIAL
    assert found["bytes"] == SERIAL_RING_BYTES
    assert found["receive_dropped"] == DEAF_TO_SERIAL - SERIAL_RING_BYTES


def test_breaks(typist):
    """A break is counted and is no byte; what comes after it arrives."""
    for count in (1, 2):
        typist.machine.qmp.execute("chardev-send-break", id="com1")
        found = ask(typist)
        assert (found["breaks"], found["received"]) == (count, 0)
    data = b"as if nothing had been"
    found = send_all(typist, data)
    assert (found["bytes"], found["checksum"], found["breaks"]) == (len(data), crc32c(data), 2)
