"""The days of recurrence rules, by python3-dateutil: for each line `YYYY-MM-DD RULE` of the input, the
days from that one on within four years."""
import datetime
import sys

from dateutil import rrule

for line in sys.stdin:
    first, rule = line.split()
    start = datetime.datetime.strptime(first, "%Y-%m-%d")
    end = start + datetime.timedelta(days=1460)
    # dateutil looks for the first day of a rule that has none up to this year, by default 9999.
    datetime.MAXYEAR = end.year
    found = rrule.rrulestr(f"{rule};UNTIL={end:%Y%m%d}", dtstart=start)
    print(" ".join(f"{day:%Y-%m-%d}" for day in found))
