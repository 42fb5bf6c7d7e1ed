-- Since when a line first held stock for an order that was not confirmed; stays, so that the time is not renewed.
ALTER TABLE orders.line ADD COLUMN hold_from timestamptz;
-- For all associations at once, by the table's owner.
ALTER TABLE orders.line NO FORCE ROW LEVEL SECURITY;
UPDATE orders.line SET hold_from = hold_until - interval '30 minutes' WHERE hold_until IS NOT NULL;
ALTER TABLE orders.line FORCE ROW LEVEL SECURITY;
