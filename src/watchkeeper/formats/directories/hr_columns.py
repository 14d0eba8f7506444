"""What the columns and words of a personnel list mean."""

from __future__ import annotations

import re

COLUMNS: dict[str, tuple[str, ...]] = {
    "id": (
        "id", "employeeid", "employeenumber", "personid", "personnelnumber", "workerid", "staffid", "personalnummer",
    ),
    "user": ("username", "userprincipalname", "upn", "userid"),
    "email": (
        "email", "emails", "emailaddress", "mail", "workemail", "primaryemail", "businessemail", "companyemail",
        "emailwork", "emailsvalue", "emailsworkvalue", "emailstypeeqworkvalue", "emails0value", "secondaryemail",
    ),
    "name": ("name", "fullname", "displayname", "employeename", "preferredname", "nameformatted", "worker"),
    "first": ("firstname", "givenname", "namegivenname", "forename", "vorname"),
    "last": ("lastname", "surname", "familyname", "namefamilyname", "nachname"),
    "github": ("github", "githublogin", "githubusername", "githubuser", "githubhandle", "githubaccount", "login"),
    "gitlab": ("gitlab", "gitlablogin", "gitlabusername", "gitlabuser", "gitlabhandle", "gitlabaccount"),
    "pager": ("pager", "pagerduty", "pagerdutyid", "opsgenie"),
    "team": ("team", "teamname", "squad", "group"),
    "department": (
        "department", "dept", "division", "orgunit", "organizationalunit", "abteilung",
        "urnietfparamsscimschemasextensionenterprise20userdepartment",
    ),
    "manager": (
        "manager", "manageremail", "managerid", "managername", "supervisor", "supervisoremail", "reportsto",
        "linemanager", "vorgesetzter", "urnietfparamsscimschemasextensionenterprise20usermanager",
    ),
    "status": (
        "status", "active", "isactive", "enabled", "state", "employmentstatus", "employeestatus", "workerstatus",
        "accountenabled", "accountstatus",
    ),
    "gone": ("suspended", "disabled", "inactive", "terminated", "deactivated", "isterminated"),
    "end": (
        "enddate", "terminationdate", "leavedate", "leavingdate", "lastday", "lastworkingday", "exitdate",
        "contractenddate", "deactivatedat", "deactivationdate", "austrittsdatum",
    ),
    "zone": ("zone", "timezone", "tz", "zoneinfo"),
    "kind": ("kind", "accounttype", "usertype"),
}  # fmt: skip
"""Names of columns, in small letters and digits alone, by what they hold."""

HERE = frozenset({
    "active", "aktiv", "employed", "current", "enabled", "true", "yes", "y", "1", "ja", "working", "onboard", "hired",
    "full time", "fulltime", "part time", "parttime", "permanent", "temporary", "contractor", "intern", "employee",
})  # fmt: skip
GONE = frozenset({
    "inactive", "inaktiv", "left", "leaver", "terminated", "former", "deactivated", "disabled", "suspended", "false",
    "no", "n", "0", "nein", "deprovisioned", "resigned", "retired", "offboarded", "offboarding", "exited", "dismissed",
    "on leave", "leave", "leave of absence", "parental leave", "sabbatical", "gone", "deleted", "locked",
})  # fmt: skip
"""Somebody on leave is employed, and does not answer tonight; the list says so when they are back."""
STAYS = frozenset({"false", "no", "n", "0", "nein", "active"})
"""What stands in a column such as `suspended` for those who are here; anything else there means gone."""
KINDS = {
    "person": "person", "human": "person", "employee": "person", "member": "person", "contractor": "person",
    "bot": "bot", "service": "bot", "service account": "bot", "machine": "bot", "robot": "bot", "agent": "agent",
}  # fmt: skip
NEVER = frozenset({"", "-", "--", "n/a", "na", "none", "null", "never", "open", "unlimited"})
"""What stands in the column of the last day when there is none."""
LEFT_LONG_AGO = "0001-01-01"
_NOT_IN_NAMES = re.compile(r"[^a-z0-9]+")
_BLANKS = re.compile(r"[\s_-]+")
_DATE = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].{0,40})?")
_TURNED = re.compile(r"(\d{1,2})([-/.])(\d{1,2})[-/.](\d{4})(?:[T ].{0,40})?")


def column_key(header: str) -> str:
    """A column's name as `COLUMNS` writes it."""
    return _NOT_IN_NAMES.sub("", header.lower())


def word_key(cell: str) -> str:
    """A word of a cell as the lists above write it."""
    return _BLANKS.sub(" ", cell.strip().lower())


def read_day(cell: str) -> str | None:
    """A date as `YYYY-MM-DD`; None when it is none.

    Year first is plain, and so are dots (day first). With other separators the month may stand first or
    second: the earlier of both readings counts, so that nobody stands longer than the list may mean.
    """
    if found := _DATE.fullmatch(cell.strip()):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    turned = _TURNED.fullmatch(cell.strip())
    if not turned:
        return None
    one, other, year = int(turned[1]), int(turned[3]), int(turned[4])
    readings = [_day(year, other, one)] + ([] if turned[2] == "." else [_day(year, one, other)])
    return min((day for day in readings if day), default=None)


def _day(year: int, month: int, day: int) -> str | None:
    return f"{year:04}-{month:02}-{day:02}" if 1 <= month <= 12 and 1 <= day <= 31 and year else None
