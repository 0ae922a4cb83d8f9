"""Forms of the administrator's and the auditor's pages."""
