"""Who did what, on what, from where, and whether they were let: kept for those who have to know.

Table: `audit_entry`, append-only. What was allowed is written by `record` in the transaction that did
it: no action without its entry, no entry without its action. What was refused is written by
`record_refusal` in a transaction of its own, because the one that was asked for is rolled back.
"""
