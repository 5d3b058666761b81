"""What a client is promised in frontend-contract/, checked without Node."""
