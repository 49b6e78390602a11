"""Reads a calendar from stdin by Python's icalendar, and tells what stands in it as JSON."""

import json
import sys
from datetime import timezone

from icalendar import Calendar

calendar = Calendar.from_ical(sys.stdin.buffer.read())
# By the zone that the text brings, not by one of the same name on this computer.
zones = {str(it["TZID"]): it.to_tz(lookup_tzid=False) for it in calendar.walk("VTIMEZONE")}


def moment(value):
    at, zone = value.dt, value.params.get("TZID")
    if zone is not None:
        at = at.replace(tzinfo=None).replace(tzinfo=zones[zone], fold=0)
    return at.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.000Z")


print(
    json.dumps(
        [
            {
                "uid": str(it["UID"]),
                "sequence": int(it["SEQUENCE"]),
                "status": str(it["STATUS"]),
                "summary": str(it["SUMMARY"]),
                "description": str(it["DESCRIPTION"]),
                "startsAt": moment(it["DTSTART"]),
                "endsAt": moment(it["DTEND"]),
                "errors": len(it.errors),
            }
            for it in calendar.walk("VEVENT")
        ]
    )
)
