from servicekit import migrations
from subsidy.models import Base

migrations.run("subsidy", Base.metadata)
