"""The records of a domain as its provider keeps them, and shows them by a real name server."""

import itertools
import json
import subprocess


class Problem(Exception):
    """What a provider refuses: the status of its answer, and whatever its errors are made of."""

    def __init__(self, status, code, message):
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


class Records:
    def __init__(self, zone, key, given, file):
        self.zone, self.key, self.file = zone, key, file
        self.numbers = itertools.count(1)
        self.all = []
        for one in given:
            self.add(**one)

    def of(self, name, type="TXT"):
        return [one for one in self.all if one["name"] == name and one["type"] == type]

    def relative(self, name):
        """A name as most providers write it: without the zone's, which by itself is `@`."""
        return "@" if name == self.zone else name.removesuffix("." + self.zone)

    def full(self, relative):
        return self.zone if relative == "@" else f"{relative}.{self.zone}"

    def add(self, name, value, ttl, type="TXT"):
        if name != self.zone and not name.endswith("." + self.zone):
            raise ValueError(name)
        record = {"id": next(self.numbers), "name": name, "type": type, "value": value, "ttl": ttl}
        self.all.append(record)
        self.show(name)
        return record

    def remove(self, record):
        self.all.remove(record)
        self.show(record["name"])

    def show(self, name):
        lines = ["server 127.0.0.1", f"update delete {name}. TXT"]
        lines += [f'update add {name}. {one["ttl"]} TXT "{one["value"]}"' for one in self.of(name)]
        command = ["nsupdate", "-y", "hmac-sha256:provider:" + self.key]
        subprocess.run(command, input="\n".join([*lines, "send", ""]), text=True, check=True)
        with open(self.file, "w") as file:
            json.dump([{key: one[key] for key in ("name", "value", "ttl")} for one in self.all], file)
