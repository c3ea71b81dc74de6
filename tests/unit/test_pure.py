"""test_pure.py: pure files compile in every mode and depend on nothing but mem* and each other.

There is no library below 16-, 32- and freestanding 64-bit code: a helper that a compiler calls
behind our back, as for 64-bit division, would be an undefined symbol at best.
"""

from concurrent.futures import ThreadPoolExecutor

import pytest

from modes import (COMPILERS, MODES, calls, compile_object, defined, levels, pure_sources,
                   undefined)

# common/string.c offers all of these to every program.
MEMORY_FUNCTIONS = {"memcpy", "memmove", "memset", "memcmp", "bcmp", "strlen", "strnlen"}
SOURCES = pure_sources()


@pytest.fixture(scope="module", name="objects")
def every_object(tmp_path_factory):
    """Each pure file by each compiler in each mode, and for each optimisation."""
    folder = tmp_path_factory.mktemp("pure")
    ways = [(compiler, mode, level, source)
            for compiler in COMPILERS for mode in MODES for level in levels(compiler)
            for source in SOURCES]

    def compiled(way):
        compiler, mode, level, source = way
        return compile_object(compiler, mode, source, folder / ("-".join(way).replace("/", "-")),
                              level)

    with ThreadPoolExecutor(max_workers=2) as pool:
        return dict(zip(ways, pool.map(compiled, ways)))


def test_the_list_is_not_empty():
    assert {"common/crc32c.c", "common/format.c", "common/memory_map.c", "common/paging.c",
            "common/string.c"} <= set(SOURCES)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("compiler", COMPILERS)
def test_nothing_but_each_other(objects, compiler, mode):
    for level in levels(compiler):
        ours = {source: objects[compiler, mode, level, source] for source in SOURCES}
        offered = MEMORY_FUNCTIONS.union(*(defined(target) for target in ours.values()))
        for source, target in ours.items():
            wanted = undefined(target)
            assert wanted <= offered, f"{source} {level} wants {wanted - offered}"


@pytest.mark.parametrize("compiler", COMPILERS)
def test_memory_functions_are_offered(objects, compiler):
    """Row 02-10: the symbols are there, each a global one."""
    for mode in MODES:
        for level in levels(compiler):
            target = objects[compiler, mode, level, "common/string.c"]
            assert MEMORY_FUNCTIONS <= defined(target)


def on_a_cycle(edges):
    """Functions that reach themselves by calls."""
    reached = set(edges)
    while True:
        further = {(a, d) for a, b in reached for c, d in edges if b == c} - reached
        if not further:
            return {a for a, b in reached if a == b}
        reached |= further


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("compiler", COMPILERS)
def test_no_memory_function_calls_itself(tmp_path, compiler, mode):
    """Row 02-10: no loop of theirs has become a call to themselves."""
    for level in ["-O1", "-O3", *levels(compiler)]:
        target = compile_object(compiler, mode, "common/string.c", tmp_path / "string.o", level)
        assert undefined(target) == set(), level
        assert on_a_cycle(calls(target)) == set(), level


# --- the checks above can fail -----------------------------------------------------------------

def test_a_loop_that_becomes_a_call_is_found(tmp_path):
    source = tmp_path / "naive.c"
    source.write_text("void *memset(void *to, int value, unsigned long bytes);\n"
                      "void *memset(void *to, int value, unsigned long bytes)\n"
                      "{\n    char *at = to;\n"
                      "    while (bytes-- > 0) {\n        *at++ = (char)value;\n    }\n"
                      "    return to;\n}\n")
    target = compile_object("gcc", "host", source, tmp_path / "naive.o")
    assert on_a_cycle(calls(target)) == {"memset"}


def test_a_helper_of_the_compiler_is_found(tmp_path):
    source = tmp_path / "division.c"
    source.write_text("unsigned long long f(unsigned long long a, unsigned long long b);\n"
                      "unsigned long long f(unsigned long long a, unsigned long long b)\n"
                      "{\n    return a / b;\n}\n")
    for mode in ("real", "protected"):
        target = compile_object("gcc", mode, source, tmp_path / f"{mode}.o")
        assert undefined(target) == {"__udivdi3"}
