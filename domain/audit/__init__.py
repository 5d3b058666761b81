"""Who did what, on what, from where, and whether they were let: kept for those who have to know.

Table: `audit_entry`, append-only until `forget_before` drops what is old. What was allowed is written by
`record` in the transaction that did it: no action without its entry, no entry without its action. What
was refused is written in a transaction of its own, because the one that was asked for is rolled back: by
`record_refusal`, and by `record_turned_away` for who never came as far as an action.
"""
