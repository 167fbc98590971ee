from registry.app import create_app
from registry.settings import Settings
from servicekit.run import main

main(create_app, Settings)
