"""Texts name the account of the thread that they are made in: the home screen asks several at a time."""

from __future__ import annotations

from threading import Thread

from multisite_tui.aws.signed_in import SIGNED_IN
from multisite_tui.threads import thread_pool


def test_what_another_thread_signs_in_to_is_not_ours() -> None:
    SIGNED_IN.learn("work")
    other = Thread(target=lambda: SIGNED_IN.learn("practice", practice=True))
    other.start()
    other.join()
    assert (SIGNED_IN.profile, SIGNED_IN.practice) == ("work", False)


def test_the_threads_of_a_pool_know_what_the_one_knows_that_began_them() -> None:
    found = []

    def look() -> None:
        SIGNED_IN.learn("practice", practice=True)
        with thread_pool(2) as pool:
            found.extend(pool.map(lambda _: SIGNED_IN.practice, range(2)))

    SIGNED_IN.learn("work")
    look_at_practice = Thread(target=look)
    look_at_practice.start()
    SIGNED_IN.learn("work")
    look_at_practice.join()
    assert found == [True, True]
