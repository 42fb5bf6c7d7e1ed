-- An account that nobody has any more keeps its id alone: the log of calls names it.
GRANT DELETE ON hub.credential, hub.device TO hub_rw;
