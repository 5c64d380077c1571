"""Programs that ask: with a token that may write, one that may only read, or none."""

from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from articles.models import Article, User
from articles.services.limiting import meter
from articles.services.sign_in import create_token
from tests import making
from tests.making import HAPPY, SAIL, WON, act, result


def program(user: User, scope: str) -> APIClient:
    """A program that acts for this person within the scope."""
    api = APIClient()
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {create_token(user=user, scope=scope).secret}")
    return api


@pytest.fixture(autouse=True)
def nobody_asked_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests give the same ids to different people within a minute."""
    monkeypatch.setattr(meter, "_counts", {})


@pytest.fixture
def api(editor: User) -> APIClient:
    """A program that may read and write for Mara Editor."""
    return program(editor, "write")


@pytest.fixture
def reader(editor: User) -> APIClient:
    """A program that may only read."""
    return program(editor, "read")


@pytest.fixture
def article(db: None) -> Article:
    """An article with three quotes on offer."""
    return making.article(WON, SAIL, HAPPY, title="Ferry strike ends", publisher="Paper")


@pytest.fixture
def record(article: Article, editor: User) -> Article:
    """The three quotes of the article: accepted, rejected, undecided; and an added one."""
    won, sail, _happy = (s.pk for s in making.offered(article))
    act(editor, article, won, "accept")
    act(editor, article, sail, "reject")
    act(
        editor,
        article,
        uuid4(),
        "add",
        result=result(article, "who led the crews", speakers=["Bo Li"], kind="mixed"),
    )
    return article
