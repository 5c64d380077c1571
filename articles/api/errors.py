"""The one shape of error: {"type", "errors": [{"code", "detail", "attr"}]}.

A conflict about a quote also carries `current`, the quote as it stands, and `last_decision`, who made it so.
"""

from __future__ import annotations

from typing import Any

from drf_standardized_errors.formatter import ExceptionFormatter
from drf_standardized_errors.handler import ExceptionHandler
from drf_standardized_errors.types import ErrorResponse
from rest_framework.exceptions import APIException
from rest_framework.exceptions import NotFound as ApiNotFound
from rest_framework.exceptions import ValidationError as ApiValidationError

from articles.api.serializers import DecisionSerializer
from articles.errors import Conflict, DomainError, NotFound, TextMismatch
from articles.models import Article, Decision
from articles.services.documents import quote_of


class ApiConflict(APIException):
    status_code = 409


class DomainErrorHandler(ExceptionHandler):
    """Gives domain errors their status: 409 for what clashes, 404 for what is not there, else 400."""

    def convert_known_exceptions(self, exc: Exception) -> Exception:
        if isinstance(exc, (Conflict, TextMismatch)):
            return ApiConflict(str(exc), code=exc.code)
        if isinstance(exc, NotFound):
            return ApiNotFound(str(exc), code=exc.code)
        if isinstance(exc, DomainError):
            return ApiValidationError(str(exc), code=exc.code)
        return super().convert_known_exceptions(exc)


class DomainErrorFormatter(ExceptionFormatter):
    def format_error_response(self, error_response: ErrorResponse) -> Any:
        body = super().format_error_response(error_response)
        if isinstance(self.original_exc, Conflict) and self.original_exc.attribution:
            last = (
                Decision.objects.filter(attribution=self.original_exc.attribution).order_by("version").last()
            )
            article = Article.objects.filter(decisions=last).first() if last else None
            body["current"] = quote_of(article, last.attribution) if article and last else None
            body["last_decision"] = DecisionSerializer(last).data if last else None
        return body
