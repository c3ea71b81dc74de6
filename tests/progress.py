"""A plugin of pytest for tests/run: says one line for each file of tests as soon as it has ended.

With xdist several workers share the files, and only the controller hears of every result: it knows
how many tests a file has from the workers' collections, and says the line when all have come in.
"""

import os

import pytest


class Progress:
    def __init__(self, descriptor):
        self._descriptor = descriptor
        self._left = {}  # file -> names of its tests that have not ended
        self._counts = {}  # file -> outcome -> how many
        self._ended = {}  # name of a test -> its outcome so far

    def _expect(self, names):
        if self._left:
            return  # the other workers have collected the same
        for name in names:
            self._left.setdefault(_file_of(name), set()).add(_plain(name))

    def pytest_collection_finish(self, session):
        self._expect(item.nodeid for item in session.items)

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, node, ids):
        self._expect(ids)

    def pytest_runtest_logreport(self, report):
        name = _plain(report.nodeid)
        if report.outcome != "passed":  # set-up, call or tear-down: one failure is enough
            self._ended[name] = report.outcome
        if report.when != "teardown":
            return
        file = _file_of(name)
        counts = self._counts.setdefault(file, {})
        outcome = self._ended.pop(name, "passed")
        counts[outcome] = counts.get(outcome, 0) + 1
        left = self._left.get(file, set())
        left.discard(name)
        if not left:
            self._say(file, counts)

    def pytest_collectreport(self, report):
        if report.failed:
            self._say(report.nodeid, {"failed": 1})

    def _say(self, file, counts):
        name = file.replace("/", " ", 1)
        line = f"  {name:<44} {counts.get('passed', 0):>4} passed"
        if counts.get("failed"):
            line += f", {counts['failed']} FAILED"
        if counts.get("skipped"):
            line += f", {counts['skipped']} skipped"
        os.write(self._descriptor, f"{line}\n".encode())


def _plain(name):
    """xdist's loadgroup adds "@group" to the names of some tests."""
    return name.rpartition("@")[0] if "@" in name.rpartition("]")[2] else name


def _file_of(name):
    return name.partition("::")[0]


def pytest_configure(config):
    descriptor = os.environ.get("PROGRESS_FD")
    if descriptor and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Progress(int(descriptor)), "progress-lines")
