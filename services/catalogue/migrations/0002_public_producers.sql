-- What may be shown of a producer to anybody, once it is published. latitude and longitude in
-- millionths of a degree.
ALTER TABLE catalogue.producer
  ADD description text NOT NULL DEFAULT '',
  ADD website text NOT NULL DEFAULT '',
  ADD street text NOT NULL DEFAULT '',
  ADD post_code text NOT NULL DEFAULT '',
  ADD town text NOT NULL DEFAULT '',
  ADD latitude int CHECK (latitude BETWEEN -90000000 AND 90000000),
  ADD longitude int CHECK (longitude BETWEEN -180000000 AND 180000000),
  ADD published boolean NOT NULL DEFAULT false,
  ADD CHECK ((latitude IS NULL) = (longitude IS NULL));

GRANT UPDATE (description, website, street, post_code, town, latitude, longitude, published)
  ON catalogue.producer TO catalogue_rw;
