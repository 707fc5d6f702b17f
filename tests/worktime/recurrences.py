"""Writes recurrences.jsonl: recurring moments as python-dateutil 2.9.0 sees them, for rules drawn by lot.

    python3 -m pip install python-dateutil==2.9.0.post0 tzdata && python3 tests/worktime/recurrences.py > tests/worktime/recurrences.jsonl

Times of day lie between 09:00 and 20:59, where no clock in these zones is changed: what happens at a change is not
for another library to say.
"""

import json
import random
from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from dateutil.rrule import DAILY, FR, MO, MONTHLY, SA, SU, TH, TU, WE, WEEKLY, YEARLY, rrule

ZONES = ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe",
         "America/St_Johns", "Pacific/Apia", "Africa/Lagos", "Pacific/Auckland", "UTC"]
NAMES = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
DAYS = [MO, TU, WE, TH, FR, SA, SU]
FIRINGS = 6


def drawn(lot: random.Random) -> dict:
    since = date(2024, 1, 1) + timedelta(days=lot.randrange(1000))
    begin = datetime.combine(since, time(lot.randrange(9, 21), lot.randrange(60)))
    every = lot.choice([1, 1, 2, 3, 5])
    kind = lot.choice(["daily", "weekly", "monthly", "monthly_weekday", "yearly"])
    when = {"dtstart": begin, "count": FIRINGS}
    if kind == "daily":
        on = {"daily": {"every": every, "since": str(since)}}
        rule = rrule(DAILY, interval=every, **when)
    elif kind == "weekly":
        days = sorted(lot.sample(range(7), lot.randrange(1, 5)))
        on = {"weekly": {"days": [NAMES[d] for d in days], "every": every, "since": str(since)}}
        rule = rrule(WEEKLY, interval=every, wkst=MO, byweekday=[DAYS[d] for d in days], **when)
    elif kind == "monthly":
        day = lot.choice([1, 15, 28, 29, 30, 31])
        on = {"monthly": {"day": day, "every": every, "since": str(since)}}
        # of all days up to the one that is meant, a month's last is its nearest
        rule = rrule(MONTHLY, interval=every, bymonthday=range(min(day, 28), day + 1), bysetpos=-1, **when)
        if day > 28:
            # the first month may have begun after its day
            rule = [at for at in rrule(MONTHLY, dtstart=begin.replace(day=1), interval=every,
                                       bymonthday=range(28, day + 1), bysetpos=-1, count=FIRINGS + 1) if at >= begin]
            rule = rule[:FIRINGS]
    elif kind == "monthly_weekday":
        day, nth = lot.randrange(7), lot.choice([1, 2, 3, 4, None])
        on = {"monthly_weekday": {"day": NAMES[day], "nth": nth}}
        rule = rrule(MONTHLY, byweekday=DAYS[day](nth or -1), **when)
    else:
        month, day = lot.choice([(2, 29), (2, 28), (12, 31), (6, 15)])
        on = {"yearly": {"month": month, "day": day}}
        first = 28 if (month, day) == (2, 29) else day
        rule = rrule(YEARLY, bymonth=month, bymonthday=range(first, day + 1), bysetpos=-1, **when)
    zone = lot.choice(ZONES)
    instants = [at.replace(tzinfo=ZoneInfo(zone)).astimezone(timezone.utc) for at in rule]
    return {"zone": zone, "rule": {"on": on, "at": begin.strftime("%H:%M:%S")}, "from": str(since),
            "fires": [at.strftime("%Y-%m-%dT%H:%M:%SZ") for at in instants]}


def main() -> None:
    lot = random.Random(2026)
    for _ in range(500):
        print(json.dumps(drawn(lot)))


main()
