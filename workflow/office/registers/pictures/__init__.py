"""Photos that a register's entries keep: written anew when they came in, numbered, sealed, named by digest."""
