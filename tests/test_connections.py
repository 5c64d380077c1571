"""How the product's threads share connections to PostgreSQL, on which database these tests run otherwise or not."""

import os
import subprocess
import sys

import psycopg

from annotator.serve import ROOT
from tests.machine.postgres import postgres

ASKING = """
import sys, threading
import django
django.setup()
from django.db import connection

def ask():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        print(*cursor.fetchone(), flush=True)
    connection.close()  # as at the end of a request

def thread():
    one = threading.Thread(target=ask)
    one.start()
    one.join()

thread()
thread()
sys.stdin.readline()
thread()
"""


def test_a_connection_serves_one_thread_after_another_and_a_new_one_comes_where_it_was_cut() -> None:
    with postgres() as url:
        environment = {
            **os.environ,
            "DATABASE_URL": url,
            "CONNECTIONS": "3",
            "DJANGO_SETTINGS_MODULE": "annotator.settings",
        }
        command = [sys.executable, "-c", ASKING]
        with subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as program:
            assert program.stdin is not None
            assert program.stdout is not None
            first, second = int(program.stdout.readline()), int(program.stdout.readline())
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute("SELECT pg_terminate_backend(%s, 5000)", [first])
            program.stdin.write("\n")
            program.stdin.flush()
            third = int(program.stdout.readline())
        assert program.returncode == 0
    assert first == second != third


def test_a_database_that_does_not_answer_is_told_in_a_sentence() -> None:
    nobody = "postgres://mara:secret@127.0.0.1:1/onrecord"
    environment = {**os.environ, "DATABASE_URL": nobody, "DJANGO_SETTINGS_MODULE": "annotator.settings"}
    done = subprocess.run(
        [sys.executable, "manage.py", "prepare"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("CommandError: The database that DATABASE_URL names does not answer: ")
    assert "Traceback" not in done.stderr
    assert "secret" not in done.stderr
