"""The REST API under /api/v1/: thin views over `articles.services`, one shape of page and one of error."""
