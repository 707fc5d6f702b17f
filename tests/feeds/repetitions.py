"""Writes repetitions.jsonl: repeating events as python-dateutil 2.9.0 sees them, for rules drawn by lot.

    python3 -m pip install python-dateutil==2.9.0.post0 tzdata && python3 tests/feeds/repetitions.py > tests/feeds/repetitions.jsonl

Times of day lie between 09:00 and 20:59, where no clock in these zones is changed. Each event begins with a time of its
own rule, since libraries differ about events that do not.
"""

import json
import random
from datetime import datetime, timedelta, timezone
from itertools import takewhile
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

ZONES = ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe",
         "America/St_Johns", "Pacific/Apia", "Africa/Lagos", "Pacific/Auckland", "UTC"]
DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
CASES = 500


def some(lot, of, most):
    return lot.sample(list(of), lot.randrange(1, most + 1))


def numbers(values):
    return ",".join(str(value) for value in sorted(values))


def weekdays(lot, ordinals):
    return ",".join((str(lot.choice(ordinals)) if ordinals and lot.random() < 0.6 else "") + day
                    for day in some(lot, DAYS, 3))


def drawn_rule(lot):
    freq = lot.choice(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"])
    parts = [f"FREQ={freq}"]
    if lot.random() < 0.5:
        parts.append(f"INTERVAL={lot.choice([1, 2, 3, 5])}")
    month_days = [*range(1, 32), -1, -2, -5]
    if freq == "DAILY":
        if lot.random() < 0.3:
            parts.append("BYDAY=" + weekdays(lot, []))
        if lot.random() < 0.2:
            parts.append("BYMONTHDAY=" + numbers(some(lot, month_days, 12)))
    elif freq == "WEEKLY":
        if lot.random() < 0.8:
            parts.append("BYDAY=" + weekdays(lot, []))
        parts.append("WKST=" + lot.choice(DAYS))
    else:
        kind = lot.choice(["day", "weekday", "both", "plain"])
        if freq == "YEARLY" and (kind != "plain" or lot.random() < 0.5) and lot.random() < 0.8:
            parts.append("BYMONTH=" + numbers(some(lot, range(1, 13), 5)))
        in_year = freq == "YEARLY" and not any(part.startswith("BYMONTH=") for part in parts)
        if kind in ("day", "both"):
            parts.append("BYMONTHDAY=" + numbers(some(lot, month_days, 6 if kind == "day" else 15)))
        if kind in ("weekday", "both"):
            ordinals = [] if kind == "both" else [40, 44, -5, -7, 46] if in_year else [1, 2, 3, 4, 5, -1, -2]
            parts.append("BYDAY=" + weekdays(lot, ordinals))
        if kind != "plain" and lot.random() < 0.4:
            parts.append("BYSETPOS=" + numbers(some(lot, [1, 2, 3, -1, -2], 2)))
    if freq != "YEARLY" and lot.random() < 0.2:
        parts.append("BYMONTH=" + numbers(some(lot, range(1, 13), 8)))
    return parts


def case(lot):
    parts = drawn_rule(lot)
    whole_day = lot.random() < 0.2
    start = datetime(2026, 1, 1) - timedelta(days=lot.randrange(-250, 1500))
    start += timedelta(hours=0 if whole_day else lot.randrange(9, 20), minutes=0 if whole_day else lot.randrange(60))
    zone = ZoneInfo(lot.choice(ZONES))
    now = datetime(2026, 1, 15, 12, tzinfo=timezone.utc) + timedelta(days=lot.randrange(300))

    def instants(text, begin):
        rule = rrulestr(text, dtstart=begin)
        return rule.xafter(begin - timedelta(days=1), inc=True)

    for _ in range(3):
        first = next(iter(instants(";".join(parts), start)), None)
        if first is None or first == start:
            break
        start = first
    if first is None or first != start:
        return None
    length = timedelta(days=lot.choice([1, 1, 2])) if whole_day else timedelta(minutes=lot.choice([15, 45, 90]))
    end = lot.choice(["", "", "COUNT", "UNTIL"])
    far = now.replace(tzinfo=None) + timedelta(days=lot.randrange(-20, 70))
    if end == "COUNT":
        parts.append(f"COUNT={lot.choice([1, 5, 40, 300])}")
    if end == "UNTIL":
        last = max(takewhile(lambda at: at <= far, instants(";".join(parts), start)), default=start)
        if whole_day or lot.random() < 0.3:
            parts.append(f"UNTIL={last:%Y%m%d}")
        else:
            parts.append(f"UNTIL={last.replace(tzinfo=zone).astimezone(timezone.utc):%Y%m%dT%H%M%SZ}")
    limit = now.replace(tzinfo=None) + timedelta(days=70)
    until = [part for part in parts if part.startswith("UNTIL=")]
    plain = [part for part in parts if not part.startswith("UNTIL=")]
    times = []
    for at in instants(";".join(plain), start):
        if at > limit or (until and at > last.replace(hour=23, minute=59)):
            break
        times.append(at)
    stamp = (lambda at: f";VALUE=DATE:{at:%Y%m%d}") if whole_day else (lambda at: f";TZID={zone.key}:{at:%Y%m%dT%H%M%S}")
    lines = ["UID:1", f"DTSTART{stamp(start)}", f"DTEND{stamp(start + length)}", "RRULE:" + ";".join(parts)]
    taken = {at: (at, length) for at in times}
    near = [at for at in times if at > now.replace(tzinfo=None) - timedelta(days=3)]
    others = []
    mark = "X-MICROSOFT-CDO-BUSYSTATUS:OOF\r\n" if whole_day else ""
    for at in lot.sample(near, min(len(near), lot.randrange(3))):
        lines.append(f"EXDATE{stamp(at)}" if whole_day or lot.random() < 0.8 else f"EXDATE;VALUE=DATE:{at:%Y%m%d}")
        taken.pop(at)
    near = [at for at in near if at in taken]
    for at in lot.sample(near, min(len(near), lot.randrange(3))):
        moved = at + timedelta(days=lot.randrange(-3, 4), hours=0 if whole_day else lot.choice([-1, 0, 1]))
        cancelled = lot.random() < 0.3
        taken.pop(at)
        if not cancelled:
            taken[("moved", at)] = (moved, length)
        original = stamp(at) if whole_day or lot.random() < 0.5 else \
            f":{at.replace(tzinfo=zone).astimezone(timezone.utc):%Y%m%dT%H%M%SZ}"
        others.append(f"BEGIN:VEVENT\r\nUID:1\r\nRECURRENCE-ID{original}\r\nDTSTART{stamp(moved)}\r\n"
                      f"DTEND{stamp(moved + length)}\r\n{'STATUS:CANCELLED' if cancelled else 'SEQUENCE:1'}\r\n{mark}"
                      "END:VEVENT\r\n")
    extra = now.replace(tzinfo=None, hour=0 if whole_day else 12, minute=0) + timedelta(days=lot.randrange(60))
    if lot.random() < 0.3 and extra.date() not in [at.date() for at in times]:
        lines.append(f"RDATE{stamp(extra)}")
        taken[("extra", extra)] = (extra, length)
    series = "BEGIN:VEVENT\r\n" + "\r\n".join(lines) + "\r\n" + mark + "END:VEVENT\r\n"
    both = [series, *others]
    lot.shuffle(both)
    begin, finish = now - timedelta(days=3), now + timedelta(days=62)
    spans = []
    for at, lasts in taken.values():
        from_, to = (wall.replace(tzinfo=zone).astimezone(timezone.utc) for wall in (at, at + lasts))
        if from_ < finish and to > begin:
            spans.append([max(from_, begin), min(to, finish)])
    spans.sort()
    united = []
    for from_, to in spans:
        if united and from_ <= united[-1][1]:
            united[-1][1] = max(united[-1][1], to)
        else:
            united.append([from_, to])
    text = lambda at: at.strftime("%Y-%m-%dT%H:%M:%SZ")
    return {"zone": zone.key, "now": text(now), "file": "BEGIN:VCALENDAR\r\n" + "".join(both) + "END:VCALENDAR\r\n",
            "times": [[text(from_), text(to)] for from_, to in united]}


def main():
    lot = random.Random(20261122)
    count = 0
    while count < CASES:
        found = case(lot)
        if found and (found["times"] or lot.random() < 0.1):
            print(json.dumps(found))
            count += 1


main()
