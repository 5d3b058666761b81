"""The language clients speak: GraphQL types, inputs, results and loaders. No SQL, no rules."""
