"""What can keep the platform from running, each said in Chinese and English."""


class OneboxError(Exception):
    """A sentence for the person at the terminal; nobody needs a traceback to act on it."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh}\n{en}")
        self.zh = zh
        self.en = en


class PortBusy(OneboxError):
    def __init__(self, port: int, what: str, setting: str) -> None:
        super().__init__(
            f"端口 {port}（{what}）已被其他程序占用。请停止该程序，或用 {setting} 换一个端口。",
            f"Port {port} ({what}) is used by another program."
            f" Stop that program, or choose another port with {setting}.",
        )


class PortUnusable(OneboxError):
    def __init__(self, port: int, what: str, setting: str, reason: str) -> None:
        super().__init__(
            f"端口 {port}（{what}）无法监听：{reason}。请用 {setting} 换一个端口。",
            f"Port {port} ({what}) cannot be listened on: {reason}."
            f" Choose another port with {setting}.",
        )


class DiskFull(OneboxError):
    def __init__(self, path: str, free_mib: int, needed_mib: int, setting: str) -> None:
        super().__init__(
            f"{path} 所在磁盘只剩 {free_mib} MiB，至少需要 {needed_mib} MiB。"
            f"请清理磁盘、把 WENGANG_HOME 指向别处，或用 {setting} 降低要求。",
            f"The disk of {path} has {free_mib} MiB left and {needed_mib} MiB are needed."
            f" Free some space, point WENGANG_HOME elsewhere, or lower {setting}.",
        )


class StateBroken(OneboxError):
    def __init__(self, path: str, zh: str, en: str) -> None:
        super().__init__(
            f"状态目录不可用：{path}（{zh}）。请恢复备份，或移走该目录后重新运行。",
            f"The state directory cannot be used: {path} ({en})."
            " Restore a backup, or move it away and run again.",
        )


class AlreadyRunning(OneboxError):
    def __init__(self, home: str, pid: int | None) -> None:
        who = f"（进程 {pid}）" if pid else ""
        by = f" (process {pid})" if pid else ""
        super().__init__(
            f"平台已经在 {home} 运行{who}。先用 make stop 停止它，或用 WENGANG_HOME 另选目录。",
            f"The platform is already running from {home}{by}."
            " Stop it with `make stop`, or choose another directory with WENGANG_HOME.",
        )


class DatabaseFailed(OneboxError):
    def __init__(self, log: str, last: str) -> None:
        super().__init__(
            f"PostgreSQL 没有启动，日志在 {log}：{last}",
            f"PostgreSQL did not start; its log is {log}: {last}",
        )


class ServiceFailed(OneboxError):
    def __init__(self, name: str, log: str) -> None:
        super().__init__(
            f"{name} 没有就绪，日志在 {log}。",
            f"{name} did not become ready; its log is {log}.",
        )


class JourneyStopped(OneboxError):
    def __init__(self, logs: str) -> None:
        super().__init__(
            f"演示没有完成，各服务的日志在 {logs}；再次运行会从停下的地方继续。",
            f"The journey did not finish; the services' logs are in {logs}."
            " Running again goes on where it stopped.",
        )
