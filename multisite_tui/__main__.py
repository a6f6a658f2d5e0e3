"""`python -m multisite_tui` is the command `multisite-tui`."""

from multisite_tui.cli import main

if __name__ == "__main__":
    main()
