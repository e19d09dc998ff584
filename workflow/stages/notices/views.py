"""Pages of the notices room."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("notices", __name__)
