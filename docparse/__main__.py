"""`python -m docparse` is `docparse`."""

from docparse.cli import main

if __name__ == "__main__":
    main()
