"""How Tidings is built: what compiles the rules of figures, and the hooks that pip calls.

Not part of the program. A wheel is built where little is installed, so nothing here imports it.
"""
