"""Sanctions (违规处理, S70): what follows for somebody from an upheld complaint or a breach."""
