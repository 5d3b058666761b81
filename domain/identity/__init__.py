"""Who is calling: tokens for staff and customers, API keys for partners.

Tables: `partner`. Doors: `authenticate.authenticate` turns an Authorization header into an `Actor`;
`tokens` makes and reads bearer tokens; `service.create_partner` makes a partner and its key. What an
actor may do is not decided here: the schema holds permissions, the slices hold visibility.
"""
