"""Commands, each one call of the SDK."""

from datetime import datetime
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from schemas.imports import Import, ImportMode, ImportState
from schemas.registry import Dimension, Organised, SituationPeopleSearch, WorkState
from wengang.cli.session import ERRORS, INVALID, Session, first
from wengang.client import Wengang

main = typer.Typer(
    name="wengang",
    help="稳岗命令行：登记、匹配、补贴，一次登录 / Wengang: one sign-in for every region.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
Most = Annotated[int, typer.Option("--most", min=1, help="最多条数 / at most so many")]
RegionOption = Annotated[str | None, typer.Option("--region", help="行政区划代码 / region code")]


@main.callback()
def options(
    context: typer.Context,
    address: Annotated[
        str, typer.Option(envvar="WENGANG_ADDRESS", help="平台地址 / address of the platform")
    ] = "http://127.0.0.1:8080",
    username: Annotated[str | None, typer.Option(envvar="WENGANG_USERNAME")] = None,
    password: Annotated[
        str | None,
        typer.Option(envvar="WENGANG_PASSWORD", help="不给则询问 / asked for when absent"),
    ] = None,
    language: Annotated[str, typer.Option(help="zh-CN, en")] = "zh-CN",
    *,
    as_json: Annotated[
        bool, typer.Option("--json", help="每行一个 JSON / one JSON object a line")
    ] = False,
) -> None:
    """Options come before the command."""
    context.obj = Session(address, username, password, language, as_json)


@main.command()
def whoami(context: typer.Context) -> None:
    """我是谁，在何处能做什么 / Who I am and what I may do where."""
    session: Session = context.obj
    session.show(
        [session.run(lambda client: client.me())], "username", "kind", "region_name", "roles"
    )


@main.command("import")
def import_list(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)],
    source: Annotated[str, typer.Option(help="poverty-register, hr-transfer, social-insurance")],
    mode: Annotated[ImportMode, typer.Option()] = ImportMode.LAX,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只检查 / check only")] = False,
    sheet: Annotated[str | None, typer.Option()] = None,
    report: Annotated[
        Path | None, typer.Option(help="退回表存到 / where the bad rows go, as XLSX")
    ] = None,
) -> None:
    """导入一份名单 / Hand in a list, watch it, and get the bad rows back."""
    session: Session = context.obj

    async def act(client: Wengang) -> Import:
        taken = await client.imports.upload(
            file.read_bytes(),
            filename=file.name,
            source=source,
            mode=mode,
            dry_run=dry_run,
            sheet=sheet,
        )
        ended = await _watched(client, taken)
        if report is not None and ended.has_report:
            report.write_bytes(await client.imports.report(ended.id))
        return ended

    ended = session.run(act)
    session.show([ended], "id", "state", "result")
    if ended.state is not ImportState.DONE:
        raise typer.Exit(INVALID)


async def _watched(client: Wengang, taken: Import) -> Import:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=ERRORS, transient=True) as bar:
        task = bar.add_task("…", total=None)

        def seen(now: Import) -> None:
            done, total = now.progress.done, now.progress.total or None
            bar.update(task, completed=done, total=total, description=now.progress.phase)

        return await client.imports.wait(taken.id, seen=seen)


@main.command()
def workers(
    context: typer.Context,
    region: RegionOption = None,
    work_region: Annotated[str | None, typer.Option(help="务工地 / region of work")] = None,
    most: Most = 20,
) -> None:
    """人员列表（证件号码和电话隐去） / Workers; id numbers and phones are masked."""
    session: Session = context.obj
    found = session.run(
        lambda client: first(client.workers.list(region=region, work_region=work_region), most)
    )
    session.show(found, "person_id", "name", "citizen_id", "origin", "work_region", "work_state")


@main.command()
def situation(
    context: typer.Context,
    region: str,
    level: Annotated[str | None, typer.Option(help="county, township, village")] = None,
    on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="截至 / as of")] = None,
    by: Annotated[
        list[Dimension] | None, typer.Option(help="分项，可多个 / may be repeated")
    ] = None,
) -> None:
    """某地区的数字 / Figures of a region, by the regions within it or by dimensions."""
    session: Session = context.obj
    day = on.date() if on else None
    found = session.run(lambda client: client.situation(region, level=level, on=day, by=by or ()))
    if by and not session.as_json:
        session.show(found.total.parts, *(one.value for one in by), "people")
        return
    columns = ("region", "region_name", "people", "working", "verified", "verified_share")
    session.show([*found.items, found.total], *columns)


@main.command("situation-people")
def situation_people(
    context: typer.Context,
    region: str,
    on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="截至 / as of")] = None,
    state: Annotated[WorkState | None, typer.Option()] = None,
    sector: Annotated[str | None, typer.Option(help="A-T, unknown")] = None,
    organised: Annotated[Organised | None, typer.Option()] = None,
    *,
    verified: Annotated[bool | None, typer.Option("--verified/--not-verified")] = None,
    most: Most = 20,
) -> None:
    """某个数字背后的人员 / The people behind a figure; id numbers and phones are masked."""
    session: Session = context.obj
    figure = SituationPeopleSearch(
        region=region,
        on=on.date() if on else None,
        state=state,
        sector=sector,
        organised=organised,
        verified=verified,
    )
    found = session.run(lambda client: first(client.people_behind(figure), most))
    session.show(found, "person_id", "name", "origin", "work_region", "work_state")


@main.command()
def board(context: typer.Context, region: str) -> None:
    """72 小时跟踪服务看板 / Open 72-hour cases by region."""
    session: Session = context.obj
    found = session.run(lambda client: client.follow_ups.board(region))
    session.show([*found.items, found], "region", "region_name", "open", "overdue")


@main.command()
def posts(context: typer.Context, region: RegionOption = None, most: Most = 20) -> None:
    """岗位（无需登录） / Published posts; no sign-in needed."""
    session: Session = context.obj
    found = session.run(
        lambda client: first(client.posts.list(region=region), most), anonymous=True
    )
    session.show(found, "id", "title", "employer_name", "work_region_name", "wage_from_fen")


@main.command()
def agreements(context: typer.Context) -> None:
    """协作协议 / Cooperation agreements."""
    session: Session = context.obj
    found = session.run(lambda client: first(client.agreements.list(), 1000))
    session.show(found, "id", "title", "state", "sending_region", "receiving_region", "ends_on")


@main.command()
def claims(context: typer.Context, region: RegionOption = None, most: Most = 20) -> None:
    """补贴申领 / Subsidy claims."""
    session: Session = context.obj
    found = session.run(lambda client: first(client.claims.list(region=region), most))
    session.show(found, "id", "person_id", "family", "year", "state", "amount_fen")


@main.command()
def regions(context: typer.Context, parent: str = "00") -> None:
    """行政区划（无需登录） / Regions below one; no sign-in needed."""
    session: Session = context.obj
    found = session.run(
        lambda client: first(client.regions.list(parent=parent), 10_000), anonymous=True
    )
    session.show(found, "code", "name", "level")


@main.command("access-log")
def access_log(context: typer.Context, person_id: str) -> None:
    """谁看过此人的数据 / Who looked at this person's data."""
    session: Session = context.obj

    async def act(client: Wengang) -> None:
        found = await first(client.workers.access_log(UUID(person_id)), 1000)
        session.show(found, "at", "region_name", "purpose", "operation", "agreement_id")

    session.run(act)


@main.command()
def events(
    context: typer.Context,
    service: str,
    after: Annotated[int, typer.Option(min=0, help="游标 / cursor")] = 0,
) -> None:
    """跟随变更事件流，每行一个 JSON / Follow a change feed, one JSON object a line."""
    session: Session = context.obj
    screen = Console(soft_wrap=True, highlight=False, markup=False)

    async def act(client: Wengang) -> None:
        async for event in client.events.follow(service, after):
            screen.print(event.model_dump_json())

    session.run(act)
