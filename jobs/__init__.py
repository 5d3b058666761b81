"""Background work: the door through which Waybill acts by itself.

`relay` hands events from the outbox to live channels and, by the table in `reactions`, to tasks; arq
wakes the tasks, `task` runs them, `sweeper` finds those that nobody woke. The record of work is a row in
PostgreSQL throughout: the broker may go at any moment and takes nothing with it but speed.
"""
