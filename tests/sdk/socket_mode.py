"""The Socket Mode client of Slack's own SDK for Python, unmodified, against the playground.

Takes the playground's address on the command line and the bot's and the app's token as two lines of input.
"""

import sys
from queue import Queue
from time import monotonic, sleep

from slack_sdk import WebClient
from slack_sdk.socket_mode import SocketModeClient
from slack_sdk.socket_mode.response import SocketModeResponse

from people import People

ADDRESS = sys.argv[1]
TOKEN, APP_TOKEN = sys.stdin.readline().strip(), sys.stdin.readline().strip()

people = People(ADDRESS)
web = WebClient(token=TOKEN, base_url=f"{ADDRESS}/api/")
client = SocketModeClient(app_token=APP_TOKEN, web_client=web)
heard = Queue()


def listen(client, request):
    answer = {"text": "only you can read this"} if request.type == "slash_commands" else None
    client.send_socket_mode_response(SocketModeResponse(envelope_id=request.envelope_id, payload=answer))
    heard.put(request)


def next_of(kind):
    while True:
        request = heard.get(timeout=10)
        if request.type == kind:
            return request


def wait_for(look):
    until = monotonic() + 10
    while not look():
        assert monotonic() < until, "waited too long"
        sleep(0.01)


def connects():
    client.socket_mode_request_listeners.append(listen)
    client.connect()
    wait_for(lambda: len(people.lines()) == 1)


def hears_an_event():
    people.do("U0ADA", "write", channel="C0LAUNCH", text="tea & <cake>?")
    payload = next_of("events_api").payload
    assert payload["type"] == "event_callback" and payload["event"]["text"] == "tea &amp; &lt;cake&gt;?", payload


def answers_a_command():
    people.do("U0BO", "command", channel="C0DESIGN", text="/async help me")
    request = next_of("slash_commands")
    assert request.accepts_response_payload and request.payload["text"] == "help me", request.payload
    assert people.private_words("U0BO", "C0DESIGN") == ["only you can read this"]


def hears_a_click():
    press = {"type": "button", "action_id": "done", "value": "7", "text": {"type": "plain_text", "text": "Done"}}
    blocks = [{"type": "actions", "block_id": "row", "elements": [press]}]
    posted = web.chat_postMessage(channel="U0ADA", text="ready?", blocks=blocks)
    people.do("U0ADA", "press", channel=posted["channel"], ts=posted["ts"], block_id="row", action_id="done")
    assert next_of("interactive").payload["actions"][0]["value"] == "7"


def follows_a_refresh():
    [old] = people.lines()
    people.lines("refresh")
    wait_for(lambda: [line["id"] for line in people.lines()] not in ([], [old["id"]]) and client.is_connected())
    wait_for(lambda: all(not line["leaving"] for line in people.lines()))
    people.do("U0ADA", "write", channel="C0LAUNCH", text="still there?")
    assert next_of("events_api").payload["event"]["text"] == "still there?"


if __name__ == "__main__":
    for step in [connects, hears_an_event, answers_a_command, hears_a_click, follows_a_refresh]:
        step()
        print("ok", step.__name__.replace("_", " "), flush=True)
    client.close()
