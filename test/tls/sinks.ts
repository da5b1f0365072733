/** Where mail and notices arrive: a mail server with TLS that asks for a login, and a web server. Both keep all they get. */
export const sinkProgram = `
import http.server, json, ssl, sys
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

folder = sys.argv[1]
context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
context.load_cert_chain(folder + "/server.pem", folder + "/server.key")

class Mails:
    async def handle_DATA(self, server, session, envelope):
        with open(folder + "/mails", "ab") as file:
            file.write(("Login: %s\\nTo-address: %s\\n" % (session.authenticated, envelope.rcpt_tos)).encode() + envelope.content + b"\\0")
        return "250 taken"

def authenticate(server, session, envelope, mechanism, data):
    good = getattr(data, "login", b"") == b"host" and getattr(data, "password", b"") == b"mail password"
    return AuthResult(success=good, handled=good)

class Requests(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        with open(folder + "/requests", "a") as file:
            file.write(json.dumps({"path": self.path, "token": self.headers.get("Authorization", ""), "body": body}) + "\\n")
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args):
        pass

controller = Controller(Mails(), hostname="0.0.0.0", port=465, ssl_context=context, authenticator=authenticate,
                        auth_required=True, auth_require_tls=False)
controller.start()
server = http.server.ThreadingHTTPServer(("0.0.0.0", 8443), Requests)
server.socket = context.wrap_socket(server.socket, server_side=True)
server.serve_forever()
`;
