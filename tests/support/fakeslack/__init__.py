"""A pretended Slack on loopback that keeps to the protocol: what it needs, see ``server``."""
