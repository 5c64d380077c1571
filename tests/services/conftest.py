"""An article to decide on, and a second person, to whom the first is a colleague."""

import pytest

from articles.models import Article, User
from tests import making
from tests.making import HAPPY, SAIL, WON


@pytest.fixture
def colleague(db: None) -> User:
    """Tom Checker, who decides on the same articles."""
    return User.objects.create_user("tom", first_name="Tom", last_name="Checker")


@pytest.fixture
def article(db: None) -> Article:
    return making.article(WON, SAIL, HAPPY)
