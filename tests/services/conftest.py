"""A second person, to whom the first is a colleague."""

import pytest

from articles.models import User


@pytest.fixture
def colleague(db: None) -> User:
    """Tom Checker, who decides on the same articles."""
    return User.objects.create_user("tom", first_name="Tom", last_name="Checker")
