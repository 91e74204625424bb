"""What a rule refuses. Errors are named by what is the case and carry values, no prose: handlers/errors.py has the sentence for each."""


class UserError(Exception):
    """Something a person should be told in a sentence, not a fault of ours."""
