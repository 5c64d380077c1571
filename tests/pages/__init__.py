"""The pages, asked over Django's test client."""
