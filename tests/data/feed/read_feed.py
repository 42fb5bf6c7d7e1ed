"""Reads shifts.ics by python3-icalendar and compares what it finds with shifts.txt."""
import pathlib
import sys

import icalendar

here = pathlib.Path(__file__).parent
found = ""
for event in icalendar.Calendar.from_ical((here / "shifts.ics").read_bytes()).walk("VEVENT"):
    found += "|".join([
        str(event["UID"]),
        str(int(event["DTSTART"].dt.timestamp())),
        str(int(event["DTEND"].dt.timestamp())),
        str(event["SEQUENCE"]),
        "off" if event["STATUS"] == "CANCELLED" else "on",
        str(event["SUMMARY"]),
        str(event.get("LOCATION", "")),
    ]) + "\n"
wanted = (here / "shifts.txt").read_text(encoding="utf-8")
if found != wanted:
    sys.exit("found:\n" + found + "instead of:\n" + wanted)
