from servicekit.testing import ServiceUnderTest
from tests.gateway.conftest import registry
async def build(service: ServiceUnderTest) -> dict[str, str]:
    raise NotImplementedError
