from notebook.models import Base

from servicekit import migrations

migrations.run("notebook", Base.metadata)
