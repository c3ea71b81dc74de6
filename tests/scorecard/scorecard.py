#!/usr/bin/python3
"""scorecard.py: the same harm done to Ascent, GRUB and syslinux, and what came of it.

Called by `make scorecard`.

    /usr/bin/python3 tests/scorecard/scorecard.py [--part N | --again] TABLE

Writes TABLE, the text that docs/scorecard.md shows, and beside it, in build/scorecard, a record of
every boot and, for those that did not simply succeed, the screen and COM1 as text. --part 5 does
every fifth harm only, for a quick look; --again makes the table from the last run's records. The
environment may set BUILD and JOBS (how many machines at once).
"""

import argparse
import concurrent.futures
import dataclasses
import itertools
import json
import os
import pathlib
import re
import shutil
import sys
import tempfile

import chains
import firmware
import harm
import tables
from attempt import Attempt, sectors_read
from verdict import BOOTS, judge

JOBS = int(os.environ.get("JOBS", "0")) or min(os.cpu_count() or 1, 8)
FOLDER = chains.BUILD / "scorecard"
SCREENS = FOLDER / "screens"
RECORDS = FOLDER / "records.json"  # one a line


def attempt(chain, one):
    """One boot, of a harmed disk or behind firmware that lies: a record."""
    with tempfile.TemporaryDirectory(dir=FOLDER) as folder:
        folder = pathlib.Path(folder)
        image, extra = one.start(chain, folder)
        with Attempt(chain, image, folder, extra) as machine:
            sight = machine.sight()
    outcome, words = judge(chain.name, sight)
    record = {"chain": chain.name, **dataclasses.asdict(one), "outcome": outcome, "words": words}
    if outcome != BOOTS:
        name = re.sub(r"[^A-Za-z0-9]+", "-", "-".join(map(str, list(record.values())[:-1])))
        text = f"{record}\n--- screen\n{sight.screen}\n--- COM1\n{sight.serial}\n"
        (SCREENS / f"{name}.txt").write_text(text, encoding="utf-8")
    return record


def attempts(found, every):
    """What is to be done: every row of the firmware, and every so-manieth harm."""
    for title in firmware.ROWS:
        yield from ((chain, firmware.Lie(title)) for chain in found)
    harms = []
    for chain in found:
        with tempfile.TemporaryDirectory(dir=FOLDER) as folder:
            read = sectors_read(chain, pathlib.Path(folder))
        harms.append([(chain, one) for one in list(harm.all_of(chain, read))[::every]])
    for together in itertools.zip_longest(*harms):
        yield from filter(None, together)


def run(todo):
    records = []
    with (
        open(RECORDS, "w", encoding="utf-8") as log,
        concurrent.futures.ThreadPoolExecutor(JOBS) as pool,
    ):
        started = [pool.submit(attempt, *pair) for pair in todo]
        for done in concurrent.futures.as_completed(started):
            records.append(done.result())
            print(json.dumps(records[-1]), file=log, flush=True)
            if len(records) % 100 == 0 or len(records) == len(todo):
                print(f"  {len(records)} of {len(todo)} boots", flush=True)
    return records


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--part", type=int, default=1, metavar="N", help="every Nth harm only")
    parser.add_argument("table", type=pathlib.Path, metavar="TABLE")
    parser.add_argument("--again", action="store_true", help="the last run's records, no boots")
    arguments = parser.parse_args()
    if not arguments.again:
        shutil.rmtree(FOLDER, ignore_errors=True)
        SCREENS.mkdir(parents=True)
    found = [build(FOLDER) for build in chains.BUILDERS.values()]
    if None in found:
        print("GRUB or syslinux is not installed; `make deps scorecard` installs what is missing")
        return 1
    if arguments.again:
        records = [json.loads(line) for line in RECORDS.read_text(encoding="utf-8").splitlines()]
    else:
        records = run(list(attempts(found, arguments.part)))
    arguments.table.write_text(tables.text(found, records), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
