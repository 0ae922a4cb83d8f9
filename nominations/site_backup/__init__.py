"""Backups of the whole site: database and files in one folder, told of by its manifest; the keys are never in it.

A backup is a folder: `manifest.json`, `database.sqlite3` or `database.dump`, and `media/` as it lies under MEDIA_ROOT.
(What the rest of the code calls a backup is a reserve nominee.)
"""
