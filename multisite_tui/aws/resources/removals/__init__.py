"""Removals: what takes a setup's things away again, and puts back what stood there before.

They look for what carries the setup's tags, not for what the answers say: those may have changed, or be lost. What is
tagged `made` goes; what is tagged `adopted` stays and loses our tags.
"""
