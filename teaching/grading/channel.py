"""Messages between the processes of grading: JSON with its length in front, through a socket."""

import json
import select
import socket

LARGEST_MESSAGE = 400_000_000
"""bytes; the 60,000 images of the course as float32 and in Base64 take 251 million"""


class Closed(Exception):
    """The other end is gone, or what it sent is no message."""


class Channel:
    """One end of a socket pair, for messages that are plain JSON.

    `socket` may be given as the number of its file descriptor.
    """

    def __init__(self, end: socket.socket | int):
        self.socket = end if isinstance(end, socket.socket) else socket.socket(fileno=end)
        self.socket.setblocking(True)

    def send(self, message) -> None:
        """Send a message. Raises Closed if nobody is there to read it."""
        content = json.dumps(message).encode()
        try:
            self.socket.sendall(len(content).to_bytes(8, "big") + content)
        except OSError:
            raise Closed from None

    def receive(self):
        """Wait for a message and return it. Raises Closed if none can come any more."""
        length = int.from_bytes(self._read(8), "big")
        if length > LARGEST_MESSAGE:
            raise Closed(f"a message of {length} bytes")
        try:
            return json.loads(self._read(length))
        except (ValueError, RecursionError):
            raise Closed("no JSON") from None

    def _read(self, length: int) -> bytes:
        content = bytearray()
        while len(content) < length:
            try:
                piece = self.socket.recv(min(length - len(content), 1 << 20))
            except OSError:
                piece = b""
            if not piece:
                raise Closed
            content += piece
        return bytes(content)

    def fileno(self) -> int:
        return self.socket.fileno()

    def close(self) -> None:
        self.socket.close()


def wait_for(channels: list[Channel], seconds: float | None) -> list[Channel]:
    """Those of the channels that have something to read, within so many seconds."""
    return select.select(channels, [], [], seconds)[0]
