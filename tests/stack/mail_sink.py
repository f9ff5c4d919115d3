"""A mail server on the loopback interface that keeps what it is sent."""
from __future__ import annotations

import email
import email.policy
import re
import socketserver
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from support import eventually


@dataclass(frozen=True)
class Mail:
    sender: str  # of the envelope
    recipient: str
    was_encrypted: bool
    log_in: str | None  # the argument of AUTH
    raw: bytes

    @property
    def message(self) -> EmailMessage:
        return email.message_from_bytes(self.raw, policy=email.policy.default)

    @property
    def text(self) -> str:
        return self.message.get_content()

    @property
    def link(self) -> str:
        """The one link with a token in it."""
        (found,) = re.findall(r"https?://\S+#\S+", self.text)
        return found

    @property
    def token(self) -> str:
        return self.link.split("#")[1]


class _Conversation(socketserver.StreamRequestHandler):
    server: _Server

    def say(self, *lines: str) -> None:
        last = len(lines) - 1
        for i, line in enumerate(lines):
            self.wfile.write(f"{line[:3]}{' ' if i == last else '-'}{line[4:]}\r\n".encode())

    def handle(self) -> None:
        self.is_encrypted = False
        self.user: str | None = None
        self.say("220 sink")
        while line := self.rfile.readline(4096).decode().strip():
            command, _, argument = line.partition(" ")
            if command.upper() == "QUIT":
                self.say("221 bye")
                return
            answer = getattr(self, f"on_{command.lower()}", None)
            if answer is None:
                self.say("502 not here")
            else:
                answer(argument)

    def finish(self) -> None:
        super().finish()
        self.connection.close()

    def on_ehlo(self, _: str) -> None:
        offers = ["250 sink"]
        if self.server.sink.tls and not self.is_encrypted:
            offers.append("250 STARTTLS")
        if self.server.sink.wants_log_in:
            offers.append("250 AUTH PLAIN")
        self.say(*offers)

    def on_noop(self, _: str) -> None:
        self.say("250 ok")

    def on_starttls(self, _: str) -> None:
        self.say("220 go ahead")
        self.connection = self.server.sink.tls.wrap_socket(self.connection, server_side=True)
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", 0)
        self.is_encrypted = True

    def on_auth(self, argument: str) -> None:
        self.say("334 ")
        self.user = f"{argument} {self.rfile.readline(4096).decode().strip()}"
        self.say("235 welcome")

    def on_mail(self, argument: str) -> None:
        self.sender = argument[argument.index("<") + 1 : argument.index(">")]
        self.say("250 ok")

    def on_rcpt(self, argument: str) -> None:
        self.recipient = argument[argument.index("<") + 1 : argument.index(">")]
        self.say("550 nobody here" if self.recipient in self.server.sink.unknown else "250 ok")

    def on_data(self, _: str) -> None:
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b".") else line)
        mail = Mail(self.sender, self.recipient, self.is_encrypted, self.user, b"".join(lines))
        with self.server.sink.lock:
            self.server.sink.mails.append(mail)
        self.say("250 taken")


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    sink: MailSink


class MailSink:
    def __init__(self, add_cleanup: Callable[..., Any], port: int, tls: tuple[Path, Path] | None = None) -> None:
        """`tls`: certificate and key, for STARTTLS; with them it wants a log-in too."""
        self.port = port
        self.mails: list[Mail] = []
        self.unknown: set[str] = set()
        self.lock = threading.Lock()
        self.tls: Any = None
        self.wants_log_in = tls is not None
        if tls:
            self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.tls.load_cert_chain(*tls)
        self.server = _Server(("127.0.0.1", port), _Conversation)
        self.server.sink = self
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self.thread.start()
        self.is_open = True
        add_cleanup(self.close)

    def close(self) -> None:
        if self.is_open:
            self.is_open = False
            self.server.shutdown()
            self.server.server_close()

    def to(self, recipient: str, count: int = 1, patience_s: float = 60) -> Mail:
        """The last of `count` mails to somebody; waits for them."""

        def found() -> list[Mail]:
            with self.lock:
                mails = [m for m in self.mails if m.recipient == recipient]
            return mails if len(mails) >= count else []

        return eventually(found, f"mail {count} to {recipient}", patience_s)[-1]
