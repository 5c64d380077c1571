"""The one shape of error: {"type", "errors": [{"code", "detail", "attr"}]}.

A decision that clashes also gets `current`, the quote as it stands, and `last_decision`, who made it so.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from drf_standardized_errors.formatter import ExceptionFormatter
from drf_standardized_errors.handler import ExceptionHandler
from drf_standardized_errors.types import Error, ErrorResponse
from rest_framework.exceptions import APIException
from rest_framework.exceptions import NotFound as ApiNotFound
from rest_framework.exceptions import ValidationError as ApiValidationError
from rest_framework.response import Response
from rest_framework.settings import api_settings

from articles.api.decisions import DecideSerializer, DecisionSerializer
from articles.errors import Busy, Conflict, DomainError, KeyReused, NotFound, TextMismatch, TooManyRequests
from articles.models import Article, Decision
from articles.services.documents import quote_of

WHOLE = api_settings.NON_FIELD_ERRORS_KEY


class ApiConflict(APIException):
    status_code = 409


class ApiBusy(APIException):
    status_code = 503

    def __init__(self, detail: str, wait: int) -> None:
        super().__init__(detail, code=Busy.code)
        self.wait = wait  # seconds; becomes Retry-After


class ApiTooManyRequests(APIException):
    status_code = 429

    def __init__(self, detail: str, wait: int) -> None:
        super().__init__(detail, code=TooManyRequests.code)
        self.wait = wait  # seconds; becomes Retry-After


class LengthRequired(APIException):
    status_code = 411
    default_code = "length_required"
    default_detail = (
        "Say with Content-Length how many bytes you send: lines that come in chunks are not taken."
    )


class Unprocessable(APIException):
    status_code = 422


class TooLarge(APIException):
    status_code = 413
    default_code = "too_large"

    def __init__(self, limit: int | None = None) -> None:
        limit = limit or settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        super().__init__(f"A request may have {limit:,} bytes, and this one has more. Split what you send.")


class DomainErrorHandler(ExceptionHandler):
    """Gives domain errors their status: 409 for what clashes, 404 for what is not there, 422 for a key
    that was used, 429 and 503 for who comes too often or too early, else 400."""

    def convert_known_exceptions(self, exc: Exception) -> Exception:
        if isinstance(exc, (Conflict, TextMismatch)):
            return ApiConflict(str(exc), code=exc.code)
        if isinstance(exc, NotFound):
            return ApiNotFound(str(exc), code=exc.code)
        if isinstance(exc, Busy):
            return ApiBusy(str(exc), exc.retry_after)
        if isinstance(exc, TooManyRequests):
            return ApiTooManyRequests(str(exc), exc.retry_after)
        if isinstance(exc, KeyReused):
            return Unprocessable(str(exc), code=exc.code)
        if isinstance(exc, DomainError):
            said = {exc.about: [str(exc)]} if exc.about else str(exc)
            return ApiValidationError(said, code=exc.code)
        if isinstance(exc, RequestDataTooBig):
            return TooLarge()
        return super().convert_known_exceptions(exc)

    def report_exception(self, exc: APIException, response: Response) -> None:
        if not isinstance(exc, ApiBusy):  # to be busy is nothing that broke
            super().report_exception(exc, response)


class DomainErrorFormatter(ExceptionFormatter):
    def get_errors(self) -> list[Error]:
        """As found; what is wrong with a body as a whole is about none of its fields."""
        found: list[Error] = super().get_errors()
        for error in found:
            path = [part for part in (error.attr or "").split(".") if part != WHOLE]
            error.attr = ".".join(path) or None
        return found

    def format_error_response(self, error_response: ErrorResponse) -> Any:
        body = super().format_error_response(error_response)
        request, decides = (
            self.context["request"],
            getattr(self.context["view"], "basename", "") == "decision",
        )
        if isinstance(self.exc, ApiConflict) and request and decides:
            asked = DecideSerializer(data=request.data)
            asked.is_valid(raise_exception=True)  # as it was when the view asked
            body |= as_it_stands(asked.validated_data["article"], asked.validated_data["attribution"])
        return body


def told(error: DomainError) -> tuple[int, list[dict[str, Any]]]:
    """The status of an error and its `errors`, for an answer that has more to tell."""
    nowhere: Any = {}  # neither needs to know which view it was
    known = DomainErrorHandler(error, nowhere).convert_known_exceptions(error)
    assert isinstance(known, APIException)
    return known.status_code, ExceptionFormatter(known, nowhere, error).run()["errors"]


def as_it_stands(article_id: int, attribution: UUID) -> dict[str, Any]:
    last = Decision.objects.filter(article=article_id, attribution=attribution).order_by("version").last()
    article = Article.objects.without_text().filter(pk=article_id).first()
    return {
        "current": quote_of(article, attribution) if article else None,
        "last_decision": DecisionSerializer(last).data if last else None,
    }
