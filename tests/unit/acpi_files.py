"""acpi_files.py: the kernel's ACPI parser, called from Python over files of a machine's memory."""

from modes import BUILD, WARNINGS, run

SOURCES = ["tests/unit/acpi_driver.c", "kernel/core/acpi.c", "kernel/core/acpi_find.c",
           "kernel/core/acpi_sleep.c"]
SANITIZERS = ["-fsanitize=address,undefined", "-fno-sanitize-recover=all"]


class AcpiParser:
    def __init__(self, folder):
        self.program = folder / "acpi_driver"
        run("gcc", *WARNINGS, *SANITIZERS, "-g", "-I.", f"-I{BUILD}", *SOURCES, "-o", self.program)

    def look(self, *pieces):
        """pieces: (path, address); returns what was found: numbers, or {"error": text}."""
        words = [str(word) for piece in pieces for word in piece]
        lines = run(self.program, *words).splitlines()
        found = dict(line.split("=", 1) for line in lines)
        return {name: value if name == "error" else int(value) for name, value in found.items()}
