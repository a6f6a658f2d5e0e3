"""A call waits exactly as long as the bucket needs, nobody overtakes, and a slowed bucket comes back step by step."""

from __future__ import annotations

from functools import partial

import pytest

from multisite_tui.aws.token_buckets import EASE, EASE_AFTER, SAME_BURST, TokenBucket
from multisite_tui.errors import Interrupted, Problem

from .virtual_time import VirtualTime


@pytest.fixture
def time() -> VirtualTime:
    return VirtualTime()


def took(bucket: TokenBucket, time: VirtualTime) -> float:
    """Take a token, and return the seconds that it took."""
    began = time.time
    bucket.take(time.wait)
    return time.time - began


def emptied(time: VirtualTime, refill: float, burst: int = 1) -> TokenBucket:
    bucket = TokenBucket(burst, refill, time.now)
    for _ in range(burst):
        bucket.take(time.wait)
    return bucket


def test_a_full_bucket_gives_its_burst_without_a_wait(time: VirtualTime) -> None:
    bucket = TokenBucket(30, 7.5, time.now)
    assert [took(bucket, time) for _ in range(30)] == [0] * 30
    assert time.waited == []


@pytest.mark.parametrize("refill", [0.18, 2.25, 7.5])
def test_beyond_the_burst_each_call_waits_for_one_token(time: VirtualTime, refill: float) -> None:
    bucket = TokenBucket(9, refill, time.now)
    waits = [took(bucket, time) for _ in range(20)]
    assert waits == pytest.approx([0.0] * 9 + [1 / refill] * 11)
    assert time.time == pytest.approx(11 / refill)


def test_a_part_of_a_token_is_kept_and_a_full_bucket_takes_no_more(time: VirtualTime) -> None:
    bucket = TokenBucket(1.5, 1, time.now)
    time.time += 100
    assert [took(bucket, time) for _ in range(3)] == pytest.approx([0, 0.5, 1])


def test_first_come_first_served(time: VirtualTime) -> None:
    bucket = emptied(time, 2)
    order: list[int] = []

    def come(number: int) -> None:
        time.wait(number / 100)  # they come one after the other, and all before the first token
        bucket.take(time.wait)
        order.append(number)
        ends.append(time.time)

    ends: list[float] = []
    time.run(*(partial(come, number) for number in reversed(range(12))))
    assert order == list(range(12))
    assert ends == pytest.approx([(number + 1) / 2 for number in range(12)])


def test_who_comes_later_does_not_get_the_token_that_another_waits_for(time: VirtualTime) -> None:
    bucket = emptied(time, 1, burst=5)
    order: list[str] = []

    def early() -> None:
        bucket.take(lambda seconds: time.wait(seconds + 0.3))  # a thread that is slow to wake
        order.append(f"early {time.time:.1f}")

    def late() -> None:
        time.wait(1.1)
        bucket.take(time.wait)
        order.append(f"late {time.time:.1f}")

    time.run(early, late)
    assert order == ["early 1.3", "late 2.0"]


def test_no_lock_is_held_during_a_wait(time: VirtualTime) -> None:
    bucket = emptied(time, 1)

    def wait(seconds: float) -> None:
        if not time.waited:
            bucket.slow_down()  # takes the lock
        time.wait(seconds)

    bucket.take(wait)
    assert time.time > 1


def test_a_wait_that_is_interrupted_takes_no_token_and_leaves_the_queue(time: VirtualTime) -> None:
    bucket = emptied(time, 1, burst=5)

    def interrupted(seconds: float) -> None:
        raise Interrupted(Problem("interrupted", "The run was interrupted."))

    with pytest.raises(Interrupted):
        bucket.take(interrupted)
    assert took(bucket, time) == 1


def test_a_borrowed_token_is_there_at_once_and_is_paid_back(time: VirtualTime) -> None:
    bucket = emptied(time, 1)
    bucket.borrow()
    assert time.waited == []
    assert took(bucket, time) == 2


def test_a_slowed_bucket_is_empty_and_refills_at_half_its_rate(time: VirtualTime) -> None:
    bucket = TokenBucket(30, 1, time.now)
    bucket.slow_down()
    assert [took(bucket, time) for _ in range(2)] == [2, 2]


def test_it_recovers_step_by_step(time: VirtualTime) -> None:
    bucket = TokenBucket(1, 100, time.now)
    bucket.slow_down()
    rates = []
    for number in range(6):
        time.time = number * EASE_AFTER
        bucket.take(time.wait)
        rates.append(1 / took(bucket, time))
    assert rates == pytest.approx([50, 62.5, 75, 87.5, 100, 100])


def test_tokens_that_came_during_the_recovery_are_counted_at_the_rate_of_their_time(time: VirtualTime) -> None:
    bucket = TokenBucket(1000, 1, time.now)
    bucket.slow_down()
    time.time += 2 * EASE_AFTER + 4  # 5 s at 1/2, 5 s at 5/8, 4 s at 6/8: 8.625 tokens
    assert [took(bucket, time) for _ in range(8)] == [0] * 8
    assert took(bucket, time) == pytest.approx(0.375 / 0.75)


def test_who_already_waits_is_slowed_too_and_profits_from_the_recovery(time: VirtualTime) -> None:
    bucket = emptied(time, 0.1)
    ends: list[float] = []

    def take() -> None:
        bucket.take(time.wait)
        ends.append(time.time)

    def slow() -> None:
        time.wait(1)
        bucket.slow_down()

    time.run(take, slow)
    # Unslowed it would be 10 s, at half the rate for good 21 s. The steps of 5 s give 16.7 s; the waiting thread looks
    # at the rate again each 5 s of its own, not at each step, and so is a little later.
    assert ends == [pytest.approx(16.8, abs=0.1)]


def test_the_throttled_replies_of_one_burst_slow_it_once(time: VirtualTime) -> None:
    bucket = TokenBucket(1, 1, time.now)
    for _ in range(20):
        bucket.slow_down()
        time.time += SAME_BURST / 21
    bucket.take(time.wait)
    assert time.time == pytest.approx(2)  # the first token of a bucket that was emptied once and halved once


def test_it_is_halved_again_by_a_later_reply_but_never_stands_still(time: VirtualTime) -> None:
    bucket = TokenBucket(1, 8, time.now)
    rates = []
    for _ in range(5):
        bucket.slow_down()
        rates.append(1 / took(bucket, time))
        time.time += SAME_BURST
    assert rates == pytest.approx([4, 2, 1, 1, 1])


def test_a_reply_right_after_a_step_of_the_recovery_slows_it_too(time: VirtualTime) -> None:
    bucket = TokenBucket(1, 8, time.now)
    bucket.slow_down()
    time.time = EASE_AFTER + SAME_BURST / 2
    bucket.slow_down()
    assert took(bucket, time) == pytest.approx(1 / (8 * (1 / 2 + EASE) / 2))


@pytest.fixture
def unlimited(time: VirtualTime) -> TokenBucket:
    return TokenBucket(5, 2, time.now, limited=False)


def test_a_bucket_that_is_not_limited_yet_lets_all_callers_pass(time: VirtualTime, unlimited: TokenBucket) -> None:
    assert [took(unlimited, time) for _ in range(100)] == [0] * 100
    unlimited.borrow()
    assert time.waited == []


def test_the_first_throttled_reply_limits_it_to_its_rate_and_not_to_half_of_it(
    time: VirtualTime, unlimited: TokenBucket
) -> None:
    took(unlimited, time)
    unlimited.borrow()
    unlimited.slow_down()
    assert [took(unlimited, time) for _ in range(3)] == [1 / 2] * 3  # empty, but who passed before owes it nothing


def test_once_limited_it_stays_so_and_fills_up_like_any_other(time: VirtualTime, unlimited: TokenBucket) -> None:
    unlimited.slow_down()
    time.time += 1000
    assert [took(unlimited, time) for _ in range(6)] == [0] * 5 + [1 / 2]


def test_the_other_throttled_replies_of_the_first_burst_do_not_slow_it(
    time: VirtualTime, unlimited: TokenBucket
) -> None:
    for _ in range(20):
        unlimited.slow_down()
        time.time += SAME_BURST / 20
    assert [took(unlimited, time) for _ in range(5)] == pytest.approx([0] * 4 + [1 / 2])  # 2 s at the whole rate


def test_a_later_throttled_reply_halves_the_rate_of_a_bucket_that_was_limited_by_one(
    time: VirtualTime, unlimited: TokenBucket
) -> None:
    unlimited.slow_down()
    time.time += SAME_BURST
    unlimited.slow_down()
    assert took(unlimited, time) == 1


def test_callers_that_come_after_the_limit_are_served_in_order(time: VirtualTime, unlimited: TokenBucket) -> None:
    order: list[tuple[int, float]] = []

    def come(number: int) -> None:
        time.wait(number / 100)
        unlimited.take(time.wait)
        order.append((number, time.time))

    time.run(
        *(partial(come, number) for number in reversed(range(12))), lambda: (time.wait(0.055), unlimited.slow_down())
    )
    assert [number for number, _ in order] == list(range(12))
    ends = [number / 100 for number in range(6)] + [0.055 + (number + 1) / 2 for number in range(6)]
    assert [end for _, end in order] == pytest.approx(ends)
