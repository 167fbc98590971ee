from datetime import date, timedelta

LATEST_CONFIRMATION = timedelta(days=60)


def is_credible(started_on: date, today: date) -> bool:
    """A first day is confirmed when it has come, within sixty days of it."""
    return today - LATEST_CONFIRMATION <= started_on <= today
