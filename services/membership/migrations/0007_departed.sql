-- left_told: it was told that who left is gone (halle.kernel.v1.SubjectLeft). Those who left before are told of by
-- the job follow_dues.
ALTER TABLE membership.member ADD COLUMN left_told boolean NOT NULL DEFAULT false;
