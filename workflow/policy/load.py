"""Reading the packs, and refusing what is not a rule: gaps, overlaps, uncited values, unknown keys.

A folder of packs holds one folder a pack: `pack.toml` says what it is, `products.toml` what it offers, every
other `<subject>.toml` holds one table a key (design.md, styles.md 4.5):

    [loan_notice_days]
    checked_on = 2026-11-21
    values = [{ from = 2012-08-25, value = { min = 3, max = 5, preset = 5 }, cite = "…" }]

A value holds until the next one begins, or until its own `until`; a figure that the source leaves open is
written "not set", with the citation of the place that leaves it open. Later folders (the institution's own)
add packs, replace single keys of earlier ones, and override fields of products. In `products.toml` a
`[template.<name>]` holds the `stages` (and `stages_from`) that products share by `template = "<name>"`; those of its
stages that have a `kind` are what a case of such a product goes through (`flows`).
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from workflow.kernel.errors import N_
from workflow.policy import flows
from workflow.policy.keys import Registry, registry
from workflow.policy.pack import Library, Pack, PackError, Value
from workflow.policy.products import Product, read_product
from workflow.policy.timeline import tables_of, timeline

KINDS = ("institution", "regulation", "practice", "defaults")
PACK_FIELDS = frozenset({"name", "name_en", "kind", "source", "overlays"})


@dataclass
class Draft:
    """What the folders say about one pack, not yet checked."""

    slug: str
    about: dict[str, Any] = field(default_factory=dict)
    tables: dict[str, tuple[str, dict[str, Any]]] = field(default_factory=dict)
    products: dict[str, tuple[str, dict[str, Any]]] = field(default_factory=dict)
    templates: dict[str, dict[str, Any]] = field(default_factory=dict)


def library(extra: Iterable[Path] = ()) -> Library:
    """The shipped packs, then those of further folders. PackError names file, key and date of a fault."""
    drafts: dict[str, Draft] = {}
    for folder in (files("workflow.policy") / "packs", *extra):
        for entry in sorted(folder.iterdir(), key=lambda found: found.name):
            if entry.is_dir():
                _read_folder(entry, drafts.setdefault(entry.name, Draft(entry.name)))
    return Library(_packs(drafts))


def examples() -> Path:
    """The folder of the demonstration's marked examples, for `library(extra=…)`."""
    return Path(str(files("workflow.policy") / "examples"))


def _packs(drafts: Mapping[str, Draft]) -> dict[str, Pack]:
    keys = registry()
    packs: dict[str, Pack] = {}
    for draft in sorted(
        drafts.values(), key=lambda draft: (draft.about.get("kind") == "institution", draft.slug)
    ):
        packs[draft.slug] = _pack(draft, packs, keys)
    return dict(sorted(packs.items()))


def _read_folder(folder: Traversable | Path, draft: Draft) -> None:
    seen: set[str] = set()
    for file in sorted(folder.iterdir(), key=lambda found: found.name):
        name = f"{draft.slug}/{file.name}"
        if file.name == "pack.toml":
            draft.about = _toml(file, name)
        elif file.name == "products.toml":
            _take_products(_toml(file, name), name, draft)
        elif file.name.endswith(".toml"):
            for key, table in tables_of(_toml(file, name)):
                if key in seen:
                    raise PackError(N_("%(file)s: %(key)s stands twice."), file=name, key=key)
                seen.add(key)
                draft.tables[key] = (name, table)


def _toml(file: Traversable | Path, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise PackError(N_("%(file)s is no TOML: %(problem)s"), file=name, problem=problem) from problem


def _take_products(raw: Mapping[str, Any], file: str, draft: Draft) -> None:
    draft.templates |= raw.get("template", {})
    for entry in raw.get("product", ()):
        _, shipped = draft.products.get(entry["key"], ("", {}))
        draft.products[entry["key"]] = (file, {**shipped, **_staged(entry, draft.templates, file)})


def _staged(entry: dict[str, Any], templates: Mapping[str, Any], file: str) -> dict[str, Any]:
    """A product of a pack with the procedure that its `template` names: stages, who answers for each, their limits."""
    name = entry.get("template")
    if name is None:
        return entry
    if name not in templates:
        message = N_("%(file)s: the product %(key)s names the stage template %(name)s, which is not there.")
        raise PackError(message, file=file, key=entry["key"], name=name)
    own = {field: value for field, value in entry.items() if field != "template"}
    return {**templates[name], **own}


def _pack(draft: Draft, packs: Mapping[str, Pack], keys: Registry) -> Pack:
    about = _about(draft, packs)
    timelines = {key: timeline(key, *entry, draft.slug, keys) for key, entry in draft.tables.items()}
    products = tuple(_product(*entry) for entry in draft.products.values())
    overlays = tuple(packs[slug] for slug in about.get("overlays", ()))
    _check_levels(draft, timelines)
    _check_stages(draft, timelines, products)
    _check_products(draft, timelines, products, keys)
    content = [sorted(about.items()), sorted(timelines.items()), products, [text.digest for text in overlays]]
    return Pack(
        slug=draft.slug,
        name=about["name"],
        name_en=about["name_en"],
        kind=about["kind"],
        source=about["source"],
        overlays=overlays,
        timelines=timelines,
        products=products,
        keys=keys,
        digest=hashlib.sha256(repr(content).encode()).hexdigest(),
    )


def _about(draft: Draft, packs: Mapping[str, Pack]) -> dict[str, Any]:
    file = f"{draft.slug}/pack.toml"
    wrong = (
        draft.about.keys() ^ PACK_FIELDS
        if "overlays" in draft.about
        else {*draft.about, "overlays"} ^ PACK_FIELDS
    )
    if wrong:
        raise PackError(N_("%(file)s: the field %(key)s is missing or unknown."), file=file, key=min(wrong))
    if draft.about["kind"] not in KINDS:
        raise PackError(N_("%(file)s: the kind is institution, regulation, practice or defaults."), file=file)
    for slug in draft.about.get("overlays", ()):
        if slug not in packs or packs[slug].kind == "institution":
            raise PackError(N_("%(file)s: there is no regulation or practice %(key)s to overlay."), file=file, key=slug)
    return draft.about


def _product(file: str, entry: Mapping[str, Any]) -> Product:
    try:
        return read_product(entry)
    except (ValueError, KeyError, TypeError, ArithmeticError) as problem:
        message = N_("%(file)s: the product %(key)s cannot be read: %(problem)s")
        raise PackError(message, file=file, key=entry.get("key", ""), problem=repr(problem)) from problem


def _check_levels(draft: Draft, timelines: Mapping[str, tuple[Value, ...]]) -> None:
    """A limit of a level that the institution does not have would never be obeyed."""
    levels = {term.code for value in timelines.get("authority.levels", ()) for term in value.value or ()}
    for key in timelines:
        family, _, level = key.rpartition(".")
        if family in ("decision_limit", "authority.limit") and level not in levels:
            raise PackError(
                N_("%(file)s: %(key)s names a level that authority.levels does not."),
                file=draft.tables[key][0],
                key=key,
            )


def _check_stages(draft: Draft, timelines: Mapping[str, tuple[Value, ...]], products: Iterable[Product]) -> None:
    """A demanded stage that does not exist, a level that is none, a notice that no rule asks for: nobody could act."""
    for value in timelines.get("flow.demands", ()):
        unknown = [term.code for row in value.value or () for term in row.value or () if term.code not in flows.NAMED]
        if unknown:
            message = N_("%(file)s: flow.demands names the stage %(name)s, which is not there.")
            raise PackError(message, file=draft.tables["flow.demands"][0], name=unknown[0])
    levels = {term.code for value in timelines.get("authority.levels", ()) for term in value.value or ()}
    posted = {value.value for value in timelines.get("flow.notice", ())} - {flows.NO_NOTICE}
    for product in products:
        for stage in product.stages:
            if (stage.level and stage.level not in levels) or (stage.kind == flows.Kind.NOTICE and not posted):
                message = N_("%(file)s: the product %(key)s names a level or a notice that the rules do not know.")
                raise PackError(message, file=draft.products[product.key][0], key=product.key)


def _check_products(
    draft: Draft, timelines: Mapping[str, tuple[Value, ...]], products: Iterable[Product], keys: Registry
) -> None:
    """A limit of a product that is not offered, or a stage's limit that no rule can be, would never be obeyed."""
    offered = {product.key for product in products}
    for key in timelines:
        family, _, product_key = key.rpartition(".")
        if family == "product_limit" and product_key not in offered:
            message = N_("%(file)s: %(key)s names a product that products.toml does not.")
            raise PackError(message, file=draft.tables[key][0], key=key)
    for product in products:
        named = {*product.limit_keys, *(key for stage in product.stages for key in stage.limit_keys)}
        unknown = sorted(key for key in named if keys.find(key) is None)
        if unknown:
            message = N_("%(file)s: the product %(key)s names the limit %(name)s, which no rule is called.")
            raise PackError(message, file=draft.products[product.key][0], key=product.key, name=unknown[0])
