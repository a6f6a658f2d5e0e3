"""The only room with a window to AWS: `facts` reads, `resources` changes, one file a noun."""
