"""Forms on paper (S84): printed from data, so that nothing is copied by hand; blank ones of the same make."""
