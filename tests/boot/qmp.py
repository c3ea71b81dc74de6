"""A small client of QEMU's machine protocol, QMP: commands, answers, and the events between them.

Only what the boot tests need. Every line that QEMU sends is one JSON object; an object with
"event" may stand anywhere, also between a command and its answer, so events are kept in a list
from which the tests learn of resets and shutdowns.
"""

import json
import select
import socket
import time


class QmpError(Exception):
    """QEMU refused a command, or the connection ended."""


class Qmp:
    def __init__(self, path, timeout):
        self.events = []
        self._timeout = timeout
        self._buffer = b""
        self._socket = _connect(path, timeout)
        self._read_object(time.monotonic() + timeout)  # the greeting
        self.execute("qmp_capabilities")

    def execute(self, command, **arguments):
        """Sends a command and returns what it answers."""
        request = {"execute": command, "arguments": arguments}
        try:
            self._socket.sendall(json.dumps(request).encode() + b"\n")
        except OSError as error:
            raise QmpError(f"{command}: {error}") from error
        deadline = time.monotonic() + self._timeout
        while True:
            answer = self._read_object(deadline)
            if "return" in answer:
                return answer["return"]
            if "error" in answer:
                raise QmpError(f"{command}: {answer['error']['desc']}")

    def monitor(self, line):
        """One line of the human monitor, for what QMP itself does not offer."""
        return self.execute("human-monitor-command", **{"command-line": line})

    def poll(self):
        """Takes in the events that have arrived, without waiting for any."""
        while select.select([self._socket], [], [], 0)[0]:
            chunk = self._receive()
            if not chunk:
                return
            self._buffer += chunk
            while b"\n" in self._buffer:
                self._take_line()

    def close(self):
        self._socket.close()

    def _receive(self):
        try:
            return self._socket.recv(65536)
        except ConnectionError:
            return b""

    def _take_line(self):
        line, self._buffer = self._buffer.split(b"\n", 1)
        message = json.loads(line)
        if "event" in message:
            self.events.append(message)
        return message

    def _read_object(self, deadline):
        """The next object that is no event."""
        while True:
            while b"\n" in self._buffer:
                message = self._take_line()
                if "event" not in message:
                    return message
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self._socket], [], [], left)[0]:
                raise QmpError(f"no answer within {self._timeout} s")
            chunk = self._receive()
            if not chunk:
                raise QmpError("QEMU closed the connection")
            self._buffer += chunk


def _connect(path, timeout):
    """The socket appears a moment after QEMU has been started."""
    deadline = time.monotonic() + timeout
    while True:
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            connection.connect(path)
            return connection
        except OSError:
            connection.close()
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)
