"""What every command of the command line imports sooner or later; imported once, before the commands are forked."""

from importlib import import_module

from lvzhi.__main__ import COMMANDS

for command in COMMANDS:
    import_module(f"lvzhi.commands.{command.module}")
