"""test_acpi_iasl.py: the ACPI parser on tables that Intel's compiler has made.

The FADT's offsets and the bytes of \\_S5_ are then another reading of the specification than ours.
"""

import re
import shutil
import struct
import subprocess

import pytest

from acpi_files import AcpiParser

TABLES, RSDP = 0x7FE0000, 0xF0000
FADT, DSDT = TABLES + 0x1000, TABLES + 0x2000

pytestmark = pytest.mark.skipif(not shutil.which("iasl"),
                                reason="iasl is not installed (package acpica-tools)")


@pytest.fixture(scope="module", name="parser")
def compiled_parser(tmp_path_factory):
    return AcpiParser(tmp_path_factory.mktemp("acpi"))


def iasl(folder, source, *options):
    """Compiles a source of AML or of a data table; returns the table's bytes."""
    path = folder / "table.asl"
    path.write_text(source)
    subprocess.run(["iasl", *options, "-p", folder / "table", path], check=True,
                   capture_output=True)
    return (folder / "table.aml").read_bytes()


def dsdt(folder, body, *options):
    return iasl(folder, f'DefinitionBlock ("", "DSDT", 1, "ASCENT", "TESTS", 1) {{ {body} }}\n',
                *options)


def fadt(folder, **fields):
    """iasl's own template of a FADT, some fields of it changed: the first of that name."""
    subprocess.run(["iasl", "-T", "FACP"], cwd=folder, check=True, capture_output=True)
    (path,) = folder.glob("[fF][aA][cC][pP].*")
    text = path.read_text()
    for name, value in fields.items():
        pattern = rf"(\] +{name.replace('_', ' ')} : )\S+"
        text, count = re.subn(pattern, rf"\g<1>{value}", text, count=1)
        assert count == 1, name
    # The template's extended fields lead to address 1: no machine's.
    start = text.index("FADT Minor Revision")
    text = text[:start] + re.sub(r"(Address : )\d+1$", r"\g<1>0000000000000000", text[start:],
                                 flags=re.MULTILINE)
    return iasl(folder, text)


def summed(data, place):
    data = bytearray(data)
    data[place] = 0
    data[place] = -sum(data) % 256
    return bytes(data)


def machine(folder, fadt_table, dsdt_table):
    """The two files of a machine of ACPI 1.0: low memory with the root pointer, and the tables."""
    rsdt = struct.pack("<4sIBB6s8sIII", b"RSDT", 40, 1, 0, b"", b"", 0, 0, 0)
    rsdt = summed(rsdt + struct.pack("<I", FADT), 9)
    rsdp = summed(struct.pack("<8sB6sBI", b"RSD PTR ", 0, b"", 0, TABLES), 8)
    low = bytearray(1 << 20)
    low[RSDP:RSDP + len(rsdp)] = rsdp
    tables = bytearray(DSDT - TABLES) + dsdt_table
    tables[:len(rsdt)] = rsdt
    tables[FADT - TABLES:FADT - TABLES + len(fadt_table)] = fadt_table
    (folder / "low").write_bytes(low)
    (folder / "tables").write_bytes(tables)
    return (folder / "low", 0), (folder / "tables", TABLES)


FIELDS = {
    "DSDT_Address": f"{DSDT:08X}", "SMI_Command_Port": "000000B2", "ACPI_Enable_Value": "A1",
    "PM1A_Control_Block_Address": "00001804", "PM1B_Control_Block_Address": "00001844",
    "Value_to_cause_reset": "06",
}


@pytest.mark.parametrize("options", [(), ("-oa",)], ids=["optimised", "as written"])
@pytest.mark.parametrize("body, types", [
    ("Name (\\_S5, Package (4) { 5, 7, 0, 0 })", (5, 7)),
    ("Name (_S5, Package () { 0, 0, 0, 0 })", (0, 0)),
    ("Name (\\_S5, Package (2) { 1, 1 })", (1, 1)),
    ("Name (\\_S5, Package () { 0x07, Zero, Zero, Zero })", (7, 0)),
    ("Scope (\\) { Name (_S5, Package () { 6, 5, 0, 0 }) }", (6, 5)),
    ("Name (\\_S3, Package () { 5, 5, 0, 0 }) Name (\\_S4, Package () { 6, 6, 0, 0 })"
     " Name (\\_S5, Package () { 7, 7, 0, 0 })", (7, 7)),
    ('Name (TEXT, "_S5_") Device (DEV5) { Name (_HID, "PNP0C02") }'
     " Name (\\_S5, Package (40) { 3, 4 })", (3, 4)),
    ("If (One) { Name (\\_S5, Package () { 2, 3, 0, 0 }) }", (2, 3)),
])
def test_s5_as_compiled(parser, tmp_path, body, types, options):
    found = parser.look(*machine(tmp_path, fadt(tmp_path, **FIELDS),
                                 dsdt(tmp_path, body, *options)))
    assert "error" not in found, found
    assert (found["sleep_a"], found["sleep_b"]) == types


@pytest.mark.parametrize("body, error", [
    ("Name (\\_S4, Package () { 5, 5, 0, 0 })", "the DSDT has no \\_S5_"),
    ("Name (\\_S5, 5)", "the DSDT's \\_S5_ is no package of sleep types"),
    ("Name (\\_S5, Package () { 8, 0 })", "the DSDT's \\_S5_ is no package of sleep types"),
    ('Name (\\_S5, Package () { "5", "5" })', "the DSDT's \\_S5_ is no package of sleep types"),
])
def test_what_is_no_s5(parser, tmp_path, body, error):
    tables = fadt(tmp_path, **FIELDS), dsdt(tmp_path, body, "-f")
    assert parser.look(*machine(tmp_path, *tables)) == {"error": error}


def test_the_fields_of_the_fadt(parser, tmp_path):
    aml = dsdt(tmp_path, "Name (\\_S5, Package () { 5, 5, 0, 0 })")
    table = bytearray(fadt(tmp_path, **FIELDS))
    expected = {"smi": 0xB2, "acpi_enable": 0xA1, "pm1a": 0x1804, "pm1b": 0x1844,
                "sleep_a": 5, "sleep_b": 5}
    assert parser.look(*machine(tmp_path, table, aml)) == expected
    table[112:116] = struct.pack("<I", 1 << 10)  # the flag that there is a reset register
    assert parser.look(*machine(tmp_path, summed(table, 9), aml)) == expected | {
        "reset_space": 1, "reset_address": 1, "reset_value": 6}
