"""How long the platform takes: the first start with its journey, and a second start."""

from bench.onebox_process import peak_memory_mib, running, temporary_home


def main(rows: int = 20_000) -> None:
    with temporary_home() as home:
        with running(home, rows=rows) as cold:
            print(f"cold start with the journey over {rows} rows: {cold.seconds:.1f} s")
            for name, mib in sorted(peak_memory_mib(cold).items()):
                print(f"  peak memory of {name}: {mib:.0f} MiB")
        with running(home, rows=rows) as warm:
            print(f"second start: {warm.seconds:.1f} s")
