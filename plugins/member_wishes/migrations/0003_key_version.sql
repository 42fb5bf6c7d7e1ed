-- The folding that key was made by (core/base/keys.hpp); rows of a former one are folded anew by the next suggestion or
-- the job fold_anew.
ALTER TABLE member_wishes.wish ADD COLUMN key_version smallint NOT NULL DEFAULT 1;
