"""The forms of Attachments 1 and 2 and of the recommendation, described once in `sections`."""
