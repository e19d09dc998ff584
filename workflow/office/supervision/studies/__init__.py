"""The leaders' quarterly studies of the work, with tasks that name department, person and day (S80)."""
