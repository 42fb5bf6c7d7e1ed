-- How often hours, title, place or state of a shift changed after it was made, and when last: calendars
-- take the newer of two.
ALTER TABLE shifts.occurrence ADD COLUMN sequence int NOT NULL DEFAULT 0 CHECK (sequence >= 0),
  ADD COLUMN changed_at timestamptz;

-- When she was reminded of it.
ALTER TABLE shifts.booking ADD COLUMN reminded_at timestamptz;

-- Anybody may read which shifts have a free seat.
ALTER TABLE shifts.setting ADD COLUMN free_seats_public boolean NOT NULL DEFAULT false;
