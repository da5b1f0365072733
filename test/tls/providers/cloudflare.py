"""Cloudflare: https://developers.cloudflare.com/api/resources/dns/subresources/records/"""

from records import Problem

HOST = "api.cloudflare.com"
ZONE_ID = "0123456789abcdef0123456789abcdef"
RECORDS = f"/client/v4/zones/{ZONE_ID}/dns_records"


def shown(one):
    content = f'"{one["value"]}"'
    return {"id": f'{one["id"]:032x}', "name": one["name"], "type": one["type"], "content": content, "ttl": one["ttl"]}


def answer(request, records, credential):
    if not request.header("Authorization").startswith("Bearer "):
        raise Problem(400, 6003, "Invalid request headers")
    if not request.bears(credential):
        raise Problem(403, 10000, "Authentication error")
    if request.path == RECORDS and request.method == "GET":
        return success(*page(request, [shown(one) for one in records.all]))
    if request.path == RECORDS and request.method == "POST":
        return success(shown(create(request.json(), records)))
    if request.path.startswith(RECORDS + "/") and request.method == "DELETE":
        for one in records.all:
            if request.path == f'{RECORDS}/{one["id"]:032x}':
                records.remove(one)
                return success({"id": f'{one["id"]:032x}'})
        raise Problem(404, 81044, "Record does not exist.")
    raise Problem(404, 7003, f"Could not route to {request.path}, perhaps your object identifier is invalid?")


def page(request, found):
    for filtered, key in (("type", "type"), ("name.exact", "name"), ("content.exact", "content")):
        found = [one for one in found if request.query.get(filtered, one[key]) == one[key]]
    part, number, size = request.page(found, usual=100, most=5_000_000)
    return part, {"page": number, "per_page": size, "count": len(part), "total_count": len(found)}


def create(given, records):
    if given["type"] != "TXT" or not (given["ttl"] == 1 or 60 <= given["ttl"] <= 86400):
        raise Problem(400, 9021, "Invalid TTL. Must be between 60 and 86400 seconds, or 1 for Automatic.")
    value = given["content"].strip('"')
    if any(one["value"] == value for one in records.of(given["name"])):
        raise Problem(400, 81058, "An identical record already exists.")
    return records.add(given["name"], value, given["ttl"])


def success(result, info=None):
    body = {"result": result, "success": True, "errors": [], "messages": []}
    return 200, body if info is None else {**body, "result_info": info}


def refusal(problem):
    return {"result": None, "success": False, "errors": [{"code": problem.code, "message": problem.message}], "messages": []}
