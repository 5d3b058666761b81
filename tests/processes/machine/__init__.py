"""Random lives in a shop: one small file an area of verbs, all of them in `areas`.

Every verb chooses its arguments from whatever is in the database at the moment, so it may be refused.
What it must not do is fail in another way, or be refused and still change something.
"""
