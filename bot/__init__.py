"""The processes and commands of Leadbot."""

VERSION = "0.1.0"  # as in pyproject.toml, which is not in the image
