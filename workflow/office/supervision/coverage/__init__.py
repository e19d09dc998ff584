"""How far archives, pre-credits and ratings reach, against what the rules want (S80)."""
