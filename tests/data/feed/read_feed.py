"""Reads NAME.ics by python3-icalendar and compares what it finds with NAME.txt."""
import pathlib
import sys

import icalendar

here = pathlib.Path(__file__).parent
for name in ["shifts", "workshops"]:
    found = ""
    for event in icalendar.Calendar.from_ical((here / (name + ".ics")).read_bytes()).walk("VEVENT"):
        found += "|".join([
            str(event["UID"]),
            str(int(event["DTSTART"].dt.timestamp())),
            str(int(event["DTEND"].dt.timestamp())),
            str(event["SEQUENCE"]),
            "off" if event["STATUS"] == "CANCELLED" else "on",
            str(event["SUMMARY"]),
            str(event.get("LOCATION", "")),
        ]) + "\n"
    wanted = (here / (name + ".txt")).read_text(encoding="utf-8")
    if found != wanted:
        sys.exit("found:\n" + found + "instead of:\n" + wanted)
