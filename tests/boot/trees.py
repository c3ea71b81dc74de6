"""The source tree built in other ways: a copy of it with another compiler, folder or layout, or
what a test wants of it in a folder beside.
"""

import os
import re
import shutil
import subprocess

GENERATED = shutil.ignore_patterns(
    "build", ".git", "__pycache__", ".pytest_cache", ".hypothesis", "compile_commands.json"
)
# What a calling make hands down would steer the builds of the tests.
INHERITED = (
    "MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES CC LD CROSS BUILD DEBUG HEAP SANITIZE OPTIMISE "
    "VARIANT DEVICE USB_OPTIONS"
).split()


def run_make(path, words, environment=None, check=True, answer=""):
    """Runs make in a tree and returns all that it printed; `answer` is what it is told."""
    variables = {k: v for k, v in os.environ.items() if k not in INHERITED}
    variables.update(environment or {})
    done = subprocess.run(
        ["make", "-j2", *words],
        cwd=path,
        env=variables,
        input=answer,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if check:
        assert done.returncode == 0, f"make {' '.join(words)}:\n{done.stdout}"
    return done.stdout


class Variant:
    """The tree itself, built with other words into a folder of its own: only what is asked for, and
    kept for the next time."""

    def __init__(self, root, build, name, *words):
        self._root = root
        self.build = build / "variant" / name
        self._words = [f"BUILD={self.build}", *words]

    def made(self, name):
        """A file of the build folder, up to date."""
        run_make(self._root, [*self._words, str(self.build / name)])
        return self.build / name


class Tree:
    def __init__(self, root, path):
        shutil.copytree(root, path, ignore=GENERATED, symlinks=True)
        self.path = path

    @property
    def build(self):
        return self.path / "build"

    @property
    def image(self):
        return self.build / "ascent.img"

    def make(self, *words, environment=None, check=True, answer=""):
        return run_make(self.path, words, environment, check, answer)

    def substitute(self, name, *pairs):
        """Replaces texts that stand in a file exactly once; blanks match any number of blanks."""
        path = self.path / name
        text = path.read_text()
        for old, new in pairs:
            pattern = re.compile(re.sub(r"(\\ )+", " +", re.escape(old)))
            count = len(pattern.findall(text))
            assert count == 1, f"{old!r} stands {count} times in {name}"
            text = pattern.sub(lambda _, new=new: new, text)
        path.write_text(text)
