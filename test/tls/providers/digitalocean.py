"""DigitalOcean: https://docs.digitalocean.com/reference/api/reference/domain-records/"""

from records import Problem

HOST = "api.digitalocean.com"


def answer(request, records, credential):
    if not request.bears(credential):
        raise Problem(401, "Unauthorized", "Unable to authenticate you")
    path = f"/v2/domains/{records.zone}/records"
    shown = lambda one: {
        **{"id": one["id"], "type": one["type"], "name": records.relative(one["name"])},
        **{"data": one["value"], "ttl": one["ttl"]},
        **{"priority": None, "port": None, "weight": None, "flags": None, "tag": None},
    }
    if request.path == path and request.method == "GET":
        found = [one for one in records.all if matches(one, request.query)]
        part, _, _ = request.page(found, usual=20, most=200)
        return 200, {"domain_records": [shown(one) for one in part], "links": {}, "meta": {"total": len(found)}}
    if request.path == path and request.method == "POST":
        given = request.json()
        if given["type"] != "TXT" or given["ttl"] < 30 or given["name"].endswith("."):
            raise Problem(422, "unprocessable_entity", "TTL must be at least 30 seconds.")
        record = records.add(records.full(given["name"]), given["data"], given["ttl"])
        return 201, {"domain_record": shown(record)}
    if request.path.startswith(path + "/") and request.method == "DELETE":
        for one in records.all:
            if request.path == f'{path}/{one["id"]}':
                records.remove(one)
                return 204, None
    raise Problem(404, "not_found", "The resource you were accessing could not be found.")


def matches(one, query):
    """Names are asked for in full."""
    return query.get("type", one["type"]) == one["type"] and query.get("name", one["name"]) == one["name"]


def refusal(problem):
    return {"id": problem.code, "message": problem.message}
