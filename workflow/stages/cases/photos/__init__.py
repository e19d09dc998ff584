"""Photos of papers that were asked for, handed in by the household itself through its receipt (S82)."""
