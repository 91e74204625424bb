"""The playground's time: the machine's, plus what a test has moved it ahead."""

import asyncio
import time


class Clock:
    """Epoch seconds that can be moved ahead. Signatures keep the machine's time, because the bot does."""

    def __init__(self) -> None:
        self.ahead = 0.0
        self._moved = asyncio.Event()

    def now(self) -> float:
        """Epoch seconds."""
        return time.time() + self.ahead

    def advance(self, seconds: float) -> None:
        """Move ahead; whoever sleeps till then wakes."""
        self.ahead += seconds
        moved, self._moved = self._moved, asyncio.Event()
        moved.set()

    async def sleep(self, seconds: float) -> None:
        """Until so many seconds passed here, by themselves or by advance()."""
        until = self.now() + seconds
        while (left := until - self.now()) > 0:
            try:
                async with asyncio.timeout(left):
                    await self._moved.wait()
            except TimeoutError:
                return
