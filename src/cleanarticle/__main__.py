"""`python -m cleanarticle`: the command line."""

from cleanarticle.cli.main import main

if __name__ == "__main__":
    raise SystemExit(main())
