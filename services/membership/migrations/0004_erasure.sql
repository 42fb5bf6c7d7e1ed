-- erased_on: who she was is forgotten since.
ALTER TABLE membership.member ADD COLUMN erased_on date;

GRANT UPDATE (cause) ON membership.standing TO membership_rw;
GRANT DELETE ON membership.held_skill, membership.reminder TO membership_rw;
