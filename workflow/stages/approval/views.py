"""Pages of the approval room."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("approval", __name__)
