"""What people give with a step."""
