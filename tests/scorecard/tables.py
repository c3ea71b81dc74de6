"""tables.py: the records of the boots as the tables of docs/scorecard.md."""

import subprocess

import firmware
import harm
from chains import PARTS
from qemu import PROGRAM
from verdict import OUTCOMES

# The rows of the harms: a title, and the part and kinds of harm that belong to it; None: any part.
HARMS = {f"{part}: {kind}": (part, kind) for part in PARTS for kind in harm.KINDS}
HARMS |= {
    "the disk ends early": (None, harm.CUT),
    "a sector fails once": (None, harm.ONCE),
    "a sector fails for good": (None, harm.ALWAYS),
}


def line(*cells):
    return f"| {' | '.join(str(cell) for cell in cells)} |\n"


def counts(records):
    found = [record["outcome"] for record in records]
    return [found.count(outcome) or "" for outcome in OUTCOMES]


def versions(chains):
    asked = subprocess.run([PROGRAM, "--version"], capture_output=True, text=True, check=True)
    told = [f"{chain.name} {chain.version}" for chain in chains]
    return "".join(f"- {name}\n" for name in [*told, asked.stdout.splitlines()[0]])


def by_firmware(chains, records):
    outcomes = {(one["title"], one["chain"]): one["outcome"] for one in records if "title" in one}
    names = [chain.name for chain in chains]
    result = line("the firmware", *names) + "|---|" + "---|" * len(names) + "\n"
    for title in firmware.ROWS:
        result += line(title, *(outcomes.get((title, name), "?") for name in names))
    return result


def by_harm(chains, records):
    harmed = [one for one in records if "kind" in one]
    result = line("harm", "chain", *OUTCOMES) + "|---|---|" + "--:|" * len(OUTCOMES) + "\n"
    for title, (part, kind) in HARMS.items():
        chosen = [
            one for one in harmed if one["kind"] == kind and part in (None, one["part"])
        ]
        result += _lines(title, chains, chosen)
    return result + _lines("**all**", chains, harmed)


def _lines(title, chains, records):
    result = ""
    for chain in chains:
        of_chain = [one for one in records if one["chain"] == chain.name]
        if of_chain:
            result += line(title if not result else "", chain.name, *counts(of_chain))
    return result


def summary(chains, records):
    result = line("the firmware lies", *OUTCOMES) + "|---|" + "--:|" * len(OUTCOMES) + "\n"
    for chain in chains:
        of_chain = [one for one in records if "title" in one and one["chain"] == chain.name]
        result += line(chain.name, *counts(of_chain))
    return result


def text(chains, records):
    parts = [
        f"{len(records)} boots of:\n\n{versions(chains)}",
        summary(chains, records),
        by_firmware(chains, records),
        by_harm(chains, records),
    ]
    return "\n" + "\n".join(parts) + "\n"
