"""What a piece of work costs, measured so that a busy machine doesn't change the answer."""

import gc
import time
from collections.abc import Callable


def effort(work: Callable[[], object], rounds: int = 3) -> float:
    """Seconds of the processor's time: the least of some rounds, as other work only ever adds.

    Garbage is not collected meanwhile: one sweep of what thousands of tests left behind takes
    longer than the work.
    """
    gc.collect(0)
    collecting = gc.isenabled()
    gc.disable()
    try:
        return min(_once(work) for _ in range(rounds))
    finally:
        if collecting:
            gc.enable()


def is_linear(
    half: Callable[[], object], whole: Callable[[], object], *, slack: float = 0.1
) -> bool:
    """Whether twice as much takes about twice as long. `slack` is seconds, for what is fast.

    A look each is enough where they say so; more looks are taken where they don't.
    """
    return any(effort(whole, rounds) < 3 * effort(half, rounds) + slack for rounds in (1, 2, 3, 5))


def _once(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun
