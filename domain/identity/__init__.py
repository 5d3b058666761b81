"""Who is calling: tokens for staff, customers and guests, API keys for partners.

Tables: `partner`, `partner_key`, `token_revocation`. Doors: `authenticate.authenticate` turns an
Authorization header into an `Actor`; `tokens` makes and reads bearer tokens, `jwks` reads an identity
provider's; `service` and `keys` make partners and their keys, `revocations` takes tokens back. What an
actor may do is not decided here: the schema holds permissions, the slices hold visibility.
"""
