"""All that is needed to work out a cycle's result anew, written to a folder for whoever does not take the site's word.

`deploy/verify_dossier.py` does that, and uses nothing of this site. No ID number, no telephone number, and no free text: of a
reason only that it was given, by a mark under AUDIT_KEY, against which whoever has text and key can hold it.
"""
