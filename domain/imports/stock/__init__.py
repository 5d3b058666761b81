"""Stock from a file: what every location holds, as a warehouse system or a spreadsheet says it."""
