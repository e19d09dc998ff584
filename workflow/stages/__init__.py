"""The life of a loan from the ground up: a later stage knows the earlier, never back."""
