-- When the host decided last about a booking of another's: accepted or refused it, cancelled or moved it, or let the time
-- for an answer pass. NULL: it has not.
ALTER TABLE premises.booking ADD COLUMN decided_at timestamptz;
CREATE INDEX booking_decided ON premises.booking (org_id, decided_at) WHERE decided_at IS NOT NULL;
