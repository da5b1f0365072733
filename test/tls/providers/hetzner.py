"""Hetzner's Cloud API: https://docs.hetzner.cloud/reference/cloud#zone-rrsets. Strict where its words leave it open."""

import itertools
import re

from records import Problem

HOST = "api.hetzner.cloud"


def answer(request, records, credential):
    if not request.bears(credential):
        raise Problem(401, "unauthorized", "unable to authenticate")
    path = f"/v1/zones/{records.zone}/rrsets"
    if request.path == path and request.method == "GET":
        return 200, page(request, sets_of(records))
    action = re.fullmatch(path + r"/([a-z0-9._@-]+)/TXT/actions/(add_records|remove_records)", request.path)
    if action is None or request.method != "POST":
        raise Problem(404, "not_found", "resource not found")
    relative, command = action.groups()
    given = request.json()
    if any(re.fullmatch(r'"[^"]*"', one["value"]) is None for one in given["records"]):
        raise Problem(422, "invalid_input", "invalid input in field 'records': TXT values must be quoted")
    (add if command == "add_records" else remove)(records.full(relative), given, records)
    return 201, {"action": {"id": 1, "command": command, "status": "running", "progress": 0, "error": None}}


def sets_of(records):
    for name, group in itertools.groupby(sorted(records.all, key=lambda one: one["name"]), lambda one: one["name"]):
        members = list(group)
        relative = records.relative(name)
        values = [{"value": f'"{one["value"]}"', "comment": ""} for one in members]
        yield {"id": relative + "/TXT", "name": relative, "type": "TXT", "ttl": members[0]["ttl"], "records": values}


def page(request, sets):
    found = [one for one in sets if all(request.query.get(key, one[key]) == one[key] for key in ("name", "type"))]
    part, number, size = request.page(found, usual=25, most=50)
    pagination = {"page": number, "per_page": size, "total_entries": len(found)}
    return {"rrsets": part, "meta": {"pagination": pagination}}


def add(name, given, records):
    present = records.of(name)
    ttl = given.get("ttl", present[0]["ttl"] if present else 3600)
    if present and ttl != present[0]["ttl"]:
        raise Problem(422, "invalid_input", "invalid input in field 'ttl': differs from the one of the RRSet")
    for one in given["records"]:
        value = one["value"].strip('"')
        if any(other["value"] == value for other in present):
            raise Problem(422, "uniqueness_error", "record exists already")
        records.add(name, value, ttl)


def remove(name, given, records):
    for one in given["records"]:
        found = [other for other in records.of(name) if f'"{other["value"]}"' == one["value"]]
        if not found:
            raise Problem(404, "not_found", "record not found")
        records.remove(found[0])


def refusal(problem):
    return {"error": {"code": problem.code, "message": problem.message, "details": None}}
