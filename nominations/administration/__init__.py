"""What an administrator does: cycles, units, people, the working calendar. Every verb writes the audit trail.

A verb that cannot be done raises ValidationError, its words at the field where there is one, and changes nothing.
"""
