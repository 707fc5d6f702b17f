"""Slack's own SDK for Python, unmodified, against the playground.

Takes the playground's address on the command line and the bot's token and the signing secret as two lines of input.
Prints where it listens, waits for a third line, and then uses both sides: the SDK's client for the Web API, and a
small receiver that checks signatures with the SDK's verifier.
"""

import json
import sys
import threading
import urllib.error
import urllib.parse
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Queue

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.signature import SignatureVerifier
from slack_sdk.webhook import WebhookClient

ADDRESS = sys.argv[1]
TOKEN, SECRET = sys.stdin.readline().strip(), sys.stdin.readline().strip()

client = WebClient(token=TOKEN, base_url=f"{ADDRESS}/api/")
verifier = SignatureVerifier(SECRET)
events, commands, interactions = Queue(), Queue(), Queue()


class Receiver(BaseHTTPRequestHandler):
    """Takes events, commands and interactions, as a bot does."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if not verifier.is_valid_request(body, dict(self.headers)):
            self.answer(401)
            return
        if self.headers["Content-Type"].startswith("application/json"):
            events.put(json.loads(body))
            self.answer(200)
            return
        form = dict(urllib.parse.parse_qsl(body.decode(), keep_blank_values=True))
        if "payload" in form:
            interactions.put(json.loads(form["payload"]))
            self.answer(200)
        else:
            commands.put(form)
            self.answer(200, "only you can read this")

    def answer(self, status, text=""):
        self.send_response(status)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_):
        pass


def do(who, what, **args):
    """Lets a person do something, as the page would."""
    body = json.dumps({"as": who, "do": what, **args}).encode()
    request = urllib.request.Request(f"{ADDRESS}/do", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as answer:
        said = json.load(answer)
    assert said["ok"], said


def world(who):
    with urllib.request.urlopen(f"{ADDRESS}/world?as={who}") as answer:
        return json.load(answer)


def refused(error, call, **args):
    try:
        call(**args)
    except SlackApiError as refusal:
        assert refusal.response["error"] == error, refusal.response
        return refusal.response
    raise AssertionError(f"expected {error}")


def event(kind):
    """The next event of a kind."""
    while True:
        envelope = events.get(timeout=10)
        if envelope["event"]["type"] == kind:
            return envelope


def knows_itself_and_the_people():
    me = client.auth_test()
    assert me["user_id"] == "U0UNRUSH" and me["team_id"] == "T0GARDEN"
    assert "chat:write" in me.headers["x-oauth-scopes"]
    ada = client.users_info(user="U0ADA", include_locale=True)["user"]
    assert (ada["tz"], ada["locale"], ada["is_bot"]) == ("Europe/Berlin", "en-GB", False)
    names = [user["name"] for page in client.users_list(limit=2) for user in page["members"]]
    assert sorted(names) == ["ada", "bo", "chidi", "dee", "slackbot", "unrush"], names
    assert client.usergroups_users_list(usergroup="S0REVIEWERS")["users"] == ["U0BO", "U0CHIDI"]
    assert not client.dnd_teamInfo(users="U0ADA,U0BO")["users"]["U0BO"]["dnd_enabled"]
    refused("user_not_found", client.users_info, user="U0NOBODY")
    refused("invalid_auth", WebClient(token="xoxb-wrong", base_url=f"{ADDRESS}/api/").auth_test)
    assert [c["name"] for c in client.users_conversations()["channels"]] == ["general", "launch"]


def posts_reads_reacts_changes_and_deletes():
    posted = client.chat_postMessage(
        channel="C0LAUNCH",
        text="hello",
        blocks=[{"type": "section", "text": {"type": "mrkdwn", "text": "*hello*"}}],
        metadata={"event_type": "greeting", "event_payload": {"key": "1"}},
    )
    channel, ts = posted["channel"], posted["ts"]
    told = event("message")
    assert told["event"]["ts"] == ts and told["event"]["bot_id"] == "B0UNRUSH"
    reply = client.chat_postMessage(channel=channel, text="a reply", thread_ts=ts)
    [only] = client.conversations_history(channel=channel, oldest=ts, latest=ts, inclusive=True, limit=1,
                                          include_all_metadata=True)["messages"]
    assert only["metadata"]["event_payload"] == {"key": "1"} and only["reply_count"] == 1
    assert [m["ts"] for m in client.conversations_replies(channel=channel, ts=ts)["messages"]] == [ts, reply["ts"]]
    client.reactions_add(channel=channel, timestamp=ts, name="eyes")
    refused("already_reacted", client.reactions_add, channel=channel, timestamp=ts, name="eyes")
    refused("invalid_name", client.reactions_add, channel=channel, timestamp=ts, name="no_such_emoji")
    assert client.reactions_get(channel=channel, timestamp=ts)["message"]["reactions"][0]["count"] == 1
    client.reactions_remove(channel=channel, timestamp=ts, name="eyes")
    refused("no_reaction", client.reactions_remove, channel=channel, timestamp=ts, name="eyes")
    assert client.chat_getPermalink(channel=channel, message_ts=ts)["permalink"].endswith("p" + ts.replace(".", ""))
    client.chat_update(channel=channel, ts=ts, text="changed")
    [only] = client.conversations_history(channel=channel, oldest=ts, inclusive=True)["messages"]
    assert only["text"] == "changed" and "blocks" not in only, "a text alone takes the blocks away"
    client.chat_delete(channel=channel, ts=reply["ts"])
    client.chat_delete(channel=channel, ts=ts)
    assert client.conversations_history(channel=channel)["messages"] == []


def is_refused_what_slack_refuses():
    refused("not_in_channel", client.chat_postMessage, channel="C0DESIGN", text="hello")
    refused("channel_not_found", client.chat_postMessage, channel="C0NOWHERE", text="hello")
    refused("no_text", client.chat_postMessage, channel="C0GENERAL", text="")
    refused("thread_not_found", client.chat_postMessage, channel="C0GENERAL", text="x", thread_ts="1.000001")
    refused("user_not_in_channel", client.chat_postEphemeral, channel="C0GENERAL", user="U0NOBODY", text="x")
    long = [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}]
    answer = refused("invalid_blocks", client.chat_postMessage, channel="C0GENERAL", text="x", blocks=long)
    assert "/blocks/0/text/text" in answer["response_metadata"]["messages"][0]
    refused("invalid_trigger_id", client.views_open, trigger_id="1.2.3", view=modal())


def hears_what_people_say():
    do("U0ADA", "write", channel="C0LAUNCH", text="@bo see <this> & that, @unrush")
    told = event("app_mention")
    assert told["authorizations"][0]["user_id"] == "U0UNRUSH"
    assert told["event"]["text"] == "<@U0BO> see &lt;this&gt; &amp; that, <@U0UNRUSH>"
    leaves = told["event"]["blocks"][0]["elements"][0]["elements"]
    assert leaves[0] == {"type": "user", "user_id": "U0BO"} and leaves[1]["text"] == " see <this> & that, "


def modal():
    return {
        "type": "modal",
        "callback_id": "note",
        "title": {"type": "plain_text", "text": "Note"},
        "submit": {"type": "plain_text", "text": "Save"},
        "blocks": [{
            "type": "input",
            "block_id": "words",
            "label": {"type": "plain_text", "text": "Words"},
            "element": {"type": "plain_text_input", "action_id": "typed"},
        }],
    }


def opens_a_view_from_a_command():
    do("U0BO", "command", channel="C0DESIGN", text="/async ask @Ada to look")
    command = commands.get(timeout=10)
    assert (command["command"], command["text"]) == ("/async", "ask <@U0ADA|ada> to look")
    view = client.views_open(trigger_id=command["trigger_id"], view=modal())["view"]
    refused("exchanged_trigger_id", client.views_open, trigger_id=command["trigger_id"], view=modal())
    assert world("U0BO")["modal"]["id"] == view["id"]
    refused("hash_conflict", client.views_update, view_id=view["id"], view=modal(), hash="old")
    do("U0BO", "submit", view_id=view["id"], values={"words": {"typed": {"value": "hi"}}})
    submitted = interactions.get(timeout=10)
    assert submitted["type"] == "view_submission" and submitted["view"]["callback_id"] == "note"
    assert submitted["view"]["state"]["values"]["words"]["typed"] == {"type": "plain_text_input", "value": "hi"}
    assert world("U0BO")["modal"] is None, "an empty answer closes it"
    client.views_publish(user_id="U0BO", view={"type": "home", "blocks": [{"type": "divider"}]})
    assert world("U0BO")["home"]["blocks"][0]["type"] == "divider"
    answers(command)


def answers(command):
    """A response address takes five answers, and shows them to one person."""
    url = command["response_url"]
    hook = WebhookClient(url)
    for number in range(5):
        assert hook.send(text=f"answer {number}").body == "ok"
    assert hook.send(text="one too many").status_code == 404
    seen = [m["text"] for m in world("U0BO")["messages"]["C0DESIGN"] if m["ephemeral"]]
    assert seen == ["only you can read this"] + [f"answer {n}" for n in range(5)], seen
    assert not [m for m in world("U0ADA")["messages"]["C0DESIGN"] if m["ephemeral"]]


def presses_a_button():
    press = {"type": "button", "action_id": "done", "value": "7", "text": {"type": "plain_text", "text": "Done"}}
    blocks = [{"type": "actions", "block_id": "row", "elements": [press]}]
    posted = client.chat_postMessage(channel="U0ADA", text="ready?", blocks=blocks)
    assert posted["channel"].startswith("D")
    do("U0ADA", "press", channel=posted["channel"], ts=posted["ts"], block_id="row", action_id="done")
    pressed = interactions.get(timeout=10)
    assert pressed["actions"][0]["value"] == "7" and pressed["container"]["message_ts"] == posted["ts"]
    hook = WebhookClient(pressed["response_url"])
    assert hook.send(text="done", replace_original=True).status_code == 200
    [message] = client.conversations_history(channel=posted["channel"])["messages"]
    assert message["text"] == "done" and "blocks" not in message


def is_told_to_slow_down():
    plan = {"on": "chat.postMessage", "fault": "ratelimited", "retry_after": "7", "times": 1}
    kind = {"Content-Type": "application/json"}
    request = urllib.request.Request(f"{ADDRESS}/faults", json.dumps(plan).encode(), kind)
    urllib.request.urlopen(request).close()
    answer = refused("ratelimited", client.chat_postMessage, channel="C0GENERAL", text="x")
    assert answer.status_code == 429 and answer.headers["Retry-After"] == "7"


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"http://127.0.0.1:{server.server_port}/slack/events", flush=True)
    sys.stdin.readline()
    for step in [
        knows_itself_and_the_people,
        posts_reads_reacts_changes_and_deletes,
        is_refused_what_slack_refuses,
        hears_what_people_say,
        opens_a_view_from_a_command,
        presses_a_button,
        is_told_to_slow_down,
    ]:
        step()
        print("ok", step.__name__.replace("_", " "), flush=True)
