"""A DynamoDB of a test's own, without a client library."""

import http.client
import json
import uuid
from decimal import Context, Decimal
from urllib.parse import urlsplit

import live_servers

# Whimbrel's own tables.
OWN_PREFIX = "whimbrel-"
# DynamoDB's numbers have 38.
DIGITS = Context(prec=40)


def typed(value):
    """A Python value as DynamoDB writes it; one that is so already stays: {"N": "1.50"}."""
    if isinstance(value, bool):
        return {"BOOL": value}
    if isinstance(value, (int, float)):
        return {"N": str(value)}
    if isinstance(value, str):
        return {"S": value}
    if value is None:
        return {"NULL": True}
    if isinstance(value, list):
        return {"L": [typed(one) for one in value]}
    if len(value) == 1 and next(iter(value)) in ("N", "S", "B", "SS", "NS", "BS", "M", "L"):
        return value
    return {"M": {name: typed(one) for name, one in value.items()}}


def canonical(attribute):
    """One spelling of what DynamoDB takes for equal: sets have no order, and numbers are values
    (DynamoDB Local leaves those in lists and maps as they were written)."""
    kind, value = next(iter(attribute.items()))
    if kind == "N":
        return {kind: f"{Decimal(value).normalize(DIGITS):f}"}
    if kind in ("SS", "NS", "BS"):
        return {kind: sorted(value)}
    if kind == "L":
        return {kind: [canonical(one) for one in value]}
    if kind == "M":
        return {kind: {name: canonical(value[name]) for name in sorted(value)}}
    return attribute


class DynamoDbTables:
    """DynamoDB Local keeps the tables of different access keys apart, so each begins empty."""

    def __init__(self):
        self.url = live_servers.urls()["dynamodb_local"]
        self.access_key = "T" + uuid.uuid4().hex[:18]
        place = urlsplit(self.url)
        self.connection = http.client.HTTPConnection(place.hostname, place.port, timeout=60)

    def variables(self, endpoint=None):
        """What the program needs to see the same tables."""
        return {"LOCAL_DYNAMO_DB": "true", "DYNAMODB_ENDPOINT": endpoint or self.url,
                "AWS_ACCESS_KEY_ID": self.access_key, "AWS_SECRET_ACCESS_KEY": "secret",
                "AWS_REGION": "eu-west-2", "WHIMBREL_TARGET": "dynamodb"}

    def call(self, operation, **body):
        # The server closes what is idle for long.
        self.connection.close()
        scope = f"{self.access_key}/20250101/eu-west-2/dynamodb/aws4_request"
        self.connection.request("POST", "/", json.dumps(body), {
            "Content-Type": "application/x-amz-json-1.0",
            "X-Amz-Target": f"DynamoDB_20120810.{operation}",
            "X-Amz-Date": "20250101T000000Z",
            "Authorization": f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, "
                             "Signature=0"})
        reply = self.connection.getresponse()
        answer = json.loads(reply.read())
        if reply.status != 200:
            raise RuntimeError(f"{operation}: {answer}")
        return answer

    def make(self, table, *key, indexes=()):
        """Key fields and indexes as "name" or "name:N"; an index is its name and its field."""
        fields = [*key, *(field for _, field in indexes)]
        types = dict((field.split(":") + ["S"])[:2] for field in fields)
        names = [field.split(":")[0] for field in key]
        body = {"TableName": table, "BillingMode": "PAY_PER_REQUEST",
                "AttributeDefinitions": [{"AttributeName": name, "AttributeType": kind}
                                         for name, kind in types.items()],
                "KeySchema": [{"AttributeName": name, "KeyType": kind}
                              for name, kind in zip(names, ("HASH", "RANGE"))]}
        if indexes:
            body["GlobalSecondaryIndexes"] = [
                {"IndexName": index, "Projection": {"ProjectionType": "ALL"},
                 "KeySchema": [{"AttributeName": field.split(":")[0], "KeyType": "HASH"}]}
                for index, field in indexes]
        self.call("CreateTable", **body)

    def put(self, table, items):
        puts = [{"PutRequest": {"Item": {name: typed(value) for name, value in item.items()}}}
                for item in items]
        while puts:
            some, puts = puts[:25], puts[25:]
            left = self.call("BatchWriteItem", RequestItems={table: some})["UnprocessedItems"]
            puts += left.get(table, [])

    def names(self):
        return self.call("ListTables")["TableNames"]

    def items(self, table):
        items, start = [], {}
        while True:
            page = self.call("Scan", TableName=table, ConsistentRead=True, **start)
            items += [{name: canonical(item[name]) for name in sorted(item)}
                      for item in page["Items"]]
            if "LastEvaluatedKey" not in page:
                return sorted(items, key=json.dumps)
            start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}

    def content(self):
        """All tables but Whimbrel's own: keys, indexes, items."""
        found = {}
        for table in self.names():
            if table.startswith(OWN_PREFIX):
                continue
            told = self.call("DescribeTable", TableName=table)["Table"]
            indexes = sorted((index["IndexName"], json.dumps(index["KeySchema"]))
                             for index in told.get("GlobalSecondaryIndexes", []))
            found[table] = {"key": told["KeySchema"], "indexes": indexes,
                            "items": self.items(table)}
        return found

    def clear(self):
        for table in self.names():
            self.call("DeleteTable", TableName=table)
