"""Copies of the source tree, built in their own way: another compiler, folder or layout."""

import os
import re
import shutil
import subprocess

GENERATED = shutil.ignore_patterns(
    "build", ".git", "__pycache__", ".pytest_cache", ".hypothesis", "compile_commands.json"
)
# What a calling make hands down would steer the builds of the tests.
INHERITED = "MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES CC LD CROSS BUILD DEBUG".split()


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

    def make(self, *words, environment=None, check=True):
        """Runs make in the tree and returns all that it printed."""
        variables = {k: v for k, v in os.environ.items() if k not in INHERITED}
        variables.update(environment or {})
        done = subprocess.run(
            ["make", "-j2", *words],
            cwd=self.path,
            env=variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        if check:
            assert done.returncode == 0, f"make {' '.join(words)}:\n{done.stdout}"
        return done.stdout

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
