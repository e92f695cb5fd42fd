"""C17 to C19: the database goes, comes back, is full or slow; what was answered is stored."""

import os
import threading

import pytest
from django.db import connection, transaction

from registrations import seats
from tests import builders
from tests.concurrency.threads import in_crowd
from tests.concurrency.web_server import ask, keeps_the_form, send, served, stamp
from tests.faults.database_server import Server, server_like_ours
from tests.faults.worker_process import until

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
IS_LONG = os.environ.get("TEST_LONG") == "1"


CRASHES = {  # how, people, writers at once, rounds
    "restarted": (Server.stop, 200 if IS_LONG else 60, 50 if IS_LONG else 16, 3 if IS_LONG else 1),
    "killed": (Server.kill, 400 if IS_LONG else 60, 16, 10 if IS_LONG else 1),
}


@pytest.mark.parametrize(("end", "people", "writers", "rounds"), CRASHES.values(), ids=CRASHES)
def test_what_was_acknowledged_is_stored_when_the_database_goes(end, people, writers, rounds, var_folder):
    """C17, C18: everybody gets an answer; who was not registered sends the kept form again, once."""
    webinar = builders.coming_webinar()
    with server_like_ours(var_folder) as server, served(var_folder, server.url) as (port, _):
        for turn in range(rounds):
            forms = [stamp(webinar) for _ in range(people)]
            done = []

            def register(n, turn=turn, forms=forms, done=done):
                answer = send(port, webinar, forms[n], n, turn)
                done.append(n)
                return answer

            def crash(done=done):
                until(lambda: len(done) > people // 4)
                end(server)
                server.start()

            crashing = threading.Thread(target=crash)
            crashing.start()
            answers = in_crowd(register, range(people), writers)
            crashing.join()

            acknowledged = [n for n, answer in enumerate(answers) if answer.status == 302]
            assert [answer for answer in answers if answer.status != 302 and not keeps_the_form(answer)] == []
            assert {f"person-{turn}-{n}@example.org" for n in acknowledged} <= addresses(server)
            until(lambda: ask(port, "GET", f"/webinars/{webinar.slug}/register/").status == 200)
            left = sorted(set(range(people)) - set(acknowledged))
            again = [send(port, webinar, forms[n], n, turn) for n in left]
            assert {answer.status for answer in again} <= {302}
            assert len(addresses(server)) == (turn + 1) * people
            print(f"round {turn}: {len(acknowledged)} acknowledged and stored, {len(again)} sent again")
        assert server.ask("SELECT count(*) FROM registrations_registration") == [(rounds * people,)]
        server.verify()


def addresses(server):
    return {email for (email,) in server.ask("SELECT email FROM registrations_registration")}


@pytest.fixture
def port(var_folder):
    with served(var_folder) as (port, _):
        yield port


def test_a_lock_that_is_not_given_back_is_answered_with_the_form(port):
    """C19: the holder of the lock sleeps; the visitor is told within seconds to press once more."""
    webinar = builders.coming_webinar()
    form = stamp(webinar)

    with transaction.atomic():
        seats.lock(webinar)
        answer = send(port, webinar, form, 1)

    assert (answer.status, answer.retry_after) == (503, "5")
    assert b'value="Ada Example"' in answer.body
    assert send(port, webinar, form, 1).status == 302
    assert webinar.registrations.count() == 1


def test_without_a_connection_to_be_had_the_form_is_kept_and_works_again_later(port):
    """C19: connections are exhausted; the web server recovers by itself."""
    webinar = builders.coming_webinar()
    form, name = stamp(webinar), connection.settings_dict["NAME"]

    with connection.cursor() as cursor:
        cursor.execute(f"ALTER DATABASE {name} CONNECTION LIMIT 0")
        try:
            answer = send(port, webinar, form, 1)
        finally:
            cursor.execute(f"ALTER DATABASE {name} CONNECTION LIMIT -1")

    assert keeps_the_form(answer)
    assert answer.retry_after == "5"
    assert send(port, webinar, form, 1).status == 302


def test_the_database_ends_what_takes_too_long():
    """C19"""
    with connection.cursor() as cursor:
        names = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
        found = []
        for name in names:
            cursor.execute(f"SHOW {name}")
            found.append(cursor.fetchone()[0])

    assert found == ["10s", "3s", "15s"]
