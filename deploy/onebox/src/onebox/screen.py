"""What the person at the terminal sees: steps, then one table; plain text without a terminal."""

import json
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.panel import Panel
from rich.table import Table

from onebox.credentials import ADMINISTRATOR, Secrets
from onebox.errors import OneboxError
from onebox.home import Home
from onebox.settings import Settings

WIDTH_WITHOUT_TERMINAL = 100


def console() -> Console:
    made = Console(highlight=False)
    if not made.is_terminal:
        made = Console(highlight=False, width=WIDTH_WITHOUT_TERMINAL)
    return made


def step(screen: Console, zh: str, en: str) -> None:
    screen.print(f"[green]✓[/] {zh} · {en}", soft_wrap=True)


def trouble(screen: Console, error: OneboxError) -> None:
    screen.print(f"[bold red]✗[/] {error.zh}\n  {error.en}", soft_wrap=True)


def result(screen: Console, home: Home, settings: Settings, secrets: Secrets) -> None:
    """The address, who can sign in, and what to try next."""
    table = Table(title="稳岗 Wengang", title_justify="left", show_header=False)
    table.add_column(no_wrap=True, style="bold")
    table.add_column(overflow="fold")
    table.add_row("首页 Home page", settings.address)
    table.add_row("接口文档 API documentation", f"{settings.address}/docs")
    table.add_row("数据与日志 Data and logs", str(home.root))
    screen.print(table)
    screen.print(_sign_ins(home, secrets))
    screen.print(Panel.fit("\n".join(_next(settings)), title="接下来 What to try next"))
    screen.print("按 Ctrl-C 停止 · Ctrl-C stops everything, in order", soft_wrap=True)


def _sign_ins(home: Home, secrets: Secrets) -> Table:
    table = Table(title="登录账号 Sign-ins", title_justify="left")
    for heading in ("账号 Account", "密码 Password", "身份 Role", "地区 Region"):
        table.add_column(heading, overflow="fold")
    table.add_row(ADMINISTRATOR, secrets.administrator, "平台管理员 Administrator", "00")
    for one in sample_sign_ins(home.sign_ins):
        role = " ".join(str(one[key]) for key in ("role_zh", "role_en", "role") if key in one)
        table.add_row(
            str(one.get("username", "")),
            str(one.get("password", "")),
            role,
            str(one.get("region", "")),
        )
    return table


def sample_sign_ins(path: Path) -> list[dict[str, Any]]:
    """What the journey left; nothing when there is no sample."""
    try:
        found = json.loads(path.read_text())
    except (OSError, ValueError):
        return []
    listed = found.get("sign_ins", []) if isinstance(found, dict) else found
    return [one for one in listed if isinstance(one, dict)]


def _next(settings: Settings) -> list[str]:
    return [
        f"在浏览器打开 {settings.address} · open it in a browser",
        "make test · 验证平台是否正确 · prove that it is right",
        "make stop · 从另一个终端停止 · stop it from another terminal",
        ".venv/bin/wengang --help · 命令行客户端 · the command-line client",
        "WENGANG_PORT=9080 make run · 换端口 · another port",
    ]
