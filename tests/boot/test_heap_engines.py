"""`make HEAP=...`: one word chooses the heap's engine. Rows 10-9, 11-9; figures in row 10-5."""

import re
import tempfile
from pathlib import Path

import pytest

from climb import climbed
from trees import Tree

ENGINES = ["bump", "list", "block", "slab"]
# In one tree, one after the other, so that all that is common is compiled once.
pytestmark = pytest.mark.xdist_group("engines")


@pytest.fixture(scope="module")
def tree(root, build):
    parent = build / "tests" / "scratch"
    parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=parent) as directory:
        yield Tree(root, Path(directory) / "tree")


@pytest.mark.parametrize("engine", ENGINES)
def test_each_engine_boots(tree, qemu, engine):
    """11-9: the same kernel but for the engine, which needs no frames of its own (10-5)."""
    tree.make(f"HEAP={engine}")
    kernel = climbed(qemu(tree.image)).kernel
    assert kernel["heap"].startswith(f"{engine} at 0x444444440000, 100 KiB, ")
    assert re.search(r"\b28 used\b", kernel["frames"])


def test_slab_is_the_default(tree):
    """11-9"""
    tree.make("HEAP=slab")
    slab = tree.image.read_bytes()
    tree.make("HEAP=list")
    assert tree.image.read_bytes() != slab, "another engine is linked anew"
    tree.make()
    assert tree.image.read_bytes() == slab


def test_an_unknown_engine_is_refused(tree):
    """11-9"""
    said = tree.make("HEAP=nonsense", check=False)
    assert re.search(r"HEAP=nonsense: there is no such engine; these are: (.*)\.  Stop", said)
    assert all(f" {engine} " in said for engine in ENGINES)


def test_without_an_engine_it_does_not_link(tree):
    """10-9: the linker names each function that is missing, and who wants it."""
    said = tree.make("HEAP_slab=", check=False)
    for name in ("heap_start", "heap_stats_read"):
        assert re.search(rf"undefined (reference to|symbol:) \W?{name}\b", said), said
    assert "kernel_heap_start" in said and re.search(r"^make: \*\*\*", said, re.MULTILINE)
