SELECT entry_id, sum(amount_cents) FROM orders.posting GROUP BY entry_id HAVING sum(amount_cents) <> 0
