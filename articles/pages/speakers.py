"""The pages about speakers: the registry, and one speaker with their quotes, names and merges."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from articles.document import SPEAKER_KINDS
from articles.errors import ChangedMeanwhile, DomainError
from articles.models import Attribution, Speaker, SpeakerMerge
from articles.models.keyset import following
from articles.pages.asking import person, uuid_in, words_in
from articles.pages.forms import KIND_CHOICES, SpeakerForm
from articles.services.merging import merge_speakers, undo_merge
from articles.services.registry import edit_speaker, seen_of

PAGE_LENGTH = 50
QUOTES_LENGTH = 20
CANDIDATES_LENGTH = 8


@require_safe
def speaker_list(request: HttpRequest) -> HttpResponse:
    words, kind = words_in(request.GET.get("q")), request.GET.get("kind", "")
    after = Speaker.objects.filter(pk=uuid_in(request.GET.get("after"))).first()
    found = Speaker.objects.current().matching(words).by_name()
    found = found if words else found.quoted()
    found = found.filter(kind=kind) if kind in SPEAKER_KINDS else found
    found = found.after(after) if after else found
    speakers = list(found.with_attribution_count().prefetch_related("aliases")[: PAGE_LENGTH + 1])
    further = speakers[PAGE_LENGTH - 1].pk if len(speakers) > PAGE_LENGTH else None
    place = {"after": after, "further": further, "words": words, "kind": kind, "kinds": KIND_CHOICES}
    return render(request, "speakers/list.html", {"speakers": speakers[:PAGE_LENGTH], **place})


def speaker_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    speaker = get_object_or_404(Speaker.objects.with_attribution_count().prefetch_related("aliases"), pk=pk)
    if speaker.merged_into:
        messages.info(request, f"{speaker.name} was merged into {speaker.survivor.name}.")
        return redirect("speaker-detail", speaker.survivor.pk)
    form = SpeakerForm(request.POST or None, initial=SpeakerForm.of(speaker))
    seen, changed = request.POST.get("seen", "") if form.is_bound else seen_of(speaker), False
    if form.is_bound and form.is_valid():
        try:
            edit_speaker(speaker=speaker, seen=seen, **form.cleaned_data)
        except ChangedMeanwhile as error:
            form.add_error(None, str(error))
            # Who saves again has seen both.
            seen, changed = seen_of(speaker), True
        except DomainError as error:
            form.add_error("name", str(error))
        else:
            messages.success(request, "Saved.")
            return redirect("speaker-detail", pk)
    shown = {"speaker": speaker, "form": form, "seen": seen, "changed": changed}
    context = {**shown, **_quotes(request, speaker), **_merging(request, speaker)}
    return render(request, "speakers/detail.html", context)


def _quotes(request: HttpRequest, speaker: Speaker) -> dict:
    """One keyset page of the speaker's quotes, the latest changed first."""
    before = Attribution.objects.filter(pk=uuid_in(request.GET.get("before"))).first()
    latest_first = ("-spoken_at", "-spoken_id")
    found = Attribution.objects.standing().by_speaker(speaker).order_by(*latest_first)
    if before:
        found = following(found, latest_first, (before.changed_at, before.pk))
    quotes = list(found.with_words()[: QUOTES_LENGTH + 1])
    older = quotes[QUOTES_LENGTH - 1].pk if len(quotes) > QUOTES_LENGTH else None
    return {"quotes": quotes[:QUOTES_LENGTH], "before": before, "older": older}


def _merging(request: HttpRequest, speaker: Speaker) -> dict:
    """Whom the speaker could be merged into, once somebody was searched for, and the merges that can be undone."""
    same = words_in(request.GET.get("same"))
    others = (
        Speaker.objects.current().matching(same).exclude(pk=speaker.pk).by_name().with_attribution_count()
    )
    merges = SpeakerMerge.objects.standing().filter(into=speaker).select_related("merged", "by")
    return {"same": same, "candidates": others[:CANDIDATES_LENGTH] if same else [], "merges": merges}


@require_POST
def speaker_merge(request: HttpRequest, pk: UUID) -> HttpResponse:
    merged = get_object_or_404(Speaker, pk=pk)
    into = get_object_or_404(Speaker, pk=uuid_in(request.POST.get("into")))
    try:
        merge_speakers(merged=merged, into=into, by=person(request))
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("speaker-detail", merged.pk)
    messages.success(request, f"{merged.name} is now one with {into.name}. You can undo this below.")
    return redirect("speaker-detail", into.pk)


@require_POST
def merge_undo(request: HttpRequest, pk: UUID) -> HttpResponse:
    merge = get_object_or_404(SpeakerMerge.objects.select_related("merged", "into"), pk=pk)
    try:
        kept = undo_merge(merge=merge, by=person(request))
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("speaker-detail", merge.into_id)
    stayed = f" {kept} of the quotes were changed since and stay with {merge.into.name}." if kept else ""
    messages.success(request, f"{merge.merged.name} and {merge.into.name} are two again.{stayed}")
    return redirect("speaker-detail", merge.merged_id)
