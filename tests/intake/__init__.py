"""Tests of what reads files and web pages of other makers. None needs Django."""
