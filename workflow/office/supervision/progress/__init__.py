"""Ten-day progress reports (旬报): derived from figures, signed by the head, circulated by the union (S80)."""
