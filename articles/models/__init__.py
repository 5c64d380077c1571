"""What is stored. Reads are QuerySet methods beside their model; every change goes through `articles.services`."""

from articles.models.answer import Answer
from articles.models.article import Article
from articles.models.attribution import Attribution, AttributionSpeaker, Span
from articles.models.change import Change
from articles.models.comment import Comment, Resolution
from articles.models.completion import Completion
from articles.models.count import SpeakerCount
from articles.models.decision import Decision
from articles.models.presence import Presence
from articles.models.release import Placement, Release, ReleaseFile, Shingle
from articles.models.search import SearchEntry, SearchIndex
from articles.models.speaker import Alias, Speaker, SpeakerMerge
from articles.models.suggestion import Run, Suggestion
from articles.models.tally import Tally
from articles.models.user import AccessToken, User
from articles.models.webhook import Delivery, Webhook

__all__ = [
    "AccessToken",
    "Alias",
    "Answer",
    "Article",
    "Attribution",
    "AttributionSpeaker",
    "Change",
    "Comment",
    "Completion",
    "Decision",
    "Delivery",
    "Placement",
    "Presence",
    "Release",
    "ReleaseFile",
    "Resolution",
    "Run",
    "SearchEntry",
    "SearchIndex",
    "Shingle",
    "Span",
    "Speaker",
    "SpeakerCount",
    "SpeakerMerge",
    "Suggestion",
    "Tally",
    "User",
    "Webhook",
]
