"""A fault that supervision found and what is done about it; draws and inspections of notices share it."""
