"""Pages of the lower app."""
