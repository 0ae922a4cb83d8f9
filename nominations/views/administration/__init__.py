"""Pages of the administrator, and the audit trail for the auditor."""
