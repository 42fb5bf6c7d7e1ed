-- Of photos that are kept as they were sent: they may say where they were taken. They are shown to nobody until
-- the job RedrawPhotos has drawn them anew, which a migration cannot. What is suggested from now on was drawn
-- anew before it is kept.
ALTER TABLE member_wishes.wish ADD COLUMN as_sent boolean NOT NULL DEFAULT true;
ALTER TABLE member_wishes.wish ALTER COLUMN as_sent SET DEFAULT false;
CREATE INDEX wish_as_sent ON member_wishes.wish (org_id, id) WHERE as_sent AND photo <> '';
CREATE INDEX wish_photo ON member_wishes.wish (org_id, photo);
