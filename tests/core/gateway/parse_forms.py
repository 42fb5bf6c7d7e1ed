"""Bodies of HTML forms, by urllib: for each line of the input, a body in hexadecimal, its names and values in
hexadecimal, or `refused` for a wrong escape, a NUL or what is not UTF-8."""
import re
import sys
from urllib.parse import parse_qsl


def fields(body):
    if re.search("%(?![0-9A-Fa-f]{2})", body):
        raise ValueError("a wrong escape")
    pairs = parse_qsl(body, keep_blank_values=True, errors="strict")
    if any("\0" in text for pair in pairs for text in pair):
        raise ValueError("a NUL")
    return pairs


for line in sys.stdin:
    try:
        found = fields(bytes.fromhex(line.strip()).decode("ascii"))
    except ValueError:
        print("refused")
    else:
        print("&".join(f"{name.encode().hex()}={value.encode().hex()}" for name, value in found))
