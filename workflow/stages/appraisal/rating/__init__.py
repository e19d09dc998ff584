"""Credit grades of households: scored, judged in three tiers, capped."""
