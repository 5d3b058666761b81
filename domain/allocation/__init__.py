"""Sourcing: which location gives which units of an order, by which policy, and why.

Tables: `fulfillment_order` and its lines (the work of one location), `sourcing_policy` with its versions
and the channels it is for, `allocation_decision`. Pure: `planner` finds the plan, `policy`, `goals` and
`weigh` say what is good, `explain` says why; `candidates` looks at what lies where, `decisions` keeps
what was decided. The verbs over orders and stock are in `domain.processes`.
"""
