"""Words that stand before "hearing", "conference" or "trial" in the names courts give them."""

from __future__ import annotations

_OF_NAMES = """
    initial final telephonic telephone video videoconference zoom virtual remote in-person
    status scheduling settlement pretrial pre-trial post-trial case management motion motions
    jury bench non-jury nonjury oral evidentiary preliminary injunction detention bond bail plea
    competency competence markman claim claims construction daubert frye show cause show-cause
    sale bidding procedures confirmation disclosure statement discovery dispute chambers in
    sentencing resentencing re-sentencing revocation supervised release probation violation
    fairness approval class certification omnibus adversary combined first day second fee cash
    collateral chapter identity removal waiver informal mandatory early neutral evaluation
    restitution forfeiture suppression summary judgment temporary restraining order tro review
    compliance rule 16 16(b) 26(f) 26 341 341(a) change of hybrid planning report cmc criminal
    civil judicial pre-motion premotion emergency expedited special interim nature valuation
    reaffirmation material witness miscellaneous ex parte and/or and readiness trial hearing
    arraignment initial/first preliminary/final status/scheduling default compromise charge
    closing opening"""
_NOT_OF_NAMES = """
    a an the this that said such further reset re-set continued rescheduled adjourned sealed
    notice of minute entry minutes text order setting resetting set before for judge court any
    amended second third as to and or day is was are be on in granting denying re at it by with
    electronic paperless defendant defendants plaintiff plaintiffs united states please note
    scheduled schedule held hereby noticed rescheduling vacating canceling cancelling no four
    continue adjourn vacate cancel extend hold attend waive request requesting move
    without ten five three two six seven eight nine twelve fourteen week days hour
    proceedings audio am pm adjourning adjournment continuance continuing"""

OF_NAMES = frozenset(_OF_NAMES.split())
NOT_OF_NAMES = frozenset(_NOT_OF_NAMES.split())
# In the middle of a name only.
NOT_FIRST = frozenset(["and", "and/or", "of", "order", "hearing", "ex", "chapter", "day"])
