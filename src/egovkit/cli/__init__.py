"""The `egovkit` command."""
