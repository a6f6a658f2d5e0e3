"""The only package that calls AWS: `facts` reads, `resources` and `removals` plan changes, one file for each noun."""
