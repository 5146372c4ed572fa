"""What is told to whom, when, and how it looks. Everything here is pure.

``routing``   which watches hit, and which destinations they lead to
``state``     the numbers policy goes by, and what a destination already has
``muting``    whether something is muted at a destination
``policy``    post, reply, update, hold or drop, with the reason; ``case`` is what it asks about
``view``      everything a card shows, as data
``card``      the cards
``digest``    what of the held is still told, and the one card that tells it
``compose``   a decision becomes an alert and its deliveries
"""
