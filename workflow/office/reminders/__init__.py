"""What reminds people of their dates without their coming here: a daily digest, a calendar to subscribe to."""
