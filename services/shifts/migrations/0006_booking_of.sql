-- What a member had and has, also what she gave back. As long as booking_member: whichever of the two a plan made
-- on an empty table takes, it finds one row.
CREATE INDEX booking_of ON shifts.booking (org_id, member_number, template_id, day);
