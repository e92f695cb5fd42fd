"""A real mail server for tests: keeps what it takes, answers as told, and can be held at a point."""

import asyncio
import email
import socket
import threading
from contextlib import contextmanager

from aiosmtpd.controller import Controller

PATIENCE = 30  # seconds until a point is reached, on a busy machine


class Peer:
    """`taken` lists (recipients, content), `senders` those of all envelopes.

    An answer that is set is given instead of taking.
    """

    def __init__(self):
        self.taken, self.senders = [], []
        self.answer_to_rcpt = self.answer_to_data = None
        self.hangs_up_after_taking = False
        self.hold_at = None  # "MAIL" or "DATA"
        self.reached, self.release = threading.Event(), threading.Event()

    async def point(self, name):
        if self.hold_at == name:
            self.hold_at = None  # the next one passes
            self.reached.set()
            await asyncio.get_running_loop().run_in_executor(None, self.release.wait, PATIENCE)

    async def handle_MAIL(self, server, session, envelope, address, options):
        await self.point("MAIL")
        envelope.mail_from = address
        self.senders.append(address)
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.answer_to_rcpt:
            return self.answer_to_rcpt
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        await self.point("DATA")
        if self.answer_to_data:
            return self.answer_to_data
        self.taken.append((envelope.rcpt_tos, envelope.content))
        if self.hangs_up_after_taking:
            server.transport.abort()
        return "250 OK"

    def hold(self, point):
        self.reached.clear()
        self.release.clear()
        self.hold_at = point

    def ids(self):
        """Return the Message-ID of each mail taken, in order."""
        return [email.message_from_bytes(content)["Message-ID"] for _, content in self.taken]

    def recipients(self):
        return [recipient for recipients, _ in self.taken for recipient in recipients]


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@contextmanager
def listening(peer, port=None, **options):
    """Let a Peer listen on 127.0.0.1, at `peer.port`; `options` are those of aiosmtpd's SMTP."""
    peer.port = port or free_port()
    controller = Controller(peer, hostname="127.0.0.1", port=peer.port, **options)
    controller.start()
    try:
        yield peer
    finally:
        peer.release.set()
        controller.stop()
