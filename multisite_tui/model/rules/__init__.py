"""One rule, one function: a value in, the sentence that says how to fix it out, or None where nothing is wrong.

Each rule's docstring names its source. The model, the wizard's pages and the tests validate with the same rules.
"""
