"""Pure ground that every room may stand on: identifiers and the errors that views translate."""
