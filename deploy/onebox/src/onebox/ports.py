"""Can a port be listened on? Asked before anything is started."""

import errno
import socket

from onebox.errors import PortBusy, PortUnusable


def require_free(host: str, port: int, what: str, setting: str) -> None:
    """Raises PortBusy, or PortUnusable when the system says no for another reason."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OverflowError as error:
            raise PortUnusable(port, what, setting, "0-65535") from error
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise PortBusy(port, what, setting) from error
            reason = error.strerror or type(error).__name__
            raise PortUnusable(port, what, setting, reason) from error
