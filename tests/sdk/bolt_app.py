"""A small app made with Bolt, Slack's own framework, unmodified, against the playground.

Takes the playground's address and the door ("socket", or a port for requests) on the command line, and the bot's token,
the app's token and the signing secret as three lines of input. Over HTTP it prints that it listens.
"""

import sys
from queue import Queue
from threading import Thread
from time import monotonic, sleep
from urllib.error import URLError
from urllib.request import urlopen

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from people import People

ADDRESS, DOOR = sys.argv[1:]
TOKEN, APP_TOKEN, SECRET = (sys.stdin.readline().strip() for _ in range(3))

people = People(ADDRESS)
app = App(signing_secret=SECRET, client=WebClient(token=TOKEN, base_url=f"{ADDRESS}/api/"))
heard = Queue()


@app.event("message")
def on_message(event, say):
    if "tea" in event.get("text", ""):
        say(text=f"<@{event['user']}> would like tea", thread_ts=event["ts"])
    heard.put(event)


@app.command("/async")
def on_command(ack, respond, command, client):
    if command["text"] == "form":
        ack()
        note = {"type": "input", "block_id": "note", "label": {"type": "plain_text", "text": "Note"},
                "element": {"type": "plain_text_input", "action_id": "n"}}
        client.views_open(trigger_id=command["trigger_id"], view={
            "type": "modal", "callback_id": "form", "title": {"type": "plain_text", "text": "Form"},
            "submit": {"type": "plain_text", "text": "Save"}, "blocks": [note]})
    else:
        ack(f"you said {command['text']}")
        respond("and so it is")


@app.action("done")
def on_press(ack, body, respond):
    ack()
    respond(text=f"done by <@{body['user']['id']}>", replace_original=True)
    heard.put(body)


@app.view("form")
def on_form(ack, view):
    note = view["state"]["values"]["note"]["n"]["value"]
    if len(note) > 5:
        ack(response_action="errors", errors={"note": "Too long"})
    else:
        ack()


def wait_for(look):
    until = monotonic() + 10
    while True:
        found = look()
        if found:
            return found
        assert monotonic() < until, "waited too long"
        sleep(0.01)


def listens():
    """Whether somebody answers on our port, whatever it is."""
    try:
        urlopen(f"http://127.0.0.1:{DOOR}/").close()
    except URLError as refusal:
        return hasattr(refusal, "code")
    return True


def opens_its_door():
    if DOOR == "socket":
        SocketModeHandler(app, APP_TOKEN).connect()
        wait_for(people.lines)
    else:
        Thread(target=lambda: app.start(port=int(DOOR)), daemon=True).start()
        wait_for(listens)


def hears_an_event_and_answers_in_the_thread():
    people.do("U0ADA", "write", channel="C0LAUNCH", text="tea?")
    ts = heard.get(timeout=10)["ts"]
    replies = wait_for(lambda: app.client.conversations_replies(channel="C0LAUNCH", ts=ts)["messages"][1:])
    assert replies[0]["text"] == "<@U0ADA> would like tea"


def answers_a_command_twice():
    people.do("U0BO", "command", channel="C0DESIGN", text="/async hello")
    words = wait_for(lambda: len(seen := people.private_words("U0BO", "C0DESIGN")) == 2 and seen)
    assert sorted(words) == ["and so it is", "you said hello"], words


def hears_a_click():
    press = {"type": "button", "action_id": "done", "text": {"type": "plain_text", "text": "Done"}}
    blocks = [{"type": "actions", "block_id": "row", "elements": [press]}]
    posted = app.client.chat_postMessage(channel="C0LAUNCH", text="ready?", blocks=blocks)
    people.do("U0BO", "press", channel="C0LAUNCH", ts=posted["ts"], block_id="row", action_id="done")
    while "actions" not in heard.get(timeout=10):
        pass
    [message] = app.client.conversations_history(channel="C0LAUNCH", oldest=posted["ts"], inclusive=True)["messages"]
    assert message["text"] == "done by <@U0BO>", message


def takes_a_form_and_says_what_is_wrong_with_it():
    people.do("U0BO", "command", channel="C0DESIGN", text="/async form")
    wait_for(lambda: people.world("U0BO")["modal"])
    assert people.do("U0BO", "submit", values={"note": "much too long"}) == {"note": "Too long"}
    assert people.do("U0BO", "submit", values={"note": "fine"}) == {}
    assert not people.world("U0BO")["modal"]


if __name__ == "__main__":
    for step in [
        opens_its_door,
        hears_an_event_and_answers_in_the_thread,
        answers_a_command_twice,
        hears_a_click,
        takes_a_form_and_says_what_is_wrong_with_it,
    ]:
        step()
        print("ok", step.__name__.replace("_", " "), flush=True)
