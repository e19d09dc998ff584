"""Pages of the credit room."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("credit", __name__)
