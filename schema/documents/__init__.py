"""Documents before they run: parsed once, measured in one walk, held to limits, priced, validated, kept.

`prepare` makes a `PreparedDocument` of a text; `KnownDocuments` keeps them, so that a document that is
known is neither parsed nor validated again. Where documents come from (free text, a registry) and who
may run which is the door's business (`api.persisted`).
"""
