"""v86 as a test's machine: an emulator for web browsers, run by node; it has no long mode.

The firmware is SeaBIOS, from Debian's package. tests/v86/boot.mjs runs the emulator and writes what
COM1 sends and the screen shows to files; `make deps test` installs the emulator itself.
"""

import shutil
from pathlib import Path

from machine import Machine

SCRIPT = Path(__file__).resolve().parents[1] / "v86" / "boot.mjs"
FIRMWARE = Path("/usr/share/seabios")


def lacks(build):
    """What is not there of all that it takes, or None."""
    if not shutil.which("node"):
        return "node is not installed (package nodejs)"
    if not (FIRMWARE / "bios.bin").exists():
        return "SeaBIOS is not installed (package seabios)"
    if not _library(build).exists():
        return "v86 is not installed: `make deps test` gets it from npm"
    return None


def _library(build):
    return build / "v86" / "node_modules" / "v86" / "build" / "libv86.mjs"


class V86(Machine):
    def __init__(self, image, directory, build, drive="hda"):
        self._screen_path = directory / "screen.txt"
        bios, vga_bios = FIRMWARE / "bios.bin", FIRMWARE / "vgabios-stdvga.bin"
        super().__init__(
            directory, ["node", SCRIPT, _library(build), bios, vga_bios, drive, image, directory]
        )

    def screen(self):
        return self._screen_path.read_text() if self._screen_path.exists() else ""

    def registers(self):
        return "not told by v86"
