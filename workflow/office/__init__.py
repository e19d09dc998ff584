"""Rooms that see all stages: the desk, publication, supervision."""
