"""Appraisal panels, who sits on them, and the village meeting that settles a line."""
