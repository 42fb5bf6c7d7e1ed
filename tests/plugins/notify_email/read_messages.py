# Reads Internet messages with Python's `email` and prints what a mail program would show, as one JSON object a line:
#
#   read_messages.py FILE …
import json
import sys
from email import policy
from email.parser import BytesParser

for path in sys.argv[1:]:
    with open(path, "rb") as file:
        raw = file.read()
    message = BytesParser(policy=policy.default).parsebytes(raw)
    parts = [message] + list(message.walk())
    print(json.dumps({
        "defects": [str(defect) for part in parts for defect in part.defects]
                   + [f"{name}: {d}" for name, value in message.items() for d in value.defects],
        "headers": {name: str(value) for name, value in message.items()},
        "text": message.get_body(("plain",)).get_content(),
        "html": message.get_body(("html",)).get_content(),
        "longest_line": max(len(line) for line in raw.split(b"\r\n")),
        "bare_line_ends": raw.replace(b"\r\n", b"").count(b"\n") + raw.replace(b"\r\n", b"").count(b"\r"),
    }, ensure_ascii=False))
