from gateway.models import Base
from servicekit import migrations

migrations.run("gateway", Base.metadata)
