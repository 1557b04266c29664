"""`python -m colloquist`: the command where its script is not on the path."""

from colloquist.cli import main

if __name__ == "__main__":
    main()
