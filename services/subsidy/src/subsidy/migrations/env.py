from subsidy.models import Base
from servicekit import migrations

migrations.run("subsidy", Base.metadata)
