"""``python -m freedomdata`` is the command line."""

from freedomdata.cli import main

if __name__ == "__main__":
    main()
