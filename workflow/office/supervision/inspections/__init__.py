"""Inspections of posted lists (公示检查, S46): does the list hang where it should, with what it should, and as long."""
