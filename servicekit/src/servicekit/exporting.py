"""Where recorded spans go: to an OpenTelemetry collector, to a file, or, unless told, nowhere.

The standard variables rule the rest: OTEL_EXPORTER_OTLP_ENDPOINT with its headers and certificate,
OTEL_TRACES_SAMPLER with its argument, OTEL_RESOURCE_ATTRIBUTES, OTEL_BSP_*. The provider is this
process's own and not the global one, so that no instrumentation found in the environment records
what `traces` would not.
"""

from collections.abc import Callable, Sequence
from importlib.metadata import entry_points
from pathlib import Path

from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import (
    BatchSpanProcessor,
    SimpleSpanProcessor,
    SpanExporter,
    SpanExportResult,
)

from servicekit import traces
from servicekit.settings import ServiceSettings


class ExporterMissing(Exception):
    def __init__(self) -> None:
        super().__init__(
            "OTEL_EXPORTER_OTLP_ENDPOINT is set and there is no exporter:"
            " install wengang-servicekit[otlp], or unset it"
        )


class FileExporter(SpanExporter):
    """A span a line, as JSON; grows without bound, for development and tests."""

    def __init__(self, path: Path) -> None:
        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True)

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        with self._path.open("a", encoding="utf-8") as file:
            file.writelines(span.to_json(indent=None) + "\n" for span in spans)
        return SpanExportResult.SUCCESS


def start(service: str, settings: ServiceSettings) -> Callable[[], None]:
    """Record what settings ask for; returns what sends the rest and ends the recording."""
    if not settings.otlp_endpoint and settings.spans_file is None:
        return lambda: None
    provider = TracerProvider(
        resource=Resource.create({"service.name": service}), shutdown_on_exit=False
    )
    if settings.otlp_endpoint:
        provider.add_span_processor(BatchSpanProcessor(_otlp()))
    if settings.spans_file is not None:
        provider.add_span_processor(SimpleSpanProcessor(FileExporter(settings.spans_file)))
    traces.record_with(provider.get_tracer("servicekit"))

    def stop() -> None:
        traces.record_with(None)
        provider.shutdown()

    return stop


def _otlp() -> SpanExporter:
    """Of an extra of ours: protobuf is more than a service without traces should carry."""
    for found in entry_points(group="opentelemetry_traces_exporter", name="otlp_proto_http"):
        exporter: SpanExporter = found.load()()
        return exporter
    raise ExporterMissing
