"""Settings come from the environment once, at start; every limit a deployer may turn stands here."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import timedelta
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Limits:
    """Quotas and sizes of the service itself (not of the credit rules, which live in policy packs)."""

    login_tries: int = 10
    login_tries_address: int = 50
    login_tries_account: int = 100
    known_address_days: int = 30
    login_window_seconds: int = 300
    second_factor_tries: int = 5
    lookups_per_hour: int = 20
    code_tries_per_hour: int = 60
    filings_per_hour_address: int = 5
    filings_per_hour_all: int = 200
    filings_per_hour_most: int = 20_000
    slow_seconds: int = 60
    photos_per_filing: int = 6
    photo_bytes: int = 12 * 1024 * 1024
    papers_per_hour: int = 40
    bad_photos_per_hour: int = 30
    session_idle_minutes: int = 30
    session_hours: int = 12
    body_bytes: int = 64 * 1024
    upload_bytes: int = 32 * 1024 * 1024
    token_hours: int = 12
    page_size: int = 50
    busy_seconds: int = 15
    silence_minutes: int = 60
    backup_hours: int = 26
    verification_hours: int = 26
    digest_hour: int = 7
    quiet_since_hour: int = 21
    quiet_until_hour: int = 7
    calendar_reads_per_hour: int = 30
    import_bytes: int = 4 * 1024 * 1024
    import_rows: int = 12_000
    import_days_kept: int = 14

    def patience(self, work: str) -> timedelta:
        """How long unseen work may be silent before it is called so; what is done once a day has hours of its own."""
        daily = {"backup": self.backup_hours, "verification": self.verification_hours}
        return timedelta(hours=daily[work]) if work in daily else timedelta(minutes=self.silence_minutes)


@dataclass(frozen=True)
class Settings:
    """One house: where its data and keys are, which addresses it answers to, how much it takes in.

    `papers` is where ready papers lie: written by the worker, read by the portal.
    """

    data: Path
    database_url: str
    portal_database_url: str
    keys: Path
    hosts: tuple[str, ...] = ("localhost", "127.0.0.1", "[::1]")
    site_url: str = "http://127.0.0.1:8000"
    secure_cookies: bool = False
    proxies: int = 0
    smtp_url: str = ""
    notify_urls: tuple[str, ...] = ()
    sender: str = "sunshine@localhost"
    security_contacts: tuple[str, ...] = ()
    search: str = "database"
    papers: Path = Path("data/papers")
    limits: Limits = field(default_factory=Limits)

    @property
    def search_folder(self) -> Path:
        """Where the search index lies, if there is one beside the database: written by the worker."""
        return self.data / "search"

    @classmethod
    def load(cls, data: str | Path | None = None, environ: Mapping[str, str] | None = None) -> Settings:
        """Read ``SUNSHINE_*`` and ``DATABASE_URL``; `data` (a folder) wins over ``SUNSHINE_DATA``."""
        env = os.environ if environ is None else environ
        folder = Path(data or env.get("SUNSHINE_DATA") or "data").resolve()
        url = env.get("DATABASE_URL") or f"sqlite:///{folder / 'sunshine.db'}"
        public = env.get("PORTAL_DATABASE_URL") or url
        return cls(
            data=folder,
            database_url=url,
            portal_database_url=public,
            keys=Path(env.get("SUNSHINE_KEYS") or folder / "keys").resolve(),
            hosts=_words(env.get("SUNSHINE_HOSTS")) or cls.hosts,
            site_url=env.get("SUNSHINE_SITE_URL", cls.site_url).rstrip("/"),
            secure_cookies=env.get("SUNSHINE_SECURE_COOKIES", "") == "1",
            proxies=int(env.get("SUNSHINE_PROXIES", "0")),
            smtp_url=env.get("SUNSHINE_SMTP_URL", ""),
            notify_urls=_words(env.get("SUNSHINE_NOTIFY_URLS")),
            sender=env.get("SUNSHINE_SENDER", cls.sender),
            security_contacts=_words(env.get("SUNSHINE_SECURITY_CONTACTS")),
            search=env.get("SUNSHINE_SEARCH") or ("whoosh" if public.startswith("sqlite") else "database"),
            papers=Path(env.get("SUNSHINE_PAPERS") or folder / "papers").resolve(),
            limits=_limits(env),
        )


def _words(text: str | None) -> tuple[str, ...]:
    return tuple(word for word in (text or "").replace(",", " ").split() if word)


def _limits(env: Mapping[str, str]) -> Limits:
    """Any limit can be set as ``SUNSHINE_LIMIT_<NAME>``; anything else keeps its default."""
    given: dict[str, Any] = {}
    for name in (each.name for each in fields(Limits)):
        text = env.get(f"SUNSHINE_LIMIT_{name.upper()}")
        if text:
            given[name] = int(text)
    return Limits(**given)
