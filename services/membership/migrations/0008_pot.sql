-- What a membership has put into the pot, or taken out of it (below 0): what is paid above the cost goes in when it is
-- paid, what is paid below comes out at once. Until now it was counted whether it was paid or not.
ALTER TABLE membership.period ADD COLUMN pot_cents bigint NOT NULL DEFAULT 0;

-- Of every association.
ALTER TABLE membership.period NO FORCE ROW LEVEL SECURITY;
UPDATE membership.period SET pot_cents = cents - target_cents WHERE cancelled_on IS NULL;
ALTER TABLE membership.period FORCE ROW LEVEL SECURITY;
