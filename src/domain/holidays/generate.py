#!/usr/bin/env python3
"""Writes table.txt, the public holidays that Unrush knows, from the Python package `holidays` (MIT licence).

    python3 -m venv venv && venv/bin/pip install holidays && venv/bin/python generate.py > table.txt

Run it once a year, or when a country has decreed something new, and look at the difference before it is committed.
"""

import datetime
import importlib.metadata
import re

import holidays

FIRST, LAST = 2026, 2031

# Where people are likely to work together by Slack; more can be added at will.
COUNTRIES = """
AE AL AM AO AR AT AU AZ BA BD BE BG BH BO BR BW BY CA CH CI CL CM CN CO CR CY CZ DE DK DO DZ EC EE EG ES ET FI FR GB GE
GH GR GT HK HN HR HU ID IE IL IN IS IT JM JO JP KE KG KH KR KW KZ LB LI LK LT LU LV MA MD ME MG MK MT MU MX MY MZ NA NG
NI NL NO NP NZ OM PA PE PH PK PL PT PY QA RO RS RU RW SA SE SG SI SK SN SV TH TN TR TW TZ UA UG US UY UZ VE VN ZA ZM ZW
""".split()


def english(country):
    languages = getattr(getattr(holidays, country, None), "supported_languages", ()) or ()
    return next((language for language in ("en_US", "en_GB", "en") if language in languages), None)


def days(country, region=None):
    """All public holidays of the covered years: date -> name in English where there is one."""
    years = range(FIRST, LAST + 1)
    found = holidays.country_holidays(country, subdiv=region, years=years, language=english(country))
    return {date: name for date, name in sorted(found.items()) if date.year in years}


def title(country):
    """The package names its classes after the countries: UnitedStates."""
    entity = type(holidays.country_holidays(country))
    own = next(base for base in entity.__mro__ if base.__module__.startswith("holidays.countries"))
    name = max((base.__name__ for base in own.__mro__ if base.__module__ == own.__module__), key=len)
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).replace(" And ", " and ")


def region_name(country, region):
    """The longest of its names: the others are short forms."""
    return max(holidays.country_holidays(country).get_subdivision_aliases().get(region, []), key=len, default="")


def main():
    version = importlib.metadata.version("holidays")
    regions = {}
    for country in COUNTRIES:
        whole = days(country)
        regions[country] = (title(country), whole, None)
        for region in holidays.list_supported_countries().get(country, []):
            name = region_name(country, region)
            here = days(country, region)
            is_iso = re.fullmatch("[A-Z0-9]{1,3}", region)
            if not is_iso and here == whole:
                continue  # a part of a country that matters only to schools
            code = region if is_iso else re.sub("[^A-Z]", "", region.upper())
            regions[f"{country}-{code}"] = (name or region, here, whole)

    names = sorted({name for _, all_days, _ in regions.values() for name in all_days.values()})
    number = {name: n for n, name in enumerate(names)}

    print("# Public holidays. Made by generate.py; do not edit.")
    print(f"# Source: the Python package holidays {version} (vacanza/holidays), MIT licence.")
    print(f"# Made on {datetime.date.today()}. Years {FIRST} to {LAST}.")
    print("# A name is `=NUMBER NAME`; a country `CODE NAME`; a region `CODE-REGION NAME`. Under them one line for each year:")
    print("# `YEAR MMDD:NAME ...`. Under a region stands only what differs: `+` is a holiday there, `-` is none there.")
    for name in names:
        print(f"={number[name]} {' '.join(name.split())}")
    for code, (name, all_days, whole) in sorted(regions.items()):
        print(f"{code} {name}".rstrip())
        for year in range(FIRST, LAST + 1):
            entries = []
            for date in sorted(set(all_days) | set(whole or {})):
                if date.year != year:
                    continue
                here, there = all_days.get(date), (whole or {}).get(date)
                day = date.strftime("%m%d")
                if whole is None:
                    entries.append(f"{day}:{number[here]}")
                elif here != there and here is not None:
                    entries.append(f"+{day}:{number[here]}")
                elif here is None:
                    entries.append(f"-{day}")
            if entries:
                print(f"{year} {' '.join(entries)}")


main()
