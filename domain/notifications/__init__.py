"""What customers are told, once for each event they care about.

Table: `notification`. `service.notify_customer` writes the message, sends it outside of any transaction
and marks it sent; `messages` renders, purely; `port.Mailer` is the way out, its adapters beside it.
"""
