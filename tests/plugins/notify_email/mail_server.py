# A mail server for tests (aiosmtpd): writes each message it takes to FOLDER/N.eml and says so. Recipients whose
# address begins with "refused" are refused for good, with "later" for now, with "relay" by a rule; after a message to
# "hangup" it closes the connection without an answer. Prints "ready PORT" and serves until it is killed.
#
#   mail_server.py FOLDER [--tls CERTIFICATE KEY] [--password USER PASSWORD] [--one]
#
# --one: it takes one message over a connection.
import asyncio
import os
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult

folder = sys.argv[1]
options = sys.argv[2:]
taken = 0


def user(session):
    return session.auth_data.login.decode() if session.auth_data else ""


class Handler:
    async def handle_MAIL(self, server, session, envelope, address, mail_options):
        if "--one" in options and getattr(session, "taken", False):
            return "421 4.7.0 too many messages over this connection"
        envelope.mail_from = address
        envelope.mail_options.extend(mail_options)
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        if address.startswith("refused"):
            return "550 5.1.1 no such person here"
        if address.startswith("relay"):
            return "554 5.7.1 relay access denied"
        if address.startswith("later"):
            return "451 4.2.2 the box is full"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        global taken
        if envelope.rcpt_tos[0].startswith("hangup"):
            server.transport.abort()
            return "250 nobody hears this"
        session.taken = True
        taken += 1
        path = os.path.join(folder, f"{taken}.eml")
        with open(path + ".part", "wb") as out:
            out.write(f"X-Recipient: {','.join(envelope.rcpt_tos)}\r\n".encode())
            out.write(f"X-Encrypted: {'yes' if session.ssl else 'no'}\r\n".encode())
            out.write(f"X-User: {user(session)}\r\n".encode())
            out.write(envelope.original_content)
        os.rename(path + ".part", path)
        return "250 taken"


def password(server, session, envelope, mechanism, data):
    at = options.index("--password")
    right = (data.login.decode(), data.password.decode()) == (options[at + 1], options[at + 2])
    return AuthResult(success=right, auth_data=data)


def protocol():
    settings = {}
    if "--tls" in options:
        at = options.index("--tls")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(options[at + 1], options[at + 2])
        settings.update(tls_context=context, require_starttls=True)
    if "--password" in options:
        settings.update(authenticator=password, auth_required=True, auth_require_tls="--tls" in options)
    return SMTP(Handler(), hostname="mail.test", **settings)


async def main():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(protocol, "127.0.0.1", 0)
    print(f"ready {server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


asyncio.run(main())
