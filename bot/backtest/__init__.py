"""What if: the stored history once more through the real decisions, by a clock of its own.

replay     one configuration's decisions on items oldest first; what was told, counted
history    the edge: the stored history past replays
outcome    what a replay comes to, and how two differ
report     the same as a table for a terminal, and as data for scripts
"""
