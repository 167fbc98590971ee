"""One worker's journey across two provinces, played through the public API."""

from onebox.journey.closing import show
from onebox.journey.errors import JourneyFailed
from onebox.journey.playing import STEPS, play
from onebox.journey.world import World

__all__ = ["STEPS", "JourneyFailed", "World", "play", "show"]
