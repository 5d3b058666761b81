"""The breadth-first engine: an operation is executed level by level, each field once for all objects.

The standard executor walks a response object by object and field by field; on a list page most of its
time goes into walking. Here a document is planned once (`plan`), a level of objects is one list
(`level`), a field reads, loads or calls for the whole list (`resolve`) and its values are completed in
one pass (`complete`). Most of a page is plainer than that: leaves are written by a function made for
their selection (`straight`), rows become objects of the answer as they are (`rows`), and what is asked
of them comes with the statement that finds them (`at_once`).

Errors stay in the tree until it is whole and are then told in the order of the document (`failures`),
which is where nulls propagate.

It plugs in as strawberry's execution class (`executor`), so everything around it, and the schema, is
ordinary strawberry. `choice` runs any operation on the standard executor instead.
"""
