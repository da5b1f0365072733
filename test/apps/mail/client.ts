/**
 * A mail program of a user, of Python's standard library: sends by submission, and reads by IMAP, both verified.
 * `client.py send SERVER LOGIN PASSWORD FROM TO SUBJECT`, `client.py read SERVER LOGIN PASSWORD FOLDER` prints all messages;
 * `client.py relay ADDRESS DOMAIN` tries to have it pass mail on, and prints each answer;
 * `client.py features SERVER PORT` what a server offers once TLS is spoken.
 */
export const clientProgram = `
import email.message, email.utils, imaplib, smtplib, ssl, sys
def context():
    return ssl.create_default_context(cafile="/root/roots.pem")
def send(server, login, password, sender, to, subject, header_from=None, body="hello\\n"):
    message = email.message.EmailMessage()
    message["From"], message["To"], message["Subject"] = header_from or sender, to, subject
    message["Date"], message["Message-ID"] = email.utils.formatdate(), email.utils.make_msgid(domain=sender.split("@")[1])
    message.set_content(body)
    with smtplib.SMTP(server, 587, local_hostname="client.test", timeout=60) as smtp:
        smtp.starttls(context=context())
        smtp.login(login, password)
        smtp.send_message(message, sender, [to])
    print("sent")
def read(server, login, password, folder):
    with imaplib.IMAP4_SSL(server, 993, ssl_context=context(), timeout=60) as imap:
        imap.login(login, password)
        status, _ = imap.select(folder, readonly=True)
        _, numbers = imap.search(None, "ALL")
        for number in numbers[0].split():
            print(imap.fetch(number, "(RFC822)")[1][0][1].decode())
def features(server, port):
    with smtplib.SMTP(server, int(port), local_hostname="client.test", timeout=60) as smtp:
        smtp.starttls()
        smtp.ehlo()
        print("offered:", " ".join(sorted(smtp.esmtp_features)))
        print(*smtp.docmd("AUTH", "PLAIN AGEAYg=="))
def relay(address, domain):
    own, victim, literal = "mail." + domain, "victim@elsewhere.test", "[" + address + "]"
    senders = ["x@stranger.test", "", "x@" + own, "x@" + literal, "x@localhost", "nobody@" + domain, "alice@" + domain]
    recipients = ['"' + victim + '"', '"victim%elsewhere.test"', "elsewhere.test!victim", victim + ".", "victim@[198.51.100.200]"]
    for through in (domain, own, literal):
        recipients += ["victim%elsewhere.test@" + through, "elsewhere.test!victim@" + through, "@" + through + ":" + victim]
        recipients += [victim + "@" + through, '"' + victim + '"@' + through]
    for sender, recipient in [(one, victim) for one in senders] + [(senders[0], one) for one in recipients]:
        with smtplib.SMTP(address, 25, local_hostname="stranger.test", timeout=60) as smtp:
            smtp.ehlo()
            first = smtp.docmd("MAIL", "FROM:<" + sender + ">")
            code, text = smtp.docmd("RCPT", "TO:<" + recipient + ">") if first[0] == 250 else first
            print(code, "<" + sender + ">", "<" + recipient + ">", text.decode())
try:
    {"send": send, "read": read, "features": features, "relay": relay}[sys.argv[1]](*sys.argv[2:])
except (smtplib.SMTPException, imaplib.IMAP4.error, OSError) as error:
    print("refused:", error)
    sys.exit(1)
`;
