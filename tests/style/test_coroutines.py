"""What compilers let pass in a coroutine: a block with an await declares nothing, and no await
stands within a switch (kernel/core/coroutine.h says why)."""

import re

from sources import code_of, files

BODY = re.compile(r"^COROUTINE\(\w+\)\n\{$(.*?)^\}$", re.MULTILINE | re.DOTALL)
WAITS = re.compile(r"\b(AWAIT|AWAIT_UNTIL|YIELD)\(")
KEYWORDS = "return|goto|else|case|break|continue"
DECLARATION = re.compile(
    rf"^\s*(?!(?:{KEYWORDS})\b)(?:(?:const|unsigned|struct|enum|union)\s+)*\w+[\s*]+\w+"
    r"(?:\[[^]]*\])*\s*(?:=|;|,)"
)  # fmt: skip
OWN_SWITCH = {"tests/unit/test_coroutine.c"}  # shows what happens then


def offenders(body):
    """Lines that declare what an await in the same block, or in one within it, would lose; and
    switches with an await in them."""
    blocks = [("", [], False)]  # (the line that opens, declarations, has an await)
    for line in body.splitlines():
        text = line.strip()
        if text.startswith("}"):
            opening, declared, waits = blocks.pop()
            if waits:
                yield from declared
                yield from [opening] * opening.startswith("switch")
                blocks[-1] = (*blocks[-1][:2], True)
            text = text[1:].strip()
        if WAITS.search(text):
            blocks[-1] = (*blocks[-1][:2], True)
        elif DECLARATION.match(text):
            blocks[-1][1].append(text)
        if text.endswith("{"):
            blocks.append((text, [], False))
    _, declared, waits = blocks.pop()
    yield from declared if waits else ()


def test_coroutines_keep_nothing_on_the_stack():
    bodies = [(path, body) for path in files(".c") for body in BODY.findall(code_of(path))]
    assert len(bodies) > 5
    found = [(str(path), line) for path, body in bodies for line in offenders(body)]
    assert [pair for pair in found if not (pair[0] in OWN_SWITCH and "switch" in pair[1])] == []


def test_the_law_finds_offenders():
    lost = "    char buffer[8];\n    fill(buffer);\n    AWAIT(x);\n    use(buffer);\n"
    assert list(offenders(lost)) == ["char buffer[8];"]
    assert list(offenders("    while (a) {\n        struct b *c;\n        YIELD();\n    }\n"))
    assert list(offenders("    int i;\n    while (a) {\n        YIELD();\n    }\n")) == ["int i;"]
    assert list(offenders("    switch (a) {\n    default:\n        AWAIT(x);\n    }\n"))
    assert not list(offenders("    {\n        int i = 0;\n        use(i);\n    }\n    AWAIT(x);\n"))
    assert not list(offenders("    self->a = 1;\n    a = b;\n    f(a);\n    AWAIT(x);\n"))
