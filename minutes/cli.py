"""The command line: finds the commands by listing minutes/commands, and turns every error into a line and an exit code."""

import importlib
import os
import pkgutil
import sys
from collections.abc import Sequence

import click

from minutes import commands, errors
from minutes.output import prepare_streams, say


class _ReaderGone(Exception):
    """Whoever read the output has closed it."""


_MODULES = {module.name.rstrip("_"): module.name for module in pkgutil.iter_modules(commands.__path__)}


class Commands(click.Group):
    """A group whose commands are the modules of minutes/commands, imported when they are needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return sorted(_MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _MODULES:
            return None
        command: click.Command = importlib.import_module(f"minutes.commands.{_MODULES[cmd_name]}").command
        return command

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except BrokenPipeError as gone:  # click would make a failure of it; a reader such as `head` just had enough
            raise _ReaderGone from gone

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in _MODULES and not args[0].startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(args[0], _MODULES, n=1)
            hint = f"; did you mean '{near[0]}'?" if near else "; 'minutes --help' lists the commands"
            raise click.UsageError(f"no such command '{args[0]}'{hint}", ctx)
        return super().resolve_command(ctx, args)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="minutes", message="minutes %(version)s")
def cli() -> None:
    """Read, keep and search what Finnish municipalities decide.

    \b
    Try first:   minutes demo
    Then:        minutes sources            who publishes, and where
                 minutes sync kuopio        fetch what is new
                 minutes search avustus     search it
                 minutes export FILE.csv    take it with you
    """


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit status (DESIGN.md, "Exit codes"); never raises."""
    prepare_streams()
    try:
        status = cli.main(
            args=None if arguments is None else list(arguments), prog_name="minutes", standalone_mode=False
        )
        sys.stdout.flush()
        return status if isinstance(status, int) else errors.OK
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as problem:
        problem.show()
        return problem.exit_code
    except (click.Abort, KeyboardInterrupt):
        say("Interrupted: what was saved stays; run the same command again to go on.")
        return errors.INTERRUPTED
    except (_ReaderGone, BrokenPipeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return errors.OK
    except Exception as error:
        if "MINUTES_DEBUG" in os.environ:
            raise
        if errors.is_expected(error):
            say(f"minutes: {errors.advice(error)}")
        else:
            say(
                f"minutes: unexpected {type(error).__name__}: {error}; run it again with MINUTES_DEBUG=1 and report what it prints"
            )
        return errors.exit_code(error)
