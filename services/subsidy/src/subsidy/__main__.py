from servicekit.run import main
from subsidy.app import create_app
from subsidy.settings import Settings

if __name__ == "__main__":
    main(create_app, Settings)
