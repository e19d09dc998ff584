"""What was looked at and why, in the reader's language: the codes that pages of the house write into a look."""

from __future__ import annotations

from flask_babel import gettext

from workflow.kernel.errors import N_
from workflow.stages.people.forms import PURPOSES as ASKED

#: The first word of a thing's name ("household:…").
SORTS = {
    "household": N_("Household"),
    "member": N_("Full numbers of a person"),
    "photo": N_("Photo of a household"),
    "identity": N_("Search by identity number that found nothing"),
    "village_register": N_("Register of a village"),
    "visits": N_("Register of visits"),
    "respondents": N_("Pool of respondents of a village"),
    "slip": N_("Application handed in"),
    "case": N_("Case"),
    "demand": N_("Entry of the demand register"),
    "survey": N_("Survey"),
    "panel": N_("Appraisal panel"),
    "appraisal": N_("Appraisal"),
    "book": N_("Appraisal book"),
    "rating": N_("Rating"),
    "lines": N_("Settled lines of a village"),
    "line_batch": N_("Batch line form"),
    "campaign": N_("Village campaign"),
    "loss": N_("List of lost lines"),
    "notice": N_("Posted list"),
    "objection": N_("Objection"),
    "complaint": N_("Complaint"),
    "card": N_("Evaluation card"),
    "box_photo": N_("Photo of a box opening"),
    "inspection_photo": N_("Photo of a posted list"),
    "sanction": N_("Sanction"),
    "own_data": N_("Own data of a household"),
    "import": N_("Form that is imported"),
    "trail": N_("Trail of looks"),
}

#: Why, where the page itself says it; where the reader was asked, it is one of `ASKED`.
PURPOSES = {
    "box photo": N_("photo of a box opening"),
    "inspection photo": N_("photo of a posted list"),
    "sanction": N_("sanction"),
    "household page": N_("household page"),
    "household history": N_("history of the household"),
    "household photos": N_("photos of the household"),
    "household photo": N_("photo of the household"),
    "archive sheet": N_("archive sheet printed"),
    "comparing keyed data": N_("comparing keyed data"),
    "form taken along": N_("form to be filled in, taken along"),
    "sheet checked": N_("form checked before its import"),
    "sheet with faults taken along": N_("form with its faults, taken along"),
    "identity number search": N_("search by identity number"),
    "village register": N_("register of the village"),
    "missing households": N_("households that coverage lacks"),
    "special audit": N_("special audit"),
    "tell the result": N_("telling the result"),
    "taking in": N_("taking an application in hand"),
    "checking papers": N_("checking papers"),
    "case work": N_("work on the case"),
    "data sheet": N_("data sheet printed"),
    "demand register": N_("demand register"),
    "investigation report": N_("investigation report"),
    "survey page": N_("work on the survey"),
    "pool of respondents": N_("pool of respondents"),
    "questionnaire": N_("questionnaire"),
    "questionnaires printed": N_("questionnaires printed"),
    "summary printed": N_("summary printed"),
    "panel page": N_("work of the panel"),
    "pre-credits": N_("pre-credits"),
    "appraisal book": N_("keying the book"),
    "blank book printed": N_("blank book printed"),
    "closed book read": N_("closed book read"),
    "what books say of people": N_("what the books say of people"),
    "appraisal form": N_("appraisal form"),
    "appraisal form printed": N_("appraisal form printed"),
    "batch line form": N_("batch line form"),
    "batch line form handed in": N_("batch line form handed in"),
    "batch line form taken along": N_("batch line form taken along as a file"),
    "batch line form printed": N_("batch line form printed"),
    "settled lines of a village": N_("settled lines of a village"),
    "campaign page": N_("work on the village campaign"),
    "contracts printed": N_("contracts printed"),
    "visit": N_("visit"),
    "visits": N_("list of visits"),
    "form demand": N_("demand form printed"),
    "form application": N_("application form printed"),
    "form report": N_("investigation report printed"),
    "form approval": N_("approval form printed"),
    "form questionnaire": N_("questionnaires printed"),
    "form summary": N_("summary printed"),
    "form appraisal": N_("appraisal form printed"),
    "rating sheet": N_("rating sheet"),
    "rating": N_("rating"),
    "rating printed": N_("rating printed"),
    "list of households": N_("list of households"),
    "printing the list": N_("printing the list"),
    "objection": N_("work on the objection"),
    "list of lost lines": N_("list of lost lines"),
    "complaint work": N_("work on the complaint"),
    "complaints of a crowd": N_("list of complaints that came in a crowd"),
    "material photo": N_("photo of a paper"),
    "complaint photo": N_("photo of the complaint"),
    "evaluation card work": N_("work on the evaluation card"),
    "own data": N_("own data for the household"),
    "search of looks": N_("search in the trail of looks"),
    "file of looks": N_("the trail of looks taken along as a file"),
}


def why(purpose: str) -> str:
    """A purpose as it is read: in words of the house where it is one of its codes."""
    if purpose in PURPOSES:
        return gettext(PURPOSES[purpose])
    return str(ASKED.get(purpose, purpose))
