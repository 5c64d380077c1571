"""The REST API, asked over its test client."""
