"""What a report of a bug needs of one setup, masked, so that it can be shown to everybody.

It is put together from what is known to be harmless: numbers, times, words of a closed list. All other text is replaced
by a word of its own, or left out. So what nobody has thought of is not shown either.
"""
