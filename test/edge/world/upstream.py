"""A program behind the edge: answers with what it was asked, byte for byte, and remembers every request it got."""

import base64
import hashlib
import json
import os
import socketserver
import sys
import threading
import time

seen = []
lock = threading.Lock()

# Of a program that tells too much, and thinks too little.
CARELESS = [
    ("Server", "upstream/1.2.3"),
    ("X-Powered-By", "PHP/5.3"),
    ("X-AspNet-Version", "4.0"),
    ("X-Runtime", "0.2"),
    ("Strict-Transport-Security", "max-age=0"),
    ("X-Frame-Options", "ALLOWALL"),
    ("Content-Security-Policy", "default-src *"),
    ("X-Content-Type-Options", "none"),
    ("Referrer-Policy", "unsafe-url"),
    ("Set-Cookie", "session=1"),
    ("X-Accel-Redirect", "/etc/passwd"),
]


class Handler(socketserver.StreamRequestHandler):
    def handle(self):
        while self.one_request():
            pass

    def one_request(self):
        line = self.rfile.readline(65537).decode("latin-1").strip()
        if not line:
            return False
        method, target, _ = (line.split(" ") + ["", ""])[:3]
        headers = []
        while True:
            field = self.rfile.readline(65537).decode("latin-1").strip("\r\n")
            if not field:
                break
            name, _, value = field.partition(":")
            headers.append((name, value.strip()))
        known = {name.lower(): value for name, value in headers}
        with lock:
            seen.append(f"{method} {target}")
        if known.get("upgrade"):
            return self.upgrade(known)
        body = self.read_body(known)
        self.answer(method, target, headers, body)
        return known.get("connection", "").lower() != "close"

    def read_body(self, known):
        if known.get("transfer-encoding", "").lower() == "chunked":
            body = b""
            while True:
                size = int(self.rfile.readline().split(b";")[0], 16)
                body += self.rfile.read(size)
                self.rfile.readline()
                if size == 0:
                    return body
        return self.rfile.read(int(known.get("content-length", "0")))

    def answer(self, method, target, headers, body):
        path = target.partition("?")[0]
        extra = CARELESS if path.startswith("/careless") else []
        if path == "/seen":
            with lock:
                text = json.dumps(seen)
        else:
            text = json.dumps({"method": method, "target": target, "headers": headers, "body": len(body)})
        if path.startswith("/slow"):
            time.sleep(float(target.partition("=")[2] or "1"))
        content = text.encode()
        fields = [("Content-Type", "application/json"), ("Content-Length", str(len(content))), *extra]
        head = "HTTP/1.1 200 OK\r\n" + "".join(f"{name}: {value}\r\n" for name, value in fields) + "\r\n"
        self.wfile.write(head.encode() + (b"" if method == "HEAD" else content))
        self.wfile.flush()

    def upgrade(self, known):
        """To WebSocket as RFC 6455 has it; to anything else, as a program that is an open tunnel would."""
        digest = hashlib.sha1((known.get("sec-websocket-key", "") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode())
        accept = base64.b64encode(digest.digest()).decode()
        self.wfile.write(
            f"HTTP/1.1 101 Switching Protocols\r\nUpgrade: {known['upgrade']}\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Accept: {accept}\r\n\r\n".encode()
        )
        while data := self.connection.recv(4096):
            self.wfile.write(data)
        return False


class TcpServer(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 512


class UnixServer(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True
    request_queue_size = 512


where = sys.argv[1]
if where.startswith("/"):
    os.umask(0o007)
    server = UnixServer(where, Handler)
else:
    server = TcpServer(("127.0.0.1", int(where)), Handler)
server.serve_forever()
