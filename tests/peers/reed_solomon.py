"""reed_solomon.py: the redundancy that grub-bios-setup adds to GRUB's core.

grub-bios-setup belongs to a package that installs itself on the machine's own disk and shuts other
GRUBs out, so its work is done here. Facts [GRUB 2.06, setup.c, reed_solomon.c]:
GF(2^8) modulo x^8 + x^4 + x^3 + x^2 + 1; one systematic code for each of the 512 byte columns of
the sectors, its generator's roots the powers of x from 0 on; a block has at most 200 sectors, data
and redundancy together, and what is more goes to the next in the same proportion.
"""

COLUMNS = 512
POLYNOMIAL = 0x11D
BLOCK_SECTORS = 200
MOST_BYTES = BLOCK_SECTORS * COLUMNS


def _powers():
    power, found = 1, []
    for _ in range(255):
        found.append(power)
        power <<= 1
        if power & 0x100:
            power ^= POLYNOMIAL
    return found


POWERS = _powers()
LOGARITHMS = {power: index for index, power in enumerate(POWERS)}


def _product(a, b):
    return POWERS[(LOGARITHMS[a] + LOGARITHMS[b]) % 255] if a and b else 0


TIMES = [bytes(_product(a, b) for b in range(256)) for a in range(256)]  # as bytes.translate wants


def _generator(degree):
    """The coefficients below the leading 1, the highest first."""
    found = [1]
    for root in POWERS[:degree]:
        shifted = [*found, 0]
        found = [one ^ _product(root, other) for one, other in zip(shifted, [0, *found])]
    return bytes(found[1:])


def _remainder(data, generator):
    """What is left of data, times x to the generator's degree, divided by it."""
    degree = len(generator)
    left = 0
    for byte in data:
        feedback = byte ^ (left >> 8 * (degree - 1))
        left = (left << 8) & ((1 << 8 * degree) - 1)
        left ^= int.from_bytes(generator.translate(TIMES[feedback]), "big")
    return left.to_bytes(degree, "big")


def redundancy(data, size):
    """`size` bytes that follow `data`; half as many bytes of a column may then be wrong."""
    result = b""
    while data:
        total = len(data) + size - len(result)
        taken, given = len(data), size - len(result)
        if total > MOST_BYTES:
            taken, given = (one * BLOCK_SECTORS // total * COLUMNS for one in (taken, given))
        result += _of_block(data[:taken], given)
        data = data[taken:]
    return result


def _of_block(data, size):
    generators = {}
    result = bytearray(size)
    for column in range(COLUMNS):
        bytes_of_column = data[column::COLUMNS]
        degree = len(range(column, size, COLUMNS))
        if bytes_of_column and degree:
            if degree not in generators:
                generators[degree] = _generator(degree)
            result[column::COLUMNS] = _remainder(bytes_of_column, generators[degree])
    return bytes(result)
