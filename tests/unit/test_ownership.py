"""What gcc finds of the misuses of memory where it compiles, by the attributes in heap.h: row 10-1.

Each snippet is compiled as a file of the kernel's, with gcc's analyser, and has to be refused for
the reason that stands beside it. Memory that is used as it should be has to pass.
"""

import subprocess

import pytest

from conftest import ROOT

FLAGS = ["-std=gnu11", "-O2", "-ffreestanding", "-Wall", "-Wextra", "-Werror", f"-I{ROOT}"]
HEAD = """
#include "kernel/core/owned.h"
#include "kernel/core/vector.h"
struct node { struct node *next; unsigned long value; };
OWNED_TYPE(node, struct node);
"""

REFUSED = {
    "a leak": ("analyzer-malloc-leak", """
        bool f(bool early) {
            struct node *node = HEAP_NEW(struct node);
            if (node == NULL || early) { return false; }
            HEAP_DELETE(node);
            return true;
        }"""),
    "a double free": ("use-after-free|double-free", """
        void f(struct node *node) { HEAP_DELETE(node); HEAP_DELETE(node); }"""),
    "a use after a free": ("use-after-free", """
        unsigned long f(struct node *node) { HEAP_DELETE(node); return node->value; }"""),
    "a result that may be null": ("analyzer-possible-null-dereference", """
        struct node *f(void) {
            struct node *node = heap_alloc(sizeof(struct node), 8);
            node->value = 1;
            return node;
        }"""),
    "a free of what lies on the stack": ("free-nonheap-object", """
        void g(struct node *);
        void f(void) { struct node node; g(&node); HEAP_DELETE(&node); }"""),
    "a block that nobody takes": ("unused-result", """
        void f(void) { heap_alloc(8, 8); }"""),
    "an array without an end": ("alloc-size-larger-than", """
        unsigned long *f(void) { return HEAP_NEW_ARRAY(unsigned long, -1ul / 4); }"""),
    "an index behind the end": ("array-bounds|analyzer-out-of-bounds", """
        char f(void) {
            char *p = heap_alloc_must(8, 8);
            char c = p[8];
            heap_free(p, 8, 8);
            return c;
        }"""),
}

ACCEPTED = """
struct node *f(unsigned long value) {
    OWNED(node, struct node) mine = HEAP_NEW(struct node);
    if (mine == NULL || value == 0) { return NULL; }
    mine->value = value;
    return owned_give(&mine);
}
void g(struct node *node) {
    struct node *next = node->next;
    HEAP_DELETE(node);
    if (next != NULL) { HEAP_DELETE(next); }
}
"""


def compile_text(text, compiler, *flags):
    command = [compiler, *FLAGS, *flags, "-x", "c", "-c", "-o", "/dev/null", "-"]
    return subprocess.run(command, input=HEAD + text, capture_output=True, text=True, cwd=ROOT)


@pytest.mark.parametrize("what", REFUSED)
def test_misuse_does_not_compile(what):
    reasons, text = REFUSED[what]
    done = compile_text(text, "gcc", "-fanalyzer")
    assert done.returncode != 0, "it compiles"
    assert any(reason in done.stderr for reason in reasons.split("|")), done.stderr


def test_good_use_compiles():
    done = compile_text(ACCEPTED, "gcc", "-fanalyzer")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("compiler", ["gcc", "clang"])
def test_a_result_must_be_used(compiler):
    assert "unused" in compile_text("void f(void) { heap_alloc(8, 8); }", compiler).stderr


def test_a_kernel_without_a_heap_says_so(tmp_path):
    """Row 10-9: the linker names the function that no engine has defined."""
    program = tmp_path / "program"
    text = "void *f(void) { return heap_alloc(8, 8); } int main(void) { return f() != NULL; }"
    command = ["gcc", *FLAGS, "-x", "c", "-", "-o", program]
    done = subprocess.run(command, input=HEAD + text, capture_output=True, text=True, cwd=ROOT)
    assert done.returncode != 0 and "undefined reference to `heap_alloc'" in done.stderr


def test_an_unknown_engine_is_named():
    """Row 11-9: one word chooses the engine, and a wrong one is told."""
    command = ["make", "-n", "HEAP=buddy", "BUILD=build/none"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    assert done.returncode != 0 and "HEAP=buddy" in done.stderr and "slab" in done.stderr
