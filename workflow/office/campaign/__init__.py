"""The batch campaign: a village worked from survey to effective lines as one thing."""
