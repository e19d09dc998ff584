"""Contracts of a case (面签): drawn up from its data, printed and numbered, signed face to face."""
