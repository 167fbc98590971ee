"""What only a first start or an upgrade needs: keys, databases, roles, migrations.

`python -m onebox.preparation SECRETS` with PROVISION_ADMIN_URL and each service's addresses in the
environment. A process of its own: it needs libraries that would make every later start longer.
Doing it again changes nothing.
"""

import json
import sys
from pathlib import Path

from joserfc.jwk import ECKey

from onebox.files import write_whole
from onebox.settings import SERVICES
from servicekit import migrations, provision, sealing


def main(directory: Path) -> None:
    make_keys(directory)
    for service in SERVICES:
        provision.main(service)
        migrations.upgrade(service)


def make_keys(directory: Path) -> None:
    """`<service>.jwk.json`, its private key as a client, and `<service>.keys.json`, its seals."""
    for service in SERVICES:
        _once(directory / f"{service}.jwk.json", _client_key(service))
        _once(directory / f"{service}.keys.json", sealing.generate())


def _client_key(service: str) -> str:
    key = ECKey.generate_key("P-256", {"use": "sig", "kid": f"svc-{service}-1"})
    return json.dumps({**key.as_dict(private=True), "client_id": f"svc-{service}"})


def _once(path: Path, text: str) -> None:
    if not path.exists():
        write_whole(path, text)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
