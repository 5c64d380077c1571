"""Articles out of files and web pages of other makers: their words, and what they say of themselves. No database.

What is read comes from strangers, so it is read `apart`: in a process of its own, with bounds on time and memory.
"""
