from matching.app import create_app
from matching.settings import Settings
from servicekit import run

if __name__ == "__main__":
    run.main(create_app, Settings)
