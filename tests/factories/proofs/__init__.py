"""What must hold, one file an area: each yields a sentence for everything that does not."""
