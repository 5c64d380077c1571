"""The pages in a real Chromium, over a running site."""
