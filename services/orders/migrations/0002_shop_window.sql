-- What a member looks for in an offer. net_quantity: thousandths of net_unit (2 kilogram, 3 litre) in a
-- piece; net_price in cents for one net_unit; labels one a line; months: bit 0 is January, 0 all year.
ALTER TABLE orders.offer
  ADD net_quantity bigint NOT NULL DEFAULT 0,
  ADD net_unit smallint NOT NULL DEFAULT 0,
  ADD net_price_cents bigint NOT NULL DEFAULT 0,
  ADD labels text NOT NULL DEFAULT '',
  ADD origin text NOT NULL DEFAULT '',
  ADD months int NOT NULL DEFAULT 0;

-- A member's orders through the cycles.
CREATE INDEX member_order_member ON orders.member_order (org_id, member_number);
