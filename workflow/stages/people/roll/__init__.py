"""A village's roll: its households and members from one sheet, each entry as if it had been keyed."""
