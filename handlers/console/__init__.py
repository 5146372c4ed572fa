"""The terminal as a chat platform: cards above, a prompt below."""
