"""The half-yearly draw of villages and loans for inspection (S67), and what was found in them."""
