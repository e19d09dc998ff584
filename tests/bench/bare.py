"""The yardstick: a Flask that says hello, under the gunicorn options of the house."""

from __future__ import annotations

import sys
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from tests.bench import load


class Bare(BaseApplication):
    def load_config(self) -> None:
        for name, value in load.OPTIONS.items():
            self.cfg.set(name, value)
        self.cfg.set("bind", f"127.0.0.1:{sys.argv[1]}")

    def load(self) -> Any:
        app = Flask("bare")
        app.add_url_rule("/", view_func=lambda: "hello", endpoint="hello")
        return app


def figures() -> list[Any]:
    """This file measures nothing by itself."""
    return []


if __name__ == "__main__":
    Bare().run()
