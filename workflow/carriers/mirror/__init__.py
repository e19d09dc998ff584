"""The public side as a folder of files that any web server can serve: pages found by their links, written whole."""
