"""What words mean: controlled terms, their spellings, and the case definitions.

`term` holds the base class, the other files one group of vocabularies each. Nothing here reads a
record; everything above reads its words from here.
"""
