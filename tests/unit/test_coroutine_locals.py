"""test_coroutine_locals.py: a local variable that an await would lose does not compile.

Each poll of a coroutine is a new call, so a local is gone after an await (kernel/core/coroutine.h).
Which of the two compilers refuses what is measured here; what neither refuses, such as an array
that is declared first and has no initialiser, tests/style/test_coroutines.py finds.
"""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WARNINGS = "-std=gnu11 -Wall -Wextra -Wconversion -Wshadow -Wvla -Werror".split()
BOTH = ("gcc", "clang")

# name: body, and who refuses it
BODIES = {
    "no locals": ("use(self->kept);\n AWAIT(child(self));\n use(self->kept);", ()),
    "a block without an await": ("{\n int x = 1;\n use(x);\n }\n AWAIT(child(self));", ()),
    "a loop without an await": (
        "for (int i = 0; i < 3; i++) {\n use(i);\n }\n AWAIT(child(self));", ()),
    "an initialised local": ("int x = 1;\n AWAIT(child(self));\n use(x);", BOTH),
    "a loop's counter": ("for (int i = 0; i < 3; i++) {\n AWAIT(child(self));\n use(i);\n }", BOTH),
    "a local in a loop": (
        "while (self->kept) {\n int x = 1;\n AWAIT(child(self));\n use(x);\n }", BOTH),
    "a local across a yield": ("int x = 1;\n YIELD();\n use(x);", BOTH),
    "a local after a statement": ("use(1);\n int x = 1;\n use(x);\n AWAIT(child(self));", BOTH),
    "a local that is set later": ("int x;\n x = 1;\n AWAIT(child(self));\n use(x);", ("clang",)),
}  # fmt: skip

PROGRAM = """
#include "kernel/core/coroutine.h"
struct tried {{
    struct coroutine coroutine;
    int kept;
}};
struct future *child(struct tried *self);
void use(int value);
COROUTINE(tried)
{{
 {body}
 RETURN(0);
}}
COROUTINE_END(tried);
extern const struct future_type tried_type;
const struct future_type tried_type = {{"tried", tried_poll, coroutine_drop}};

/* What a coroutine may not have, all other code may. */
void after(void);
void after(void)
{{
    use(1);
    int x = 2;
    use(x);
}}
"""


@pytest.mark.parametrize("level", ["-O0", "-O2"])
@pytest.mark.parametrize("compiler", BOTH)
@pytest.mark.parametrize("name", BODIES)
def test_who_refuses_what(tmp_path, name, compiler, level):
    body, refused_by = BODIES[name]
    source = tmp_path / "tried.c"
    source.write_text(PROGRAM.format(body=body))
    command = [compiler, *WARNINGS, level, f"-I{ROOT}", "-c", source, "-o", tmp_path / "tried.o"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode != 0) == (compiler in refused_by), done.stderr
