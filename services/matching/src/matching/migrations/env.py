from matching.models import Base
from servicekit import migrations

migrations.run("matching", Base.metadata)
