"""The registry of documents: what may be run by those who may not send text of their own.

Tables: `document`, one a text, known by its hashes; `document_partner`, which partner may run it. A
document that is `shared` is for the shop's own clients: the storefront and the admin app. Verbs:
`service.register_documents`, `service.unregister_documents`. What a text means and costs is not known
here: whoever registers has parsed, checked and priced it.
"""
