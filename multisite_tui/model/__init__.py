"""What is wanted: frozen values and pure rules, without input or output.

One file a noun; `setup.py` is the whole, `events.py` is what a run tells its listeners.
"""
