"""A small client of the gdb remote serial protocol [GDB, appendix E], for QEMU's stub.

With it a test stops the machine at an address, looks, changes a register or a byte, and lets it
go on: A20 is shut before stage1's first instruction, an exception is provoked between two steps.
"""

import socket

from machine import PATIENCE_SECONDS

# QEMU's numbers of x86-64 registers. They stay 64 bits wide in every mode of the CPU.
NUMBERS = {
    name: number
    for number, name in enumerate(
        "rax rbx rcx rdx rsi rdi rbp rsp r8 r9 r10 r11 r12 r13 r14 r15 rip eflags"
        " cs ss ds es fs gs fs_base gs_base k_gs_base cr0 cr2 cr3 cr4 cr8 efer".split()
    )
}
HARDWARE_BREAKPOINT = 1


class GdbStub:
    def __init__(self, path):
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.settimeout(PATIENCE_SECONDS)
        self._socket.connect(path)
        self._buffer = b""
        self._synchronise()
        # QEMU reads and writes single registers only for a client that has asked for their names.
        self.command("qXfer:features:read:target.xml:0,1000")

    def command(self, text):
        """Sends one packet and returns the answer."""
        self._send(text)
        return self._receive()

    def read(self, address, count):
        """Memory at a linear address, as the CPU would see it now: paging and A20 apply."""
        answer = self.command(f"m{address:x},{count:x}")
        assert not answer.startswith("E"), f"cannot read {count} bytes at {address:#x}"
        return bytes.fromhex(answer)

    def write(self, address, data):
        self._expect_ok(f"M{address:x},{len(data):x}:{data.hex()}")

    def register(self, name):
        return int.from_bytes(bytes.fromhex(self.command(f"p{NUMBERS[name]:x}")), "little")

    def set_register(self, name, value):
        width = len(self.command(f"p{NUMBERS[name]:x}")) // 2
        self._expect_ok(f"P{NUMBERS[name]:x}={value.to_bytes(width, 'little').hex()}")

    def run_to(self, address):
        """Goes on until the CPU is about to execute the instruction at a linear address."""
        self._expect_ok(f"Z{HARDWARE_BREAKPOINT},{address:x},1")
        answer = self.command("c")
        assert answer.startswith("T05"), f"stopped for another reason: {answer}"
        self._expect_ok(f"z{HARDWARE_BREAKPOINT},{address:x},1")

    def go(self):
        """Goes on and leaves the machine to itself."""
        self._send("c")

    def stop(self):
        """Stops a machine that go() has left to itself."""
        self._socket.sendall(b"\x03")
        answer = self._receive()
        assert answer.startswith("T02"), f"stopped for another reason: {answer}"

    def step(self):
        """Executes one instruction; QEMU lets no interrupt in meanwhile."""
        answer = self.command("s")
        assert answer.startswith("T05"), f"stopped for another reason: {answer}"

    def close(self):
        self._socket.close()

    def _synchronise(self):
        """Stopping a running machine sends one answer that nobody has asked for: skip it."""
        answer = self.command("qAttached")
        while answer != "1":
            answer = self._receive()

    def _expect_ok(self, text):
        answer = self.command(text)
        assert answer == "OK", f"{text}: {answer}"

    def _send(self, text):
        data = text.encode()
        self._socket.sendall(b"$" + data + b"#" + f"{sum(data) % 256:02x}".encode())

    def _receive(self):
        """The next packet; the plus signs that acknowledge ours are skipped."""
        while True:
            start = self._buffer.find(b"$")
            end = self._buffer.find(b"#", start)
            if start >= 0 and 0 <= end and len(self._buffer) >= end + 3:
                break
            chunk = self._socket.recv(65536)
            assert chunk, "the stub closed the connection"
            self._buffer += chunk
        packet = self._buffer[start + 1 : end]
        self._buffer = self._buffer[end + 3 :]
        self._socket.sendall(b"+")
        return packet.decode()
