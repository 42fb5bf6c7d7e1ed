-- In place of weekday and cycle: an RRULE (RFC 5545) of days, counted from valid_from; empty: none.
ALTER TABLE shifts.template ADD COLUMN recurrence text NOT NULL DEFAULT '';
