"""Ways to send a message, one file each; `registry` picks by the settings."""
