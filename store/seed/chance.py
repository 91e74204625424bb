"""Choices by weight that are made very often."""

from bisect import bisect
from collections.abc import Iterable
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T")


class Weighted(Generic[T]):
    """Values of which one is picked by weight, as random.choices does with the same chance, but without adding up the weights each time."""

    def __init__(self, values: Iterable[T], weights: Iterable[float]) -> None:
        self.values = tuple(values)
        self.upto = tuple(accumulate(weights))
        self.total = self.upto[-1] + 0.0

    def pick(self, random: Random) -> T:
        """One of the values."""
        return self.values[bisect(self.upto, random.random() * self.total, 0, len(self.values) - 1)]
