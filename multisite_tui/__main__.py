"""The process: `multisite-tui`, or `python -m multisite_tui`. It can be interrupted from its first line on."""

from multisite_tui.signals import handle_signals


def main() -> None:
    """Run the command line; the process exits with one of `ExitCode`."""
    handle_signals()
    from multisite_tui.cli import main as run

    run()


if __name__ == "__main__":
    main()
