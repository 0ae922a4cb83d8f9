#!/usr/bin/env python3
"""Hold the dossier of an award cycle (`manage.py export_dossier`) against itself, without the site and its code.

    python3 verify_dossier.py FOLDER [--key-file FILE] [--heads FILE] [--uploads FOLDER]
    python3 verify_dossier.py --receipt NUMBER MOMENT UNIT DIGEST ENTRY MAC [--key-file FILE]

Python 3.11 or newer, nothing besides. Worked out anew are: places (⌊15 %⌋ …) and who uses them, the panel's means and ranks
with ties, shares on each list and its order, whether every stage follows from its steps and every step from the one before,
who was to be asked, days of publicity and notice, receipts, the audit trail's chain, and the digest of every file.

The chain, the signature of the manifest and the macs of receipts and heads are keyed: give the site's AUDIT_KEY, in the
environment or in a file. `--heads`: a copy of the published heads that was kept elsewhere, which shows a trail that was made
anew with the key. `--uploads`: a copy of the uploaded files (MEDIA_ROOT). `--receipt`: whether a receipt on paper, of which
these are the words, was given out under that key.

Exit codes: 0 all of it holds. 1 something does not; the first of it is said. 2 the dossier cannot be read, or wrong usage.
3 all that can be checked without the key holds; what was not checked is said.
"""

import argparse
import hashlib
import hmac
import json
import os
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from math import floor
from pathlib import Path
from typing import Any

HOLDS, BROKEN, UNREADABLE, WITHOUT_KEY = 0, 1, 2, 3
FORMAT = 1
MANIFEST, SUM = "manifest.json", "manifest.sum"
PARTS = ("cycle", "units", "cases", "rosters", "panel", "notices", "receipts", "papers", "uploads")
KINDS = ("collective", "individual")
Data = dict[str, Any]

# The way of a nominee: action, stages it leaves, stage it enters, role that takes it ("": the clock), whether a reason is owed.
BEFORE_APPROVED = (
    *("draft", "unit_publicity", "office_screening", "returned", "panel_review", "not_selected"),
    *("department_opinions", "district_approval"),
)
REVOCABLE = (*BEFORE_APPROVED[2:], "approved", "public_notice", "commended")
STEPS = (
    ("announce", ("draft",), "unit_publicity", "unit_lead", False),
    ("cancel_publicity", ("unit_publicity",), "draft", "unit_lead", True),
    ("submit", ("unit_publicity",), "office_screening", "unit_lead", False),
    ("lapse", ("draft", "unit_publicity", "returned"), "lapsed", "", False),
    ("return", ("office_screening",), "returned", "office", True),
    ("resubmit", ("returned",), "office_screening", "unit_lead", False),
    ("resubmit", ("returned",), "unit_publicity", "unit_lead", False),
    ("screen_out", ("office_screening",), "screened_out", "office", True),
    ("shortlist", ("office_screening",), "panel_review", "office", False),
    ("select", ("panel_review",), "department_opinions", "panel", False),
    ("not_select", ("panel_review",), "not_selected", "panel", False),
    ("call_up", ("not_selected",), "department_opinions", "panel", False),
    ("forward", ("department_opinions",), "district_approval", "office", False),
    ("drop", ("department_opinions",), "disqualified", "office", True),
    ("approve", ("district_approval",), "approved", "district", False),
    ("reject", ("district_approval",), "rejected", "district", True),
    ("publish", ("approved",), "public_notice", "office", False),
    ("disqualify", ("public_notice",), "disqualified", "district", True),
    ("commend", ("public_notice",), "commended", "office", False),
    ("withdraw", BEFORE_APPROVED, "withdrawn", "unit_lead", True),
    ("revoke", REVOCABLE, "revoked", "district", True),
)
STEP_IN, UNDO = "step_in", "undo"  # a backup takes the place of one that fell out; a step is taken back
HANDS_IN = ("submit", "resubmit")
IN_HAND = ("draft", "unit_publicity", "returned")  # of the unit
UNCOUNTED = ("draft", "withdrawn", "lapsed")  # use no place of their unit
PLACED = ("department_opinions", "district_approval", "approved", "public_notice", "commended")  # hold a place of the award
JUDGED = ("panel_review", "not_selected", *PLACED)
# List → where those stand who are on it already.
ON_THE_LIST = {
    "shortlist": JUDGED,
    "select": PLACED,
    "approve": ("approved", "public_notice", "commended"),
    "commend": ("commended",),
}
LAST = 10**9  # in place of a rank, behind all ranks


class Unreadable(Exception):
    """The dossier is not such a one, or cannot be read; in words."""


@dataclass
class Dossier:
    """The files of a folder as data. `key`: AUDIT_KEY, "" where it is not known."""

    folder: Path
    key: str = ""
    heads: Path | None = None
    uploads: Path | None = None

    @cached_property
    def manifest(self) -> Data:
        return json.loads(self.bytes_of(MANIFEST))

    @cached_property
    def parts(self) -> Data:
        return {name: json.loads(self.bytes_of(f"{name}.json")) for name in PARTS}

    @cached_property
    def policy(self) -> Data:
        return tomllib.loads(self.bytes_of("policy.toml").decode().removeprefix("\ufeff"), parse_float=Decimal)

    @cached_property
    def trail(self) -> list["Entry"]:
        return [Entry(*json.loads(line)) for line in self.bytes_of("trail.jsonl").decode().splitlines()]

    @cached_property
    def cases(self) -> dict[int, Data]:
        return {case["case"]: case for case in self.parts["cases"]}

    @cached_property
    def by_nominee(self) -> dict[int, Data]:
        return {case["nominee"]: case for case in self.parts["cases"]}

    @cached_property
    def awards(self) -> dict[str, Data]:
        return {award["code"]: award for award in self.policy["awards"]}

    @cached_property
    def lists(self) -> list[Data]:
        """Those that stand, in the order in which they were made."""
        return [roster for roster in self.parts["rosters"] if roster["undone_at"] is None]

    def bytes_of(self, name: str) -> bytes:
        try:
            return (self.folder / name).read_bytes()
        except OSError as error:
            raise Unreadable(f"{self.folder / name} cannot be read: {error.strerror}") from error

    def digest(self, content: bytes) -> str:
        return hashlib.new(self.manifest["hash"], content).hexdigest()

    def mac(self, text: str) -> str:
        return hmac.new(self.key.encode(), text.encode(), self.manifest["hash"]).hexdigest()


@dataclass(frozen=True)
class Entry:
    """A line of the audit trail, with its link in the chain."""

    number: int
    mac: str
    key: int
    at: str
    actor: int | None
    role: str
    action: str
    object_type: str
    object_id: str
    detail: Data
    address: str
    refused: bool

    def is_of(self, kind: str, key: int) -> bool:
        return self.object_type == kind and self.object_id == str(key) and not self.refused


def as_text(value: Any) -> str:
    """JSON in the one way of writing that digests and macs are made over."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


# -- what is in the folder ----------------------------------------------------------------------------------


def files_are_what_they_were(d: Dossier) -> Iterator[str]:
    manifest = d.bytes_of(MANIFEST)
    method = _hash_of(manifest)
    if method not in hashlib.algorithms_available:
        raise Unreadable("its digests are SM3, which the OpenSSL of this Python does not know")
    if hashlib.new(method, manifest).hexdigest().encode() + b"\n" != d.bytes_of(SUM):
        yield f"{MANIFEST} is not what {SUM} says"
        return
    if d.manifest["format"] != FORMAT:
        raise Unreadable(f"this dossier has format {d.manifest['format']}, this script reads {FORMAT}")
    if d.key:
        said = {name: value for name, value in d.manifest.items() if name != "signature"}
        if not hmac.compare_digest(d.manifest["signature"], d.mac(as_text(said))):
            yield f"{MANIFEST} was not signed under this AUDIT_KEY: it was changed, or the key is another one"
    there = {path.name for path in d.folder.iterdir()} - {MANIFEST, SUM}
    for name in sorted(there ^ d.manifest["files"].keys()):
        yield f"{name} is missing" if name in d.manifest["files"] else f"{name} is not in the manifest"
    for name in sorted(there & d.manifest["files"].keys()):
        if d.digest(d.bytes_of(name)) != d.manifest["files"][name]:
            yield f"{name} was changed: its digest is not the one in the manifest"


def _hash_of(manifest: bytes) -> str:
    """The method that the manifest names, be the rest of it legible or not; SHA-256 where it names none that is known."""
    return "sm3" if b'"hash": "sm3"' in manifest else "sha256"


def uploads_are_what_they_were(d: Dossier) -> Iterator[str]:
    for name, said in d.parts["uploads"].items() if d.uploads else ():
        path = d.uploads / name
        found = d.digest(path.read_bytes()) if path.is_file() else None
        if found != said:
            yield f"upload {name} " + ("is missing" if found is None else "was changed")


def all_that_is_named_is_there(d: Dossier) -> Iterator[str]:
    """Whoever is on a list, in a receipt, in a tie or somebody's principal is among the cases, and these among the units."""
    named = [
        *((entry["case"], f"list {roster['number']}") for roster in d.parts["rosters"] for entry in roster["entries"]),
        *((line["case"], f"receipt {one['number']}") for one in d.parts["receipts"] for line in one["content"]["lines"]),
        *((case, "an order of ties") for tie in d.parts["panel"]["ties"] for case in tie["cases"]),
    ]
    for key, where in named:
        if key not in d.cases:
            yield f"case {key}, named in {where}, is missing"
    if len(d.cases) != len(d.parts["cases"]) or len(d.by_nominee) != len(d.cases):
        yield "a case or a nominee stands there twice"
    units = {unit["unit"] for unit in d.parts["units"]}
    notices = {notice["number"] for notice in d.parts["notices"]}
    for case in d.cases.values():
        principals = {step["data"]["principal"] for step in case["decisions"] if step["action"] == STEP_IN}
        if not principals | ({case["backup_for"]} - {None}) <= d.by_nominee.keys():
            yield f"{_named(case)}: its principal is missing"
        if case["unit"] not in units or not set(case["notices"]) <= notices:
            yield f"{_named(case)}: its unit or its public notice is missing"


# -- the audit trail ----------------------------------------------------------------------------------------


def the_chain_holds(d: Dossier) -> Iterator[str]:
    before, keys = "", set()
    for place, entry in enumerate(d.trail, 1):
        if entry.number != place:
            yield f"link {place} of the audit trail is missing"
            return
        if entry.key in keys:
            yield f"entry {entry.key} stands twice in the audit trail"
        keys.add(entry.key)
        said = [
            *(entry.number, entry.key, entry.at, entry.actor, entry.role, entry.action, entry.object_type, entry.object_id),
            *(entry.detail, entry.address, entry.refused),
        ]
        if d.key and not hmac.compare_digest(d.mac(before + as_text(said)), entry.mac):
            yield f"link {place} of the audit trail (entry {entry.key}, {entry.action}) was changed"
            return
        before = entry.mac
    if d.manifest["head"] != {"number": len(d.trail), "mac": before}:
        yield "the audit trail does not end where the manifest says"


def published_heads_stand(d: Dossier) -> Iterator[str]:
    """Those in the dossier, and those of a copy that was kept elsewhere."""
    sources = {"heads.jsonl": d.bytes_of("heads.jsonl")}
    if d.heads:
        sources[f"{d.heads}"] = d.heads.read_bytes()
    for source, content in sources.items():
        for line in content.decode().splitlines():
            head = json.loads(line)
            signature = head.pop("signature")
            if d.key and not hmac.compare_digest(signature, d.mac(as_text(head))):
                yield f"head {head['number']} in {source} was not signed under this AUDIT_KEY"
            elif head["number"] > len(d.trail) and head["at"] <= d.manifest["made_at"]:
                yield f"head {head['number']} in {source} was published, and the audit trail ends before it"
            elif head["number"] <= len(d.trail) and d.trail[head["number"] - 1].mac != head["mac"]:
                yield f"link {head['number']} of the audit trail is not the head in {source}: the trail was made anew"


# -- stages and steps ---------------------------------------------------------------------------------------


def each_stage_follows_from_its_steps(d: Dossier) -> Iterator[str]:
    for case in d.cases.values():
        stage, known = "draft", {step["decision"]: step for step in case["decisions"]}
        if sorted(known) != [step["decision"] for step in case["decisions"]]:
            yield f"{_named(case)}: its steps are not in the order in which they were taken"
        for step in case["decisions"]:
            if step["from"] != stage:
                yield f"{_named(case)}: step {step['decision']} ({step['action']}) leaves {step['from']}, and it stood in {stage}"
            if wrong := _wrong(step, known):
                yield f"{_named(case)}: step {step['decision']} ({step['action']}) {wrong}"
            stage = step["to"]
        if case["stage"] != stage:
            yield f"{_named(case)} stands in {case['stage']}, and its steps led to {stage}"
        if case["counted"] != (case["stage"] not in UNCOUNTED or (case["stage"] == "draft" and case["cure_by"] is not None)):
            yield f"{_named(case)} in {case['stage']}: whether it uses a place of its unit is said wrongly"


def _wrong(step: Data, known: dict[int, Data]) -> str:
    """Why that step cannot have been taken so; "" where it can."""
    if step["action"] == UNDO:
        undone = known.get(step["undoes"])
        back = undone and (undone["from"], undone["to"]) == (step["to"], step["from"])
        others = [one for one in known.values() if one["undoes"] == step["undoes"]]
        return "" if back and len(others) == 1 and step["reason"] else "takes back what was not there to be taken back"
    if step["action"] == STEP_IN:
        return "" if step["from"] == step["to"] and step["actor"] is None else "is no stepping in"
    rows = [
        row for row in STEPS if row[0] == step["action"] and step["from"] in row[1] and row[2] == step["to"]
    ]
    if not rows:
        return f"does not lead from {step['from']} to {step['to']}"
    [(_action, _sources, _target, role, owed)] = rows
    if step["role"] != role or (step["actor"] is None) != (role == ""):
        return f"is not for whoever took it (role {step['role'] or 'none'})"
    return "owes a reason" if owed and not step["reason"] else ""


def _named(case: Data) -> str:
    return f"case {case['case']} ({case['name']})"


def each_step_is_in_the_trail(d: Dossier) -> Iterator[str]:
    """By number, kind and person; and what the trail calls a stage is always the same stage."""
    told: dict[str, list[Entry]] = {}
    for entry in d.trail:
        if entry.object_type == "case" and entry.action in ("step_taken", "step_undone") and not entry.refused:
            told.setdefault(entry.object_id, []).append(entry)
    meant: dict[str, str] = {}
    for case in d.cases.values():
        entries = told.get(str(case["case"]), [])
        if len(entries) != len(case["decisions"]):
            yield f"{_named(case)} has {len(case['decisions'])} steps, and the audit trail tells of {len(entries)}"
            continue
        for step, entry in zip(case["decisions"], entries, strict=True):
            action = "step_undone" if step["action"] == UNDO else "step_taken"
            if (entry.action, entry.actor, entry.role) != (action, step["actor"], step["role"]):
                yield f"{_named(case)}: step {step['decision']} was taken by another than entry {entry.key} of the audit trail tells"
            for name, stage in (("before", step["from"]), ("after", step["to"])):
                if meant.setdefault(entry.detail[name], stage) != stage:
                    yield f"{_named(case)}: step {step['decision']} is another than entry {entry.key} of the audit trail tells"


def each_judgement_is_in_the_trail(d: Dossier) -> Iterator[str]:
    given: dict[tuple[int, int | None], str] = {}  # with the mac of what was given, where the trail keeps one
    for entry in d.trail:
        if entry.object_type == "case" and int(entry.object_id) in d.cases and not entry.refused:
            if entry.action == "scored":
                given[int(entry.object_id), entry.actor] = entry.detail.get("mac", "")
            elif entry.action == "recused":
                given.pop((int(entry.object_id), entry.actor), None)
    there = {(case["case"], score["member"]): score for case in d.cases.values() for score in case["scores"]}
    for case, member in sorted(given.keys() ^ there.keys()):
        what = "is missing" if (case, member) in given else "is not in the audit trail"
        yield f"{_named(d.cases[case])}: the judgement of member {member} {what}"
    for case, member in sorted(given.keys() & there.keys()) if d.key else ():
        score, told = there[case, member], given[case, member]
        if told and not hmac.compare_digest(told, d.mac(as_text(["score", case, member, score["marks"], score["approve"]]))):
            yield f"{_named(d.cases[case])}: the judgement of member {member} is not the one that was given"


def each_answer_is_in_the_trail(d: Dossier) -> Iterator[str]:
    """What a department said last, by the trail: one by one, or no objection to all the rest."""
    opinions = {opinion["opinion"]: (case, opinion) for case in d.cases.values() for opinion in case["opinions"]}
    keys = {(case["case"], opinion["authority"]): key for key, (case, opinion) in opinions.items()}
    said: dict[int | None, str] = {}
    for entry in d.trail:
        if entry.action == "opinion" and not entry.refused:
            said[keys.get((int(entry.object_id), entry.detail["authority"]))] = entry.detail["verdict"]
        elif entry.action == "opinions_cleared" and not entry.refused:
            said |= dict.fromkeys(entry.detail["opinions"], "clear")
    for key, (case, opinion) in opinions.items():
        if opinion["verdict"] != said.get(key, ""):
            yield f"{_named(case)}: {opinion['authority']} said {said.get(key, 'nothing')} by the audit trail, not {opinion['verdict']}"


# -- places of the units ------------------------------------------------------------------------------------


def places_are_worked_out_rightly(d: Dossier) -> Iterator[str]:
    kinds = {kind["code"]: kind for kind in d.policy["unit_kinds"]}
    for unit in d.parts["units"]:
        rule = kinds[unit["kind"]]
        ours = [case for case in d.cases.values() if case["unit"] == unit["unit"]]
        used = {kind: sum(_uses_place(case) for case in ours if case["kind"] == kind) for kind in KINDS}
        if used != unit["used"]:
            yield f"{unit['name']} uses {used}, and {unit['used']} is said"
        announced = sum(_was_announced(case) for case in ours)
        collectives = max(used["collective"], announced)  # those withdrawn later gave places for individuals too
        for kind in KINDS:
            allowed = _allowed(rule, kind, unit["enterprises"], collectives)
            if allowed != unit["allowed"][kind]:
                yield f"{unit['name']} may recommend {allowed} ({kind}), and {unit['allowed'][kind]} is said"
            if used[kind] > allowed and not _may_exceed(rule, unit):
                yield f"{unit['name']} recommends {used[kind]} ({kind}), and may recommend {allowed}"


def _uses_place(case: Data) -> bool:
    stands = case["counted"] and case["stage"] not in ("draft", "returned")
    return stands and case["backup_for"] is None and not case["replaced"]


def _was_announced(case: Data) -> bool:
    announced = any(step["action"] == "announce" for step in case["decisions"])
    return announced and case["kind"] == "collective" and case["backup_for"] is None


def _allowed(rule: Data, kind: str, enterprises: int, collectives: int) -> int:
    """⌊percent × base⌋, at least the minimum."""
    given = rule[f"{kind}s"]
    base = {
        "fixed": lambda: given["number"],
        "enterprises": lambda: enterprises,
        "recommended": lambda: collectives,
        "allowance": lambda: _allowed(rule, "collective", enterprises, collectives),
    }[given["basis"]]()
    percent = 100 if given["basis"] == "fixed" else Fraction(given["percent"])
    return max(floor(base * percent / 100), given.get("minimum", 0))


def _may_exceed(rule: Data, unit: Data) -> bool:
    """原则上: with a written reason of the unit."""
    written = {reason["rule"] for reason in unit["reasons"] if reason["nominee"] is None and reason["reason"]}
    return not rule["hard"] and rule["rule"] in written


def bases_are_those_of_the_trail(d: Dossier) -> Iterator[str]:
    """The number of enterprises of each unit, where the trail tells of a change before or after the cycle was closed."""
    cycle = d.parts["cycle"]["cycle"]
    closed = [entry.key for entry in d.trail if entry.action == "cycle_closed" and entry.is_of("awardcycle", cycle)]
    end = closed[-1] if closed else float("inf")
    name = "above_scale_enterprises"
    told = [entry for entry in d.trail if entry.object_type == "unit" and entry.action in ("unit_added", "unit_changed")]
    for unit in d.parts["units"]:
        entries = [entry for entry in told if entry.is_of("unit", unit["unit"])]
        changes = [(e.key, e.detail["changes"][name]) for e in entries if name in e.detail.get("changes", {})]
        added = [e.detail[name] for e in entries if name in e.detail and e.key < end]
        before = [after for key, (_before, after) in changes if key < end]
        later = [was for key, (was, _after) in changes if key > end]
        known = later[:1] or before[-1:] or added[-1:]
        if known and known[0] != unit["enterprises"]:
            yield f"{unit['name']} had {known[0]} enterprises by the audit trail, and {unit['enterprises']} are said"


# -- the panel ----------------------------------------------------------------------------------------------


def judgements_are_whole(d: Dossier) -> Iterator[str]:
    panel = d.policy["panel"]
    wanted = {dimension["code"] for dimension in panel["dimensions"]}
    for case in d.cases.values():
        recused = {recusal["member"] for recusal in case["recusals"]}
        members = [score["member"] for score in case["scores"]]
        if len(set(members)) != len(members) or recused & set(members):
            yield f"{_named(case)}: a member judged twice, or kept out and judged"
        for score in case["scores"]:
            marks = score["marks"]
            by_marks = marks.keys() == wanted and all(type(mark) is int and 0 <= mark <= 100 for mark in marks.values())
            if not (by_marks if panel["mode"] == "scores" else score["approve"] in (True, False) and not marks):
                yield f"{_named(case)}: the judgement of member {score['member']} is none that can be given"


def _given(d: Dossier, case: Data) -> Fraction | None:
    """The mean of the judgements that count; None without any. Own units' cases are closed to a member."""
    panel, units = d.policy["panel"], d.parts["panel"]["members"]
    scores = [one for one in case["scores"] if case["unit"] not in units[str(one["member"])]]
    if not scores:
        return None
    if panel["mode"] != "scores":
        return Fraction(100 * sum(one["approve"] for one in scores), len(scores))
    weights = {one["code"]: one["weight"] for one in panel["dimensions"]}
    total = sum(weights.values())
    points = sorted(Fraction(sum(weights[code] * mark for code, mark in one["marks"].items()), total) for one in scores)
    trim = panel.get("trim_from", 0)
    if trim and len(points) >= trim:
        points = points[1:-1]
    return sum(points, Fraction(0)) / len(points)


def _four_places(mean: Fraction | None) -> Decimal | None:
    return None if mean is None else (Decimal(mean.numerator) / Decimal(mean.denominator)).quantize(Decimal("0.0001"))


def _stage_at(case: Data, moment: int) -> str:
    """Where it stood before the step of that key."""
    stage = "draft"
    for step in case["decisions"]:
        if step["decision"] < moment:
            stage = step["to"]
    return stage


def _principal_at(case: Data, moment: int) -> int | None:
    """The nominee for whom it stood by then; None where it stood in its own right."""
    undone = {step["undoes"]: step["decision"] for step in case["decisions"] if step["action"] == UNDO}
    for step in case["decisions"]:
        if step["action"] != STEP_IN:
            continue
        if step["decision"] < moment <= undone.get(step["decision"], moment):
            return None
        if step["decision"] >= moment and case["backup_for"] is None:
            return step["data"]["principal"]
    return case["backup_for"]


def _moment_of(d: Dossier, roster: Data) -> int:
    """The key of the first step by which that list was made."""
    steps = [step for case in d.cases.values() for step in case["decisions"]]
    batches = {step["batch"] for step in steps if step["roster"] == roster["roster"] and step["action"] != UNDO}
    return min((step["decision"] for step in steps if step["batch"] in batches), default=0)


def _ranking(d: Dossier, roster: Data, moment: int) -> dict[int, tuple[int, Decimal | None]]:
    """Case → rank and mean, of all that the panel had or has before it when that list was made; equal means share a rank."""
    found: dict[int, tuple[int, Decimal | None]] = {}
    orders = [tie["cases"] for tie in d.parts["panel"]["ties"] if _moment(tie["at"]) <= _moment(roster["made_at"])]
    for kind in KINDS:
        groups: dict[Fraction | None, list[int]] = {}
        for key, case in d.cases.items():
            if case["kind"] == kind and _stage_at(case, moment) in JUDGED and _principal_at(case, moment) is None:
                groups.setdefault(_mean_at(d, case, roster, moment), []).append(key)
        place = 1
        for mean in sorted(groups, key=lambda mean: (mean is None, -(mean or 0))):
            group = groups[mean]
            order = next((one for one in reversed(orders) if set(group) <= set(one)), None)
            ranked = sorted(group, key=order.index) if order and len(group) > 1 else group
            for number, key in enumerate(ranked):
                found[key] = (place + number * (ranked is not group), _four_places(mean))
            place += len(group)
    return found


def _mean_at(d: Dossier, case: Data, roster: Data, moment: int) -> Fraction | None:
    """A backup that took a place that was judged keeps its mean; so does who was on the list, whoever's scores count no more."""
    text = roster["ranks_before"].get(str(case["case"]), [None, None])[1]
    kept = None if text is None else Fraction(text)
    given = _given(d, case)
    if given is None:
        return kept
    changed = _stage_at(case, moment) in PLACED and kept is not None and _four_places(given) != Decimal(text)
    return kept if changed else given


def ranks_follow_from_the_judgements(d: Dossier) -> Iterator[str]:
    """On every list, and as they stand at the end; whoever steps in has the rank of the one who fell out."""
    ranks: dict[int, tuple[int | None, Decimal | None]] = {}
    for moment, what, one in _course(d):
        if what == STEP_IN:
            principal = d.by_nominee[one["step"]["data"]["principal"]]["case"]
            ranks[one["case"]] = ranks.get(principal, (None, None))
            continue
        if one["action"] == "select":
            ranks |= _ranking(d, one, moment)
        for entry in one["entries"]:
            said = (entry["rank"], Decimal(entry["mean"]) if entry["mean"] else None)
            rank = ranks.get(entry["case"], (None, None))
            if said != rank:
                yield f"list {one['number']}: {entry['name']} has rank and mean {_told(said)}, worked out are {_told(rank)}"
    for key, case in d.cases.items():
        said = (case["rank"], Decimal(case["mean"]) if case["mean"] is not None else None)
        if said != ranks.get(key, (None, None)):
            yield f"{_named(case)} has rank and mean {_told(said)}, worked out are {_told(ranks.get(key, (None, None)))}"


def _told(pair: tuple[int | None, Decimal | None]) -> str:
    return " and ".join("none" if one is None else f"{one}" for one in pair)


def _course(d: Dossier) -> list[tuple[int, str, Data]]:
    """The lists that stand and the backups that stepped in, in the order in which it happened."""
    lists = [(_moment_of(d, roster), "list", roster) for roster in d.lists]
    undone = {step["undoes"] for case in d.cases.values() for step in case["decisions"]}
    heirs = [
        (step["decision"], STEP_IN, {"case": key, "step": step})
        for key, case in d.cases.items()
        for step in case["decisions"]
        if step["action"] == STEP_IN and step["decision"] not in undone
    ]
    return sorted(lists + heirs, key=lambda one: one[0])


# -- lists --------------------------------------------------------------------------------------------------


def each_list_holds_who_was_moved_by_it(d: Dossier) -> Iterator[str]:
    for roster in d.parts["rosters"]:
        listed = [entry["case"] for entry in roster["entries"]]
        moved = {
            key for key, case in d.cases.items() for step in case["decisions"]
            if step["roster"] == roster["roster"] and step["action"] == roster["action"]
        }  # fmt: skip
        if len(listed) != len(set(listed)) or set(listed) != moved:
            yield f"list {roster['number']} does not hold just those who were moved by it"
        if [entry["order"] for entry in roster["entries"]] != list(range(1, len(listed) + 1)):
            yield f"list {roster['number']} is not numbered from one to its end"


def each_list_is_in_its_order(d: Dossier) -> Iterator[str]:
    for roster in d.lists:
        moment = _moment_of(d, roster)
        listed, places = [entry["case"] for entry in roster["entries"]], _places(d, roster, moment)
        right = sorted(listed, key=places.__getitem__)
        if listed != right:
            wrong = next(key for key, other in zip(listed, right, strict=True) if key != other)
            yield f"list {roster['number']} is not in its order from {_named(d.cases[wrong])} on"
        for entry in roster["entries"]:
            case = d.cases[entry["case"]]
            if (entry["kind"], entry["backup"]) != (case["kind"], _principal_at(case, moment) is not None):
                yield f"list {roster['number']}: {_named(case)} is listed as what it was not"


def _places(d: Dossier, roster: Data, moment: int) -> dict[int, tuple[int, ...]]:
    """Case → what it is put in order by: kind, rank, unit and the unit's own order; a backup comes after its principal."""
    ranks = {entry["case"]: entry["rank"] for entry in roster["entries"]}
    by_nominee = {d.cases[key]["nominee"]: d.cases[key] for key in ranks}
    places = {}
    for key in ranks:
        case = d.cases[key]
        first = by_nominee.get(_principal_at(case, moment), case)
        rank = ranks[first["case"]]
        place = (KINDS.index(first["kind"]), LAST if rank is None else rank, first["unit"], first["order"])
        places[key] = (*place, first["case"], case is not first, key)
    return places


def shares_are_worked_out_rightly(d: Dossier) -> Iterator[str]:
    """R1: no more than there are places; R2, R3: of those under a cap no more than its share, but for a written reason."""
    for roster in d.lists:
        moment = _moment_of(d, roster)
        listed = {entry["case"] for entry in roster["entries"]}
        whole = [
            case for key, case in d.cases.items()
            if (key in listed or _stage_at(case, moment) in ON_THE_LIST[roster["action"]]) and _principal_at(case, moment) is None
        ]  # fmt: skip
        for kind, award in d.awards.items():
            of_kind = [case for case in whole if case["kind"] == kind]
            yield from _share(roster, award, len(of_kind), sum(_fits(d, award.get("capped", []), case) for case in of_kind))
        for entry in roster["entries"]:
            case = d.cases[entry["case"]]
            if entry["capped"] != _fits(d, d.awards[case["kind"]].get("capped", []), case):
                yield f"list {roster['number']}: whether {_named(case)} counts towards the cap is said wrongly"


def _share(roster: Data, award: Data, count: int, capped: int) -> Iterator[str]:
    percent = Fraction(award.get("capped_percent", 100))
    cap = floor(count * percent / 100)
    said = roster["ratios"][award["code"]]
    share = Fraction(100 * capped, count) if count else Fraction(0)
    right = {"count": count, "places": award["places"], "capped": capped, "cap": cap}
    if {name: said[name] for name in right} != right or abs(Fraction(said["share"]) - share) > Fraction(1, 20):
        yield f"list {roster['number']}, {award['label']}: worked out is {right}, said is {said}"
    if roster["action"] == "shortlist":
        return
    if count > award["places"]:
        yield f"list {roster['number']}: {count} {award['label']} for {award['places']} places"
    rule = "R2" if award["code"] == "collective" else "R3"
    if capped > cap and not roster["reasons"].get(rule) and roster["action"] == "select":
        yield f"list {roster['number']}: {capped} under the cap of {cap} ({award['label']}), and no reason ({rule})"


def _fits(d: Dossier, patterns: Iterable[Data], case: Data) -> bool:
    """Whether the nominee fits a pattern of the notice; an empty part fits anybody."""
    facts, sector = case["facts"], _sector(d, case)
    ownership = facts["ownership"] if sector == "enterprise" else ""
    category = _option(d, "person_category", facts.get("person_category", ""))
    cadre, head = facts.get("is_cadre", False), bool(category.get("head", False))
    return any(
        pattern.get("kind", "") in ("", case["kind"])
        and (not pattern.get("sector") or sector in pattern["sector"])
        and (not pattern.get("ownership") or ownership in pattern["ownership"])
        and pattern.get("head") in (None, head)
        and pattern.get("cadre") in (None, cadre)
        for pattern in patterns
    )


def _sector(d: Dossier, case: Data) -> str:
    names = ("nature",) if case["kind"] == "collective" else ("employer_nature", "person_category")
    found = [_option(d, name, case["facts"][name]) for name in names]
    return next((option["sector"] for option in found if option), "")


def _option(d: Dossier, field: str, code: str) -> Data:
    return next((option for option in d.policy["options"][field] if option["code"] == code), {})


# -- departments, publicity, notices, objections ------------------------------------------------------------


def departments_were_asked_and_clear(d: Dossier) -> Iterator[str]:
    """Whoever went before the district: all that the matrix demands were asked, and their last word is 无异议."""
    for case in d.cases.values():
        if not _stands(case, "forward"):
            continue
        rows = d.policy["consultation"]["rows"]
        row = next((row for row in rows if _fits(d, row["match"], case)), None)
        wanted = row["authorities"] if row else case["chosen_authorities"]
        clear = {one["authority"] for one in case["opinions"] if one["verdict"] == "clear" and one["asked_again_at"] is None}
        missing = sorted(set(wanted or ()) - clear)
        if wanted is None or missing:
            yield f"{_named(case)} went before the district without the word of {', '.join(missing) or 'any department'}"


def _stands(case: Data, action: str) -> Data | None:
    """The last step of that kind that was not taken back."""
    undone = {step["undoes"] for step in case["decisions"]}
    steps = [step for step in case["decisions"] if step["action"] == action and step["decision"] not in undone]
    return steps[-1] if steps else None


def days_were_kept(d: Dossier) -> Iterator[str]:
    """Handed in after the publicity and by the deadline; commended after the notice and its objections."""
    postings = {one["publicity"]: one for unit in d.parts["units"] for one in unit["publicities"]}
    notices = {notice["number"]: notice for notice in d.parts["notices"]}
    deadline = _moment(d.parts["cycle"]["deadline"])
    for notice in notices.values():
        days = notice["days"]
        if len(set(days)) != d.policy["publicity"]["notice_days"] or sorted(days) != days or notice["last_day"] != days[-1]:
            yield f"public notice {notice['number']} does not last its days"
    for case in d.cases.values():
        if handed_in := _stands(case, "submit"):
            posting = postings.get(case["publicity"])
            if posting is None or _day(handed_in["at"]) <= date.fromisoformat(posting["last_day"]):
                yield f"{_named(case)} was handed in before its publicity was over"
            cured = any(step["action"] == "return" for step in case["decisions"] if step["decision"] < handed_in["decision"])
            if not cured and _moment(handed_in["at"]).replace(microsecond=0) > deadline:
                yield f"{_named(case)} was handed in after the deadline"
        if commended := _stands(case, "commend"):
            last = max((notices[number]["last_day"] for number in case["notices"]), default="9999-12-31")
            if _day(commended["at"]) <= date.fromisoformat(last):
                yield f"{_named(case)} was commended before the public notice was over"
            before = [one for one in case["objections"] if _moment(one["received_at"]) <= _moment(commended["at"])]
            if any(objection["outcome"] != "dismissed" for objection in before):
                yield f"{_named(case)} was commended though an objection was open or upheld"
        if _stands(case, "disqualify") and not any(one["outcome"] == "upheld" for one in case["objections"]):
            yield f"{_named(case)} was disqualified without an objection that was upheld"


def _moment(at: str) -> datetime:
    return datetime.fromisoformat(at)


def _day(at: str) -> date:
    """Where the cycle is held: in its zone all moments are written."""
    return _moment(at).date()


# -- receipts -----------------------------------------------------------------------------------------------


def each_hand_in_has_its_receipt(d: Dossier) -> Iterator[str]:
    acts: dict[tuple[str, int], list[tuple[int, str]]] = {}
    for key, case in d.cases.items():
        for step in case["decisions"]:
            if step["action"] in HANDS_IN and step["to"] == "office_screening":
                acts.setdefault((step["batch"], case["unit"]), []).append((key, step["at"]))
    receipts = {(one["content"]["batch"], one["unit"]): one for one in d.parts["receipts"]}
    for act in sorted(acts.keys() ^ receipts.keys()):
        what = "a hand-in without its receipt" if act in acts else f"receipt {receipts[act]['number']} is for nothing"
        yield f"unit {act[1]}, act {act[0]}: {what}"
    entries = {entry.key: entry for entry in d.trail if entry.action == "handed_in"}
    for act in sorted(acts.keys() & receipts.keys()):
        yield from _receipt(d, receipts[act], acts[act], entries)


def _receipt(d: Dossier, receipt: Data, moved: list[tuple[int, str]], entries: dict[int, Entry]) -> Iterator[str]:
    number, content = receipt["number"], receipt["content"]
    said = {name: value for name, value in content.items() if name not in ("digest", "entry", "mac")}
    if d.digest(as_text(said).encode()) != content["digest"]:
        yield f"receipt {number}: its digest is not that of what it says"
    if sorted(line["case"] for line in content["lines"]) != sorted(key for key, _at in moved):
        yield f"receipt {number} does not name just those that were handed in"
    at = {_moment(at).replace(microsecond=0).isoformat() for _key, at in moved}
    if at != {content["at"]}:
        yield f"receipt {number} says {content['at']}, handed in was at {', '.join(sorted(at))}"
    entry = entries.get(content["entry"])
    if entry is None or (entry.detail["receipt"], entry.detail["digest"]) != (number, content["digest"]):
        yield f"receipt {number} is not in the audit trail as it stands"
    sealed = _on_receipt(number, content["at"], content["unit"], content["digest"], content["entry"])
    if d.key and not hmac.compare_digest(content["mac"], d.mac(sealed)):
        yield f"receipt {number} was not given out under this AUDIT_KEY"


def _on_receipt(number: str, moment: str, unit: str, digest: str, entry: int) -> str:
    """What the mac of a receipt is made over."""
    return as_text(["receipt", number, moment, unit, digest, entry])


def is_genuine(receipt: list[str], key: str) -> bool:
    """Whether these words of a paper (number, moment, unit, digest, entry, mac) were sealed under that key."""
    number, moment, unit, digest, entry, mac = (word.strip() for word in receipt)
    sealed = _on_receipt(number, moment, unit, digest.lower(), int(entry)).encode()
    methods = {"sha256", "sm3"} & hashlib.algorithms_available
    return any(hmac.new(key.encode(), sealed, method).hexdigest() == mac.lower() for method in methods)


def names_are_those_that_were_handed_in(d: Dossier) -> Iterator[str]:
    """Nothing can be changed from the last hand-in on: neither the name on any list nor the kind of award."""
    newest: dict[int, Data] = {}
    for receipt in d.parts["receipts"]:
        newest |= {line["case"]: line for line in receipt["content"]["lines"]}
    for key, case in d.cases.items():
        line = newest.get(key, case)
        if case["stage"] not in IN_HAND and (line["name"], line["kind"]) != (case["name"], case["kind"]):
            yield f"{_named(case)} was handed in as {line['name']} ({line['kind']})"
    for roster in d.parts["rosters"]:
        for entry in roster["entries"]:
            case = d.cases[entry["case"]]
            if entry["name"] != case["name"]:
                yield f"list {roster['number']}: {_named(case)} stands there as {entry['name']}"


# -- all of it ----------------------------------------------------------------------------------------------

CHECKS = (
    files_are_what_they_were,
    all_that_is_named_is_there,
    the_chain_holds,
    published_heads_stand,
    each_stage_follows_from_its_steps,
    each_step_is_in_the_trail,
    each_judgement_is_in_the_trail,
    each_answer_is_in_the_trail,
    bases_are_those_of_the_trail,
    places_are_worked_out_rightly,
    judgements_are_whole,
    ranks_follow_from_the_judgements,
    each_list_holds_who_was_moved_by_it,
    each_list_is_in_its_order,
    shares_are_worked_out_rightly,
    departments_were_asked_and_clear,
    days_were_kept,
    each_hand_in_has_its_receipt,
    names_are_those_that_were_handed_in,
    uploads_are_what_they_were,
)


FIRST = (files_are_what_they_were, all_that_is_named_is_there)  # without these the others make no sense


def faults(dossier: Dossier) -> Iterator[str]:
    """What does not hold, the first first; nothing is looked at in files that were changed. Raises Unreadable."""
    for check in CHECKS:
        found = False
        try:
            for fault in check(dossier):
                found = True
                yield fault
        except (KeyError, IndexError, ValueError, TypeError, AttributeError, ArithmeticError) as error:
            raise Unreadable(f"it is not written as export_dossier writes it ({check.__name__}: {error!r})") from error
        if found and check in FIRST:
            return


def not_checked(dossier: Dossier) -> list[str]:
    left = []
    if not dossier.key:
        left.append("without AUDIT_KEY: the signature of the manifest, the links of the audit trail, the macs of heads and receipts")
    if not dossier.heads:
        left.append("without --heads: whether the audit trail was made anew by whoever has the key")
    if not dossier.uploads:
        left.append("without --uploads: the uploaded files themselves")
    return left


def main(given: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--receipt", nargs=6, metavar=("NUMBER", "MOMENT", "UNIT", "DIGEST", "ENTRY", "MAC"), help="of a paper")
    parser.add_argument("--key-file", type=Path, help="a file that holds AUDIT_KEY and nothing else; else the variable AUDIT_KEY")
    parser.add_argument("--heads", type=Path, help="a copy of the published heads, kept elsewhere")
    parser.add_argument("--uploads", type=Path, help="a copy of the uploaded files")
    parser.add_argument("--all", action="store_true", help="say all that does not hold, not the first of it")
    asked = parser.parse_args(given)
    try:
        key = asked.key_file.read_text(encoding="utf-8").strip() if asked.key_file else os.environ.get("AUDIT_KEY", "")
        if asked.receipt:
            return _say_of(asked.receipt, key)
        if asked.folder is None:
            parser.error("name the folder of the dossier, or a receipt")
        return _say(Dossier(asked.folder, key, asked.heads, asked.uploads), asked.all)
    except (Unreadable, OSError) as error:
        sys.stderr.write(f"CANNOT BE READ: {error}.\n")
        return UNREADABLE


def _say_of(receipt: list[str], key: str) -> int:
    if not key:
        raise Unreadable("a receipt is checked with AUDIT_KEY, which is not given")
    if not receipt[4].strip().isdecimal():
        raise Unreadable(f"the entry of the audit trail is a number, not {receipt[4]}")
    genuine = is_genuine(receipt, key)
    said = "was given out under this key" if genuine else "was not given out under this key, or a word of it is typed otherwise"
    sys.stdout.write(f"{'HOLDS' if genuine else 'DOES NOT HOLD'}: receipt {receipt[0]} {said}.\n")
    return HOLDS if genuine else BROKEN


def _say(dossier: Dossier, all_of_it: bool) -> int:
    found = False
    for fault in faults(dossier):
        sys.stdout.write(f"DOES NOT HOLD: {fault}.\n")
        found = True
        if not all_of_it:
            break
    if found:
        return BROKEN
    steps = sum(len(case["decisions"]) for case in dossier.cases.values())
    stages = Counter(case["stage"] for case in dossier.cases.values())
    sys.stdout.write(
        f"HOLDS: {dossier.parts['cycle']['title']}, {len(dossier.cases)} nominees ({stages['commended']} commended), {steps} steps, "
        f"{len(dossier.parts['rosters'])} lists, {len(dossier.parts['receipts'])} receipts, {len(dossier.trail)} entries of the trail.\n"
    )
    for words in not_checked(dossier):
        sys.stdout.write(f"Not checked, {words}.\n")
    return HOLDS if dossier.key else WITHOUT_KEY


if __name__ == "__main__":
    sys.exit(main())
