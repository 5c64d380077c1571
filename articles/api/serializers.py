"""What the API shows and takes. Field names are the glossary's."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from articles.document import KINDS, ROLES, SPEAKER_KINDS, STATES
from articles.models import Article, Comment, Decision, Run, Speaker, SpeakerMerge, Suggestion
from articles.services.deciding import Part, Result
from articles.services.documents import Registry, comment_json, decided_quote, proposal
from articles.services.preferences import MAX_KEYS_EACH, TEXT_SIZES, THEMES
from articles.services.registry import SpeakerRef

ACTIONS = [a.value for a in Decision.Action if a != Decision.Action.MERGE]


class PreferencesSerializer(serializers.Serializer):
    """How a person wants the pages: looks, and the keys of the annotation page."""

    theme = serializers.ChoiceField(choices=THEMES)
    text_size = serializers.ChoiceField(choices=TEXT_SIZES)
    single_keys = serializers.BooleanField(help_text="Do keys work that are a single character?")
    keys = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField(max_length=40), max_length=MAX_KEYS_EACH),
        help_text="The keys of actions that differ from the page's own; an empty list switches them off.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        unknown = sorted(set(self.initial_data) - set(self.fields))
        if unknown:
            raise serializers.ValidationError(
                {name[:40]: "There is no such preference." for name in unknown[:10]}
            )
        return attrs


class SpanSerializer(serializers.Serializer):
    role = serializers.ChoiceField(choices=ROLES)
    start = serializers.IntegerField(min_value=0, help_text="First code point, from 0.")
    end = serializers.IntegerField(min_value=0, help_text="The code point after the last.")
    text = serializers.CharField(
        trim_whitespace=False, allow_blank=True, help_text="What stands there in the article."
    )


class SpeakerRefSerializer(serializers.Serializer):
    """A speaker in a quote. In a request: `id` of the registry; or `name`, found or created; or both, created so."""

    id = serializers.UUIDField(allow_null=True, required=False, default=None)
    name = serializers.CharField(required=False, default="", max_length=300)
    kind = serializers.ChoiceField(choices=SPEAKER_KINDS, required=False, default="person")


class ProposalSerializer(serializers.Serializer):
    kind = serializers.ChoiceField(choices=KINDS)
    spans = SpanSerializer(many=True)
    speakers = SpeakerRefSerializer(many=True)
    confidence = serializers.FloatField(
        allow_null=True, help_text="Probability that words and speaker are right."
    )
    reason = serializers.CharField()


class QuoteSerializer(serializers.Serializer):
    """A quote as the annotation page has it: "suggested" until somebody decides."""

    id = serializers.UUIDField()
    state = serializers.ChoiceField(choices=["suggested", *STATES])
    version = serializers.IntegerField(help_text="Number of decisions made about it.")
    kind = serializers.ChoiceField(choices=KINDS)
    spans = SpanSerializer(many=True)
    speakers = SpeakerRefSerializer(many=True)
    confidence = serializers.FloatField(allow_null=True)
    reason = serializers.CharField()
    suggestion = ProposalSerializer(allow_null=True)
    decided_by = serializers.CharField()
    decided_at = serializers.DateTimeField(allow_null=True)


class AttributionSerializer(QuoteSerializer):
    """A quote that somebody decided on."""

    state = serializers.ChoiceField(choices=STATES)
    article = serializers.IntegerField()
    changed_at = serializers.DateTimeField(
        help_text="When it was decided, or its speakers were merged since."
    )

    def to_representation(self, instance: Any) -> Any:
        own = {"article": instance.article_id, "changed_at": instance.changed_at.isoformat()}
        return own | decided_quote(instance, self.context["names"])


class SuggestionSerializer(ProposalSerializer):
    """What the machine proposes and nobody has decided on."""

    id = serializers.UUIDField()
    article = serializers.IntegerField()
    run = serializers.IntegerField()

    def to_representation(self, instance: Suggestion) -> Any:
        own = {"id": str(instance.pk), "article": instance.article_id, "run": instance.run_id}
        return own | proposal(instance, self.context["names"])


def names_in(suggestions: list[Suggestion | None]) -> Registry:
    """The registry's entries for everyone whom these suggestions name, in a constant number of queries."""
    return Registry.of_names(
        s["name"] for suggestion in suggestions if suggestion for s in suggestion.speakers
    )


class RunSerializer(serializers.ModelSerializer):
    pipeline = serializers.CharField(read_only=True)

    class Meta:
        model = Run
        fields = [
            "id",
            "article",
            "state",
            "failure",
            "attempt",
            "pipeline",
            "pipeline_hash",
            "queued_at",
            "finished_at",
        ]
        read_only_fields = fields


class ArticleSerializer(serializers.ModelSerializer):
    """An article in a list: everything but its text."""

    done = serializers.BooleanField(
        read_only=True, help_text="Somebody called it done and nobody decided since."
    )
    done_by = serializers.CharField(source="done_by.display_name", default="", read_only=True)
    doubt = serializers.FloatField(
        read_only=True, help_text="How many of the undecided suggestions are expected to be wrong."
    )

    class Meta:
        model = Article
        fields = [
            "id",
            "title",
            "publisher",
            "byline",
            "url",
            "published",
            "language",
            "length",
            "sha256",
            "created_at",
            "done",
            "done_by",
            "done_at",
            "doubt",
        ]
        read_only_fields = ["id", "length", "sha256", "created_at", "done_at"]
        extra_kwargs = {"title": {"required": False, "allow_blank": True}}


class ArticleTextSerializer(ArticleSerializer):
    """An article with its text."""

    text = serializers.CharField(trim_whitespace=False, allow_blank=True)

    class Meta(ArticleSerializer.Meta):
        fields = [*ArticleSerializer.Meta.fields, "text"]


class ReviewArticleSerializer(ArticleTextSerializer):
    quotations = serializers.ListField(
        child=serializers.ListField(child=serializers.IntegerField(), min_length=2, max_length=2),
        help_text="Start and end of what stands inside quotation marks, marks included.",
    )

    class Meta(ArticleTextSerializer.Meta):
        kept = [f for f in ArticleTextSerializer.Meta.fields if f not in ("length", "sha256", "doubt")]
        fields = [*kept, "quotations"]
        read_only_fields = ["id", "created_at", "done_at"]


class ReviewRunSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    state = serializers.ChoiceField(choices=Run.State.choices)
    failure = serializers.CharField()
    attempt = serializers.IntegerField()
    pipeline = serializers.CharField()


class MergeActSerializer(serializers.Serializer):
    id = serializers.UUIDField()
    merged = SpeakerRefSerializer()
    into = SpeakerRefSerializer()


class ActSerializer(serializers.Serializer):
    """What a person did in one go: a decision, a group of them, or a merge of speakers."""

    group = serializers.UUIDField(allow_null=True)
    decisions = serializers.ListField(child=serializers.UUIDField())
    merge = MergeActSerializer(allow_null=True)


class CommentSerializer(serializers.Serializer):
    """What somebody said about a quote. A flag has a reason and marks the quote until it is resolved."""

    id = serializers.UUIDField()
    article = serializers.IntegerField()
    attribution = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=Comment.Kind.choices)
    reason = serializers.ChoiceField(choices=Comment.Reason.choices, allow_blank=True)
    text = serializers.CharField()
    by = serializers.CharField()
    at = serializers.DateTimeField()
    resolved = serializers.BooleanField()
    resolved_by = serializers.CharField()
    resolved_at = serializers.DateTimeField(allow_null=True)

    def to_representation(self, instance: Comment) -> Any:
        return comment_json(instance)


class ReviewSerializer(serializers.Serializer):
    """Everything the annotation page shows of an article."""

    article = ReviewArticleSerializer()
    run = ReviewRunSerializer(allow_null=True)
    quotes = QuoteSerializer(many=True)
    cast = SpeakerRefSerializer(many=True)
    comments = CommentSerializer(many=True)
    undo = ActSerializer(many=True, help_text="What this person can take back, the next one last.")
    redo = ActSerializer(many=True)
    latest = serializers.IntegerField(help_text="Number of the newest decision on the article, 0 for none.")


class WatchSerializer(serializers.Serializer):
    """That somebody has an article open, and what they know of it."""

    after = serializers.IntegerField(
        min_value=0,
        max_value=2**63 - 1,
        help_text="`latest` of the last answer, or of the review; 0 for none.",
    )
    person = serializers.IntegerField(
        required=False,
        help_text="Id of the user who looks, to be told (409) where somebody else is signed in.",
    )


class PersonSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField()


class ChangedQuoteSerializer(serializers.Serializer):
    id = serializers.UUIDField()
    version = serializers.IntegerField(help_text="Number of decisions made about it.")
    quote = QuoteSerializer(allow_null=True, help_text="As it stands; null where it is no more.")


class LatestRunSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    state = serializers.ChoiceField(choices=Run.State.choices)


class StandingSerializer(serializers.Serializer):
    """How an article stands."""

    done = serializers.BooleanField()
    done_by = serializers.CharField()
    done_at = serializers.DateTimeField(allow_null=True)


class NewsSerializer(serializers.Serializer):
    """Who else has an article open, and what was decided since."""

    people = PersonSerializer(many=True)
    latest = serializers.IntegerField(help_text="Number of the newest decision: to ask on from.")
    quotes = ChangedQuoteSerializer(many=True)
    run = LatestRunSerializer(allow_null=True)
    standing = StandingSerializer()


class SnapshotSerializer(serializers.Serializer):
    state = serializers.CharField()
    kind = serializers.ChoiceField(choices=KINDS)
    spans = SpanSerializer(many=True)
    speakers = SpeakerRefSerializer(many=True)


class DecisionSerializer(serializers.ModelSerializer):
    by = serializers.CharField(source="by.display_name", read_only=True)
    before = SnapshotSerializer(allow_null=True)
    after = SnapshotSerializer(allow_null=True)
    undoes = serializers.UUIDField(source="undoes_id", allow_null=True)

    class Meta:
        model = Decision
        fields = [
            "id",
            "article",
            "attribution",
            "action",
            "version",
            "before",
            "after",
            "undoes",
            "group",
            "by",
            "at",
        ]


class DecideSerializer(serializers.Serializer):
    """What a person decides. `kind`, `spans` and `speakers` go with correct and add, `undoes` with undo.

    With accept, `speakers` are those on the person's screen: 409 where the names mean somebody else by now.
    """

    id = serializers.UUIDField(help_text="Made by the client; sending it again changes nothing.")
    article = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    attribution = serializers.UUIDField(
        help_text="Of the suggestion or attribution; made by the client to add one."
    )
    action = serializers.ChoiceField(choices=ACTIONS)
    version = serializers.IntegerField(
        min_value=0, max_value=2**31 - 1, help_text="The version that was seen."
    )
    kind = serializers.ChoiceField(choices=KINDS, required=False)
    spans = SpanSerializer(many=True, required=False)
    speakers = SpeakerRefSerializer(many=True, required=False)
    undoes = serializers.UUIDField(required=False, allow_null=True)
    group = serializers.UUIDField(
        required=False,
        allow_null=True,
        help_text="Made by the client for decisions that a person makes in one go, to be undone in one go.",
    )
    person = serializers.IntegerField(
        required=False,
        help_text="Id of the user who decided, to be told (409) where somebody else is signed in.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["action"] in (Decision.Action.CORRECT, Decision.Action.ADD):
            for name in ("kind", "spans", "speakers"):
                if name not in attrs:
                    raise serializers.ValidationError({name: "To correct or add a quote, send all of it."})
        if attrs["action"] == Decision.Action.UNDO and not attrs.get("undoes"):
            raise serializers.ValidationError({"undoes": "Say which decision to undo."})
        return attrs

    def decision(self) -> dict[str, Any]:
        """The arguments of `services.deciding.decide`, but who decides."""
        given = self.validated_data
        result = None
        if "spans" in given and "kind" in given:
            result = Result(
                kind=given["kind"],
                parts=[Part(**span) for span in given["spans"]],
                speakers=[SpeakerRef(**speaker) for speaker in given.get("speakers", [])],
            )
        return {
            "id": given["id"],
            "article_id": given["article"],
            "attribution": given["attribution"],
            "action": given["action"],
            "version": given["version"],
            "result": result,
            "seen": [SpeakerRef(**s) for s in given["speakers"]] if "speakers" in given else None,
            "undoes": given.get("undoes"),
            "group": given.get("group"),
        }


class DecidedSerializer(serializers.Serializer):
    """A stored decision and the quote that came of it; None where the quote is no more."""

    decision = DecisionSerializer()
    quote = QuoteSerializer(allow_null=True)


class SpeakerSerializer(serializers.ModelSerializer):
    aliases = serializers.ListField(
        child=serializers.CharField(max_length=300), required=False, max_length=100
    )
    kind = serializers.ChoiceField(choices=SPEAKER_KINDS, required=False)
    wikidata = serializers.RegexField(r"^Q[1-9]\d{0,17}$", required=False, allow_blank=True)
    attribution_count = serializers.IntegerField(read_only=True)
    article_count = serializers.IntegerField(read_only=True)

    class Meta:
        model = Speaker
        fields = [
            "id",
            "name",
            "kind",
            "aliases",
            "wikidata",
            "merged_into",
            "attribution_count",
            "article_count",
        ]
        read_only_fields = ["id", "merged_into"]

    def to_representation(self, instance: Speaker) -> Any:
        return {
            "id": str(instance.pk),
            "name": instance.name,
            "kind": instance.kind,
            "aliases": [alias.name for alias in instance.aliases.all()],
            "wikidata": instance.wikidata,
            "merged_into": instance.merged_into_id and str(instance.merged_into_id),
            "attribution_count": getattr(instance, "attribution_count", 0),
            "article_count": getattr(instance, "article_count", 0),
        }


class MergeSerializer(serializers.Serializer):
    into = serializers.UUIDField(help_text="The speaker who stays.")
    article = serializers.IntegerField(
        required=False,
        allow_null=True,
        min_value=1,
        max_value=2**63 - 1,
        help_text="On whose page it is done: there, the person can undo it.",
    )


class SpeakerMergeSerializer(serializers.ModelSerializer):
    by = serializers.CharField(source="by.display_name", read_only=True)

    class Meta:
        model = SpeakerMerge
        fields = ["id", "merged", "into", "by", "at", "article", "undone_at"]
        read_only_fields = fields


class UnmergedSerializer(serializers.Serializer):
    kept = serializers.IntegerField(
        help_text="Quotes that stay where they are: they were changed since the merge."
    )
