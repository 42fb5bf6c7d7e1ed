-- SHA-256 of the association and the address that it came from; NULL: not known. It goes with the rest.
ALTER TABLE membership.application ADD COLUMN address_hash bytea;
