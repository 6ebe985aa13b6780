"""The archive's way of writing times: ISO 8601 in UTC, whole seconds."""

import datetime as dt


def iso(moment: dt.datetime) -> str:
    """Return an aware moment as the archive writes it.

    >>> iso(dt.datetime(2023, 5, 8, 12, 30, tzinfo=dt.timezone(dt.timedelta(hours=3))))
    '2023-05-08T09:30:00Z'
    """
    return f"{moment.astimezone(dt.UTC).replace(tzinfo=None).isoformat(timespec='seconds')}Z"


def utc_now() -> dt.datetime:
    """Return the present moment in UTC."""
    return dt.datetime.now(dt.UTC)
