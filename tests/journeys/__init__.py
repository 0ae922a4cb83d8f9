"""Journeys: people at their desks, a real browser, the running site; from the first form to the commendation."""
