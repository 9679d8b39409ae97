"""Records of CourtListener's API with nothing in them: its fields, and what they hold then.

The fields are those of the answers and OPTIONS kept of the real service; for parties and
attorneys those of freelawproject/courtlistener, ``cl/people_db/api_serializers.py``.
"""

from __future__ import annotations

from typing import Any

_DOCKET_NULLS = [
    "date_cert_granted", "date_cert_denied", "date_argued", "date_reargued",
    "date_reargument_denied", "date_filed", "date_terminated", "date_last_filing",
    "date_blocked", "date_last_index", "original_court_info", "idb_data",
    "bankruptcy_information", "assigned_to", "referred_to", "appeal_from", "parent_docket",
    "federal_defendant_number", "ia_upload_failure_count", "ia_date_first_change",
    "docket_number_source",
]  # fmt: skip
_DOCKET_TEXTS = [
    "appeal_from_str", "assigned_to_str", "referred_to_str", "panel_str", "case_name_short",
    "case_name_full", "cause", "nature_of_suit", "jury_demand", "jurisdiction_type",
    "appellate_fee_status", "appellate_case_type_information", "mdl_status", "filepath_ia",
    "filepath_ia_json", "federal_dn_office_code", "federal_dn_case_type",
    "federal_dn_judge_initials_assigned", "federal_dn_judge_initials_referred",
]  # fmt: skip
_DOCUMENT_NULLS = [
    "page_count", "file_size", "filepath_local", "ia_upload_failure_count", "thumbnail",
    "ocr_status", "date_upload", "is_free_on_pacer", "is_sealed",
]  # fmt: skip
_DOCUMENT_TEXTS = ["sha1", "filepath_ia", "plain_text", "acms_document_guid"]


def docket() -> dict[str, Any]:
    return {
        **dict.fromkeys(_DOCKET_NULLS),
        **dict.fromkeys(_DOCKET_TEXTS, ""),
        **{name: [] for name in ("clusters", "audio_files", "tags", "panel")},
        "source": 9,
        "ia_needs_upload": False,
        "blocked": False,
    }


def document() -> dict[str, Any]:
    return {
        **dict.fromkeys(_DOCUMENT_NULLS),
        **dict.fromkeys(_DOCUMENT_TEXTS, ""),
        "tags": [],
        "thumbnail_status": 0,
        "is_available": False,
    }


def party_type() -> dict[str, Any]:
    return {
        "name": "",
        "date_terminated": None,
        "extra_info": "",
        "highest_offense_level_opening": "",
        "highest_offense_level_terminated": "",
        "criminal_counts": [],
        "criminal_complaints": [],
    }


def attorney() -> dict[str, Any]:
    return {"phone": "", "fax": "", "email": ""}
