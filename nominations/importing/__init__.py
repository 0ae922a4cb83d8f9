"""Attachments 3 and 4 in: lines of a workbook → drafts, shown first, taken over whole or not at all."""
