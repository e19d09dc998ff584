"""Lines that are lost, and the list that says so: on paper in the village alone, never online (取消授信公示)."""
