"""Text in, Document out: proposes who said what. Knows no Django, no database, no file; start at `pipeline.load`."""
