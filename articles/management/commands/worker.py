"""`manage.py worker`: works off the queue and watches over runs whose worker went silent."""

from __future__ import annotations

import threading
from argparse import ArgumentParser
from typing import Any

import structlog
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection

from articles.services.suggesting import sweep_lost_runs

log = structlog.get_logger(__name__)


class Command(BaseCommand):
    help = "Look for quotes in the articles that are queued. Start as many as you like."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--batch", action="store_true", help="stop when the queue is empty")

    def handle(self, *, batch: bool, verbosity: int, **options: Any) -> None:
        stop = threading.Event()
        sweeper = threading.Thread(target=sweep, args=[stop], name="sweeper", daemon=True)
        sweeper.start()
        try:
            call_command(
                "db_worker", interval=0.5, batch=batch, startup_delay=False, reload=False, verbosity=verbosity
            )
        finally:
            stop.set()
            sweeper.join(timeout=5)


def sweep(stop: threading.Event) -> None:
    """Sweep now and every few seconds until told to stop. What goes wrong once is logged and tried again."""
    try:
        while True:
            try:
                sweep_lost_runs()
            except Exception:
                log.exception("sweep_failed")
                connection.close()
            if stop.wait(settings.RUN_HEARTBEAT_SECONDS):
                return
    finally:
        connection.close()
