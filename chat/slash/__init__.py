"""Commands that begin with a slash: one table, which a deployment can add to (docs/commands.md)."""

from chat.slash.command import Call, SlashCommand
from chat.slash.table import commands_for, run_command

__all__ = ["Call", "SlashCommand", "commands_for", "run_command"]
