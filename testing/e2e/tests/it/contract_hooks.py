"""What schemathesis can't know from the contract: who asks, and what is there to be asked for.

Each operation is asked by whom it is for; a path names something that is there about every second time.
"""
import json
import os
import urllib.request

import schemathesis
from hypothesis import strategies

WORLD = json.loads(os.environ["SKEIN_CONTRACT_WORLD"])

texts = strategies.dictionaries(strategies.text(max_size=5), strategies.integers(), max_size=2)
schemathesis.openapi.format("json", texts.map(json.dumps))


def post(path, body, bearer=None):
    headers = {"Content-Type": "application/json"}
    if bearer:
        headers["Authorization"] = f"Bearer {bearer}"
    request = urllib.request.Request(
        WORLD["url"] + path, json.dumps(body).encode(), headers, method="POST"
    )
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


class Bearer:
    def set(self, case, token, context):
        case.headers = case.headers or {}
        case.headers["Authorization"] = f"Bearer {token}"


@schemathesis.auth().apply_to(
    path_regex="^/v1/(users|sites|teams|agents|conversations|consultations)"
)
class Business(Bearer):
    def get(self, case, context):
        return WORLD["appKey"]


@schemathesis.auth().apply_to(path_regex="^/v1/(desk|console/me)")
class Agent(Bearer):
    def get(self, case, context):
        return WORLD["agentToken"]


# A new visitor each time: one may write sixty times a minute.
@schemathesis.auth(refresh_interval=None).apply_to(path="/v1/widget/thread")
class Visitor(Bearer):
    def get(self, case, context):
        return post("/v1/widget/sites/contract/sessions", {})["token"]


@schemathesis.auth().apply_to(path_regex="^/v1/widget/consultations")
class Customer(Bearer):
    def get(self, case, context):
        return WORLD["customerToken"]


# Signing out ends the token.
@schemathesis.auth(refresh_interval=None).apply_to(path="/v1/console/logout")
class SignedIn(Bearer):
    def get(self, case, context):
        return post("/v1/users/leaving/tokens", {}, WORLD["appKey"])["token"]


# The cookie of a browser in which somebody is signed in.
@schemathesis.auth().apply_to(path="/v1/console/refresh")
class Browser:
    def get(self, case, context):
        return WORLD["cookie"]

    def set(self, case, cookie, context):
        case.cookies = {**(case.cookies or {}), "skein_console": cookie}


@schemathesis.hook
def before_call(context, case, kwargs):
    path = case.operation.path
    names = case.path_parameters or {}
    for name, there in WORLD["there"].get(path, {}).items():
        value = names.get(name)
        # By the value itself, so that a run can be repeated. What is no name at all is left as it is.
        is_name = isinstance(value, str) and value.replace("-", "").isalnum()
        if is_name and sum(value.encode()) % 2 == 0:
            names[name] = there
    # A cursor goes on with the list that it is of. Here the list is chosen by another parameter, which no schema can say.
    query = case.query or {}
    cursor = query.get("cursor")
    if path == "/v1/desk/consultations" and isinstance(cursor, str):
        of_list = {"mine": "o.", "resolved": "r."}.get(str(query.get("scope")))
        if of_list and cursor[:2] in ("o.", "r."):
            query["cursor"] = of_list + cursor[2:]
