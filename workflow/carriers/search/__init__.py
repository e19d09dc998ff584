"""Finding what is published by typing: one small interface, two engines over the same words."""
