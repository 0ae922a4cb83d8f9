"""The pages of the review, by topic."""
