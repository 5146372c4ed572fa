"""What is told to whom, when, and how it looks. Everything here is pure.

``routing``   which watches hit, and which destinations they lead to
``policy``    post, reply, update, hold or drop, with the reason
``view``      everything a card shows, as data
``card``      the cards
``compose``   a decision becomes an alert and its deliveries
"""
