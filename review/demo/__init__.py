"""Demonstration data: invented people walked through the real services. Nothing here is a fixture."""
