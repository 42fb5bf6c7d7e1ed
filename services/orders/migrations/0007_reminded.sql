-- When the member was told that the order is not confirmed: once for each order.
ALTER TABLE orders.member_order ADD COLUMN reminded_at timestamptz;
