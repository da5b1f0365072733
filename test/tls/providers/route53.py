"""Route 53: https://docs.aws.amazon.com/Route53/latest/APIReference/API_ChangeResourceRecordSets.html, for a key whose
policy allows the one record: condition route53:ChangeResourceRecordSetsNormalizedRecordNames."""

import datetime
import hashlib
import hmac
import re
import xml.etree.ElementTree as xml

from records import Problem

HOST = "route53.amazonaws.com"
ZONE_ID = "Z0123456789ABCDEFGHIJ"
KEY_ID = "AKIAIOSFODNN7EXAMPLE"
XMLNS = "https://route53.amazonaws.com/doc/2013-04-01/"
SCOPE = "us-east-1/route53/aws4_request"


def answer(request, records, credential):
    check_signature(request, credential)
    if request.method != "POST" or request.path != f"/2013-04-01/hostedzone/{ZONE_ID}/rrset/":
        raise Problem(404, "NoSuchHostedZone", "No hosted zone found with that ID")
    if not request.header("Content-Type").startswith("text/xml"):
        raise Problem(400, "InvalidInput", "Invalid XML")
    tag = lambda name: f"{{{XMLNS}}}{name}"
    for one in xml.fromstring(request.body).iter(tag("Change")):
        text = lambda name: next(one.iter(tag(name))).text
        values = [value.text.strip('"') for value in one.iter(tag("Value"))]
        change(text("Action"), text("Name").rstrip("."), text("Type"), int(text("TTL")), values, records)
    info = "<Id>/change/C2682N5HXP0BZ4</Id><Status>PENDING</Status><SubmittedAt>2026-01-01T00:00:00Z</SubmittedAt>"
    return 200, f'<ChangeResourceRecordSetsResponse xmlns="{XMLNS}"><ChangeInfo>{info}</ChangeInfo></ChangeResourceRecordSetsResponse>'


def change(action, name, type_, ttl, values, records):
    if (name, type_) != ("_acme-challenge." + records.zone, "TXT"):
        raise Problem(403, "AccessDenied", "User is not authorized to perform: route53:ChangeResourceRecordSets")
    present = records.of(name)
    if action == "DELETE" and sorted(one["value"] for one in present if one["ttl"] == ttl) != sorted(values):
        raise Problem(400, "InvalidChangeBatch", "Tried to delete resource record set but the values provided do not match")
    for one in present:
        records.remove(one)
    for value in values if action == "UPSERT" else []:
        records.add(name, value, ttl)


def check_signature(request, secret):
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html"""
    pattern = rf"AWS4-HMAC-SHA256 Credential={KEY_ID}/(\d{{8}})/{SCOPE}, *SignedHeaders=([a-z0-9;-]+), *Signature=([0-9a-f]+)"
    given = re.fullmatch(pattern, request.header("Authorization"))
    if given is None:
        raise Problem(403, "IncompleteSignature", "The Authorization header is not as it should be")
    day, names, signature = given.groups()
    moment = request.header("X-Amz-Date")
    age = datetime.datetime.now(datetime.UTC) - datetime.datetime.strptime(moment + "+0000", "%Y%m%dT%H%M%SZ%z")
    if abs(age.total_seconds()) > 300 or not moment.startswith(day):
        raise Problem(403, "SignatureDoesNotMatch", "Signature expired")
    if not {"host", "x-amz-date"} <= set(names.split(";")):
        raise Problem(403, "SignatureDoesNotMatch", "host and x-amz-date have to be signed")
    headers = "".join(f"{name}:{request.header(name).strip()}\n" for name in names.split(";"))
    digest = lambda data: hashlib.sha256(data).hexdigest()
    canonical = "\n".join([request.method, request.path, "", headers, names, digest(request.body)])
    text = "\n".join(["AWS4-HMAC-SHA256", moment, f"{day}/{SCOPE}", digest(canonical.encode())])
    key = ("AWS4" + secret).encode()
    for part in [day, *SCOPE.split("/")]:
        key = hmac.digest(key, part.encode(), "sha256")
    if not hmac.compare_digest(hmac.digest(key, text.encode(), "sha256").hex(), signature):
        raise Problem(403, "SignatureDoesNotMatch", "The request signature we calculated does not match the one you provided")


def refusal(problem):
    error = f"<Type>Sender</Type><Code>{problem.code}</Code><Message>{problem.message}</Message>"
    return f'<ErrorResponse xmlns="{XMLNS}"><Error>{error}</Error><RequestId>b25f48e8</RequestId></ErrorResponse>'
