-- Takes no orders until then: it is being closed. An hour that ends by itself, in place of orders.cycle.stopped, which
-- a close that was interrupted left behind.
ALTER TABLE orders.cycle ADD COLUMN stopped_until timestamptz;
