-- Where its orders are sent. Never published.
ALTER TABLE catalogue.producer ADD COLUMN email text NOT NULL DEFAULT '';
GRANT UPDATE (email) ON catalogue.producer TO catalogue_rw;
