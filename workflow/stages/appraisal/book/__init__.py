"""Appraisal books filled in back to back, and the pre-credits that follow from them."""
