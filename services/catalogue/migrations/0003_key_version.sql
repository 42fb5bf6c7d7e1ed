-- The folding that name_key was made by (core/base/keys.hpp); rows of a former one are folded anew by the next import or
-- the job fold_anew.
ALTER TABLE catalogue.producer ADD COLUMN key_version smallint NOT NULL DEFAULT 1;
GRANT UPDATE (name_key, key_version) ON catalogue.producer TO catalogue_rw;
