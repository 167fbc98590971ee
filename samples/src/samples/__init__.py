"""Synthetic people, households, employers and posts, in the lists that departments really export.

Everything is made from a seed and belongs to nobody: names are combined and numbers are drawn at
random, behind real region codes. A drawn number may by chance equal a real one, as any may; lists
and files say that they are synthetic.
"""

from samples.counties import County, county

__all__ = ["County", "county"]
