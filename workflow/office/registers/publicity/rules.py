"""The ways in which people are told of the lending (F002/1 V(2), F002/5 IV(2)1). Pure."""

from __future__ import annotations

from collections.abc import Mapping

from workflow.kernel.errors import N_

#: Contact cards go to every household; the others reach whoever comes by.
NAME_CARD = "name_card"
CHANNELS: Mapping[str, str] = {
    "broadcast": N_("village loudspeaker"),
    "slogan": N_("slogan on a wall"),
    "banner": N_("banner"),
    "leaflet": N_("leaflet"),
    NAME_CARD: N_("contact card"),
    "led": N_("LED sign"),
    "tv": N_("television"),
    "radio": N_("radio"),
    "press": N_("newspaper"),
    "market_stall": N_("stall on market day"),
    "cadre_meeting": N_("meeting of village cadres"),
    "lecture": N_("lecture or advice by experts"),
}
