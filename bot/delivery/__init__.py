"""The outbox: every card reaches its destination once, in order, or somebody is told why not."""
