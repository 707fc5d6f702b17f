"""The people in the playground, as its page lets them act and see."""

import json
import urllib.request


class People:
    def __init__(self, address):
        self.address = address

    def do(self, who, what, **args):
        """Lets a person do something; tells what is wrong with a form, if anything."""
        body = json.dumps({"as": who, "do": what, **args}).encode()
        request = urllib.request.Request(f"{self.address}/do", body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request) as answer:
            said = json.load(answer)
        assert said["ok"] or "errors" in said, said
        return said.get("errors", {})

    def world(self, who):
        with urllib.request.urlopen(f"{self.address}/world?as={who}") as answer:
            return json.load(answer)

    def private_words(self, who, channel):
        """What only this person reads in a channel, oldest first."""
        return [message["text"] for message in self.world(who)["messages"][channel] if message["ephemeral"]]

    def lines(self, what=None):
        """The lines of Socket Mode; with a word, something is done to them first."""
        if what:
            body = json.dumps({"do": what}).encode()
            kind = {"Content-Type": "application/json"}
            urllib.request.urlopen(urllib.request.Request(f"{self.address}/sockets", body, kind)).close()
        with urllib.request.urlopen(f"{self.address}/sockets") as answer:
            return json.load(answer)
