"""Photos of openings and packets: taken by who is there, opened by who may, struck out in plain sight."""
