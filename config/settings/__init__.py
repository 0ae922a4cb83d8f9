"""One module for each place the site runs in: development, test, production; base is what they share."""
