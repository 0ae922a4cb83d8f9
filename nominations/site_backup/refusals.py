"""Why a backup or a restore did not come to its end, and the exit code that says so. docs/operations.md has the list."""


class Refused(Exception):
    """Not done, for what the words say; nothing was changed."""

    code = 1


class Damaged(Refused):
    """The backup is not what was written; nothing was changed."""

    code = 3


class Unequal(Refused):
    """It was restored, but it is not what was backed up."""

    code = 4
