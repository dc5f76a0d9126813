"""`python -m cli`: the same door without its installed name."""

from cli.commands import main

main()
