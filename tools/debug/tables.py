"""tables.py: descriptors and gates as text [SDM3 3.4.5, 6.11, 6.14].

       31    24 23 22 21 20 19  16 15 14 13 12 11   8 7      0
      +--------+--+--+--+--+------+--+-----+--+------+--------+
      | base   |G |D |L |A | limit|P | DPL |S | type | base   |   the upper half of a descriptor
      +--------+--+--+--+--+------+--+-----+--+------+--------+

Used by commands.py for `gdt`, `idt` and the hidden halves of the segment registers.
"""

import machine

DESCRIPTOR_BYTES = 8
VECTOR_BYTES = 4  # of the real-mode table: offset, segment
GATE_BYTES = {16: 8, 32: 8, 64: 16}
VECTORS_SHOWN = 32
SYSTEM_TYPES = {
    2: "LDT", 5: "task gate", 9: "TSS, free", 11: "TSS, busy", 12: "call gate",
    14: "interrupt gate", 15: "trap gate",
}  # fmt: skip


def attributes(high):
    """The flags in the upper half of a descriptor, in words."""
    if not high >> 15 & 1:
        return "not present"
    kind = high >> 8 & 15
    privilege = f"ring {high >> 13 & 3}"
    if not high >> 12 & 1:
        return f"{SYSTEM_TYPES.get(kind, f'system type {kind}')}, {privilege}"
    if kind & 8:
        size = 64 if high >> 21 & 1 else 32 if high >> 22 & 1 else 16
        return f"code {size}-bit{', readable' if kind & 2 else ''}, {privilege}"
    return f"data {'writable' if kind & 2 else 'read-only'}, {privilege}"


def gdt(base, limit, bits):
    """One line for each descriptor; a system descriptor has two slots in long mode."""
    offset = 0
    while offset + DESCRIPTOR_BYTES <= limit + 1:
        low, high = (machine.number(base + offset + half, 4) for half in (0, 4))
        size = DESCRIPTOR_BYTES
        start = low >> 16 | (high & 0xFF) << 16 | high & 0xFF000000
        end = low & 0xFFFF | high & 0xF0000
        if high >> 23 & 1:
            end = end << 12 | 0xFFF
        if bits == 64 and not high >> 12 & 1 and high >> 15 & 1:
            start |= machine.number(base + offset + 8, 4) << 32
            size *= 2
        what = attributes(high) if low or high else "null"
        yield f"  {offset:04x}  base {start:08x}  limit {end:08x}  {what}"
        offset += size


def _gate(address, bits):
    """Selector, handler and kind of one gate; None where it is not present."""
    low, high = machine.number(address, 4), machine.number(address + 4, 4)
    if not high >> 15 & 1:
        return None
    handler = low & 0xFFFF | high & 0xFFFF0000
    if bits == 64:
        handler |= machine.number(address + 8, 4) << 32
    return low >> 16, handler, SYSTEM_TYPES.get(high >> 8 & 15, "gate")


def idt(now, base, limit, only, place):
    """Vectors of real mode, or the gates of the modes above; place() names a handler."""
    real = now.mode == "real mode"
    size = VECTOR_BYTES if real else GATE_BYTES[64 if now.mode.startswith(("long", "comp")) else 32]
    count = min((limit + 1) // size, VECTORS_SHOWN)
    for vector in range(count) if only is None else [only]:
        address = base + vector * size
        if real:
            offset, segment = (machine.number(address + half, 2) for half in (0, 2))
            yield f"  {vector:02x}  {segment:04x}:{offset:04x}  {place(segment * 16 + offset)}"
            continue
        gate = _gate(address, 64 if size == GATE_BYTES[64] else 32)
        if gate is None:
            yield f"  {vector:02x}  not present"
        else:
            selector, handler, kind = gate
            yield f"  {vector:02x}  {selector:04x}:{handler:08x}  {kind}, {place(handler)}"
