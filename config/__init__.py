"""How the site is put together. No rule of honours lives here."""
