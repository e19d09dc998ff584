"""Keys that follow one another, and bringing what is sealed to the newest."""
