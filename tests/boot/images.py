"""Copies of the image that a test may damage: its headers as common/image.h lays them out."""

import struct

SECTOR_BYTES = 512
STAGE1_HEADER_OFFSET = 434  # build_id, stage2_sectors: the last six bytes of stage1's code area
STAGE2_FIELDS = (
    "magic",
    "build_id",
    "file_bytes",
    "sum",
    "kernel_lba",
    "kernel_file_bytes",
    "kernel_memory_bytes",
    "kernel_crc32c",
)
WORD = struct.Struct("<I")
KERNEL_FIELDS = (
    "magic",
    "build_id",
    "file_bytes",
    "memory_bytes",
    "entry",
    "entry_high",
    "text_offset",
    "data_offset",
    "bss_offset",
    "version",
)


def crc32c(data):
    """Bit by bit, so that it shares nothing with the product's tables."""
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


class Image:
    """An image file that belongs to the test."""

    def __init__(self, path, layout):
        self.path = path
        self.stage2_offset = layout["DISK_STAGE2_LBA"] * SECTOR_BYTES

    def __fspath__(self):
        return str(self.path)

    def __str__(self):
        return str(self.path)

    def read(self, offset, count):
        with open(self.path, "rb") as file:
            file.seek(offset)
            return file.read(count)

    def write(self, offset, data):
        with open(self.path, "r+b") as file:
            file.seek(offset)
            file.write(data)

    def flip(self, offset, mask=0x10):
        """Changes one bit of one byte."""
        self.write(offset, bytes([self.read(offset, 1)[0] ^ mask]))

    def word(self, offset):
        return WORD.unpack(self.read(offset, WORD.size))[0]

    def set_word(self, offset, value):
        self.write(offset, WORD.pack(value % 2**32))

    def truncate(self, size):
        with open(self.path, "r+b") as file:
            file.truncate(size)

    # The headers.

    def stage2(self, field):
        return self.word(self._stage2_field(field))

    def set_stage2(self, field, value):
        """Sets a field of stage2's header; the sum is made right again, as mkimage does it."""
        self.set_word(self._stage2_field(field), value)
        if field != "sum":
            self.repair_sum()

    def repair_sum(self):
        """All words of stage2's file add up to zero."""
        self.set_word(self._stage2_field("sum"), 0)
        data = self.read(self.stage2_offset, self.stage2("file_bytes"))
        self.set_word(self._stage2_field("sum"), -sum(word for (word,) in WORD.iter_unpack(data)))

    def kernel(self, field):
        return self.word(self._kernel_field(field))

    def set_kernel(self, field, value):
        self.set_word(self._kernel_field(field), value)

    @property
    def kernel_offset(self):
        return self.stage2("kernel_lba") * SECTOR_BYTES

    def _stage2_field(self, field):
        return self.stage2_offset + STAGE2_FIELDS.index(field) * WORD.size

    def _kernel_field(self, field):
        return self.kernel_offset + KERNEL_FIELDS.index(field) * WORD.size
