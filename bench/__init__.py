"""How fast Waybill is: rows, each measured against a floor in the same run. ``make bench`` runs all.

`row` and `measure` say what a row is and how it is measured, `stage` what it runs on, `load`, `sockets`
and `pgbench` who asks; each other module measures one family of rows.
"""
