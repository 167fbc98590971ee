import gc

from registry.app import create_app
from registry.settings import Settings
from servicekit.run import main

# The rows of a list stay for its whole import and hold no cycles; at the usual threshold the
# collector walks all of them again and again, for a fifth of an import's processor time.
gc.set_threshold(100_000, 10, 10)
main(create_app, Settings)
