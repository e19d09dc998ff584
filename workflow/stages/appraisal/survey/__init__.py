"""Who is asked about a household, what they said, and the line that follows from it."""
