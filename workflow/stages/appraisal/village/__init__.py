"""What is done for a whole village at once: drawing, summarising, putting before the panel, the meeting's sheet."""
