"""The table at the end, printed again on later starts."""

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.table import Table

from schemas.money import yuan_text


def show(console: Console, result: Mapping[str, Any]) -> None:
    table = Table(title="演示结果 What the journey did", title_justify="left")
    table.add_column("指标 Figure", overflow="fold")
    table.add_column("数值 Value", justify="right", no_wrap=True)
    for label, value in _rows(result):
        table.add_row(label, value)
    console.print()
    console.print(table)


def _rows(result: Mapping[str, Any]) -> list[tuple[str, str]]:
    share, paid = result.get("verified_share", 0), result.get("paid_fen", 0)
    rows = {
        "两部门名单行数 Rows of the two lists": "rows",
        "退回行数（附原因） Rows sent back with reasons": "faults",
        "合并后人数 People, one record each": "people",
        "更正文件更新行数 Rows updated by the corrected file": "corrected",
        "苏州市在协议下可见人数 Seen by the city under the agreement": "in_flow",
        "暂停后停止共享（秒） Seconds until suspension held": "suspended_after_seconds",
        "苏州市参保名单行数 Rows of the city's insurance list": "insurance_rows",
        "已核实就业人数 People whose work is verified": "verified",
        "推荐岗位数 Posts offered to the returned worker": "offers",
        "返乡到再就业（小时，时限72） Hours to close the case, of 72": "hours_to_close",
        "数据直接发起的申领 Claims raised from data": "claims_raised",
        "银行退票笔数 Payments that bounced": "bounced",
    }
    shown = [(label, str(result.get(name, "—"))) for label, name in rows.items()]
    shown.insert(8, ("就业核实率 Verified share", f"{share:.1%}"))
    shown.insert(-1, ("发放笔数 Payments made", str(result.get("paid", "—"))))
    shown.insert(-1, ("发放金额（元） Yuan paid", yuan_text(paid)))
    second = "已拒绝 refused" if result.get("second_claim") == "refused" else "—"
    return [*shown, ("外省重复申领 Second claim elsewhere", second)]
