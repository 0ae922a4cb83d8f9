"""Uploaded pictures and PDFs opened and written anew, in a process of its own: a file that was made to do harm to a
decoder has little memory and time for it, nothing to write to, and no secret beside it.

`apart` is the side of whoever asks; `pictures` and `pdfs` do the work, are plain Python, and can be run alone.
"""
