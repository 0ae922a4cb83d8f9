"""Paper: approval forms and summary sheets as PDF, Excel and page (domain §6).

What is printed on paper is Chinese whatever language the reader's screen speaks, so its words do not go through gettext.
"""
