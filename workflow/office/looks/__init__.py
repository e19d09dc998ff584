"""The trail of looks: who opened which household, case or complaint, when and why, for the audit to search."""
