"""The notice as code and data: pure Python, no Django, no database, no clock."""
