"""Makes the tests' own little service importable by its name, as a real one is."""

import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from servicekit import traces
from servicekit.testing import Serve, ServiceUnderTest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture
async def notebook(serve: Serve) -> AsyncIterator[ServiceUnderTest]:
    async with serve("notebook") as service:
        yield service


@pytest.fixture
def recorded() -> Iterator[InMemorySpanExporter]:
    """Spans as they end."""
    provider, kept = TracerProvider(shutdown_on_exit=False), InMemorySpanExporter()
    provider.add_span_processor(SimpleSpanProcessor(kept))
    traces.record_with(provider.get_tracer("tests"))
    yield kept
    traces.record_with(None)
    provider.shutdown()
