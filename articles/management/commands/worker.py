"""`manage.py worker`: works off the queue, sends to webhooks, watches over silent jobs, tidies up once a day."""

from __future__ import annotations

import threading
import time
from argparse import ArgumentParser
from typing import Any

import structlog
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection

from articles.services.limiting import forget_tallies
from articles.services.releasing import sweep_lost_releases
from articles.services.repeating import forget_answers
from articles.services.sending import SENDERS, forget_deliveries, keep_sending
from articles.services.sign_in import forget_tokens
from articles.services.suggesting import sweep_lost_runs

DAY = 24 * 60 * 60

log = structlog.get_logger(__name__)


class Command(BaseCommand):
    help = "Look for quotes in the articles that are queued; build releases. Start as many as you like."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--batch", action="store_true", help="stop when the queue is empty")

    def handle(self, *, batch: bool, verbosity: int, **options: Any) -> None:
        stop = threading.Event()
        sweeper = threading.Thread(target=sweep, args=[stop], name="sweeper", daemon=True)
        sweeper.start()
        senders = [threading.Thread(target=keep_sending, args=[stop], daemon=True) for _ in range(SENDERS)]
        for sender in senders:
            sender.start()
        try:
            call_command(
                "db_worker", interval=0.5, batch=batch, startup_delay=False, reload=False, verbosity=verbosity
            )
        finally:
            stop.set()
            for thread in (sweeper, *senders):
                thread.join(timeout=5)


def sweep(stop: threading.Event) -> None:
    """Sweep now and every few seconds until told to stop. What goes wrong once is logged and tried again."""
    tidied = -float(DAY)
    try:
        while True:
            try:
                sweep_lost_runs()
                sweep_lost_releases()
                if time.monotonic() - tidied >= DAY:
                    tidy()
                    tidied = time.monotonic()
            except Exception:
                log.exception("sweep_failed")
                connection.close()
            if stop.wait(settings.RUN_HEARTBEAT_SECONDS):
                return
    finally:
        connection.close()


def tidy() -> None:
    """Remove what nobody asks for again: old jobs, sessions and tokens that expired, old answers and deliveries."""
    call_command("prune_db_task_results", min_age_days=14, queue_name="*", verbosity=0)
    call_command("clearsessions", verbosity=0)
    forget_answers()
    forget_deliveries()
    forget_tallies()
    forget_tokens()
