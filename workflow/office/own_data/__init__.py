"""What is kept about a household, handed to it at the counter by two people."""
