"""A marketplace's real history, replayed through the domain verbs.

`reader` turns the CSVs into typed rows, `history` says what an order's row means as dated steps,
`seed` loads what the orders refer to, `replay` lives one order through the verbs that the API calls,
`reconcile` compares the database with the CSVs to the cent, and `command` runs the whole of it.

The format is that of the "Brazilian E-Commerce Public Dataset by Olist"; files may be gzipped.
"""
