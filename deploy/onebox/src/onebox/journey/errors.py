from onebox.errors import OneboxError


class JourneyFailed(OneboxError):
    """A step did not find what it claims to show."""


def require(holds: object, zh: str, en: str) -> None:
    """Nothing of the journey is claimed that was not looked at: raises JourneyFailed."""
    if not holds:
        raise JourneyFailed(f"演示未通过：{zh}", f"The journey failed: {en}")
