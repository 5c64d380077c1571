"""Every use case that changes data, one function each, called by pages, API, commands and workers alike."""
