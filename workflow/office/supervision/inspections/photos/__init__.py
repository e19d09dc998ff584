"""Photos of a list as it hung: taken by who inspects it, struck out in plain sight."""
