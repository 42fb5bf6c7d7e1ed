-- The link was made by the close of the cycle, for the letter to the producer: no person has seen it.
ALTER TABLE orders.delivery ADD COLUMN by_letter boolean NOT NULL DEFAULT false;
