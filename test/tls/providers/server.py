"""The APIs of DNS providers, as their public documentation describes them, for the one domain of the tests.

server.py FOLDER: reads the certificate, the credentials and the zone from there, and keeps there what was asked."""

import http.server
import json
import os
import ssl
import sys
import threading
import urllib.parse

import cloudflare
import digitalocean
import hetzner
import route53
from records import Problem, Records

folder = sys.argv[1]
with open(folder + "/settings.json") as file:
    settings = json.load(file)

providers = {module.HOST: module for module in (cloudflare, digitalocean, hetzner, route53)}
one_at_a_time = threading.Lock()
records = {}


def records_of(module):
    """Begun anew by each provider that is asked for the first time: the name server has one zone."""
    if module not in records:
        records[module] = Records(settings["zone"], settings["key"], settings["records"], folder + "/records.json")
    return records[module]


class Request(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def handle_any(self):
        self.method = self.command
        self.body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        address = urllib.parse.urlsplit(self.path)
        self.query = dict(urllib.parse.parse_qsl(address.query))
        self.asked, self.path = self.path, address.path
        with one_at_a_time:
            self.answer(providers[self.headers["Host"]])

    def answer(self, provider):
        if os.path.exists(folder + "/busy"):
            os.remove(folder + "/busy")
            return self.send(429, {"message": "too many requests"}, {"Retry-After": "1"})
        name = provider.__name__
        try:
            self.send(*provider.answer(self, records_of(provider), settings["credentials"][name]))
        except Problem as problem:
            self.send(problem.status, provider.refusal(problem))

    def send(self, status, body, headers={}):
        with open(folder + "/asked", "a") as file:
            file.write(f'{status} {self.method} {self.headers["Host"]}{self.asked}\n')
        data = b"" if body is None else body.encode() if isinstance(body, str) else json.dumps(body).encode()
        self.send_response(status)
        for name, value in {**headers, "Content-Length": len(data)}.items():
            self.send_header(name, str(value))
        self.end_headers()
        self.wfile.write(data)

    def header(self, name):
        return self.headers.get(name, "")

    def json(self):
        if self.header("Content-Type") != "application/json":
            raise Problem(415, "unsupported_media_type", "Content-Type must be application/json")
        return json.loads(self.body)

    def bears(self, credential):
        return self.header("Authorization") == "Bearer " + credential

    def page(self, found, usual, most):
        """The part of what was found that is asked for, its number, and how many fit on one."""
        number, size = int(self.query.get("page", 1)), min(int(self.query.get("per_page", usual)), most)
        return found[(number - 1) * size : number * size], number, size

    def log_message(self, *args):
        pass

    do_GET = do_POST = do_DELETE = handle_any


context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
context.load_cert_chain(folder + "/chain.pem", folder + "/key.pem")
server = http.server.ThreadingHTTPServer(("0.0.0.0", 443), Request)
server.socket = context.wrap_socket(server.socket, server_side=True)
server.serve_forever()
