"""Pages of the publication room."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("publication", __name__)
