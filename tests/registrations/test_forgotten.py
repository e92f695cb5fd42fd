"""After the run of forgetting, a full dump of the database holds nothing of the person."""

import subprocess
from datetime import timedelta

import pytest
from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from registrations import details, enquiries, erasure_list, links, personal_links, retention
from registrations.models import Message, Needs, Question
from tests import builders
from tests.builders import NOW
from webinar_site import postgres

ADDRESS, NAME = "ada.lovelace@example.org", "Ada Example-Lovelace"
TYPED = ["Analytical Society", "Countess-in-chief", "Is it an engine?", "My own words", "I hear badly"]


def dump() -> str:
    login = connection.get_connection_params()
    command = [postgres.binaries("pg_dump"), "--username", login["user"], "--no-password", login["dbname"]]
    command += [f"--host={login['host']}", f"--port={login['port']}"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def somebody(webinar):
    """Register, answer, ask and have it changed by an organiser, whose admin notes it."""
    asked = Question.objects.create(webinar=webinar, text="Why?", kind="short")
    typed = dict(zip(["organisation", "job_title", "question"], TYPED, strict=False))
    person = builders.registration(webinar, name=NAME, email=ADDRESS, **typed)
    details.change(person, {}, NOW, answers={asked: TYPED[3]}, needs=([Needs.Kind.OTHER], TYPED[4]))
    personal_links.ask(ADDRESS, webinar, NOW)
    personal_links.answer_next(NOW)
    question = {"name": NAME, "email": ADDRESS, "subject": TYPED[0], "message": TYPED[2]}
    enquiries.ask(question, webinar, "a key", NOW)
    enquiries.keep_as_spam(question, webinar, "another key", NOW)
    Message.objects.filter(kind="registered").update(failed_at=NOW, last_error=f"550 <{ADDRESS}> unknown")
    LogEntry.objects.create(
        user=builders.user(),
        content_type=ContentType.objects.get_for_model(person),
        object_id=str(person.pk),
        object_repr=str(person),
        action_flag=ADDITION,
        change_message=f'[{{"changed": {{"name": "access needs", "object": "{TYPED[4]}"}}}}]',
    )
    return person


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_nothing_of_the_person_is_in_a_dump(settings, tmp_path):
    settings.ERASURES_FOLDER = tmp_path
    webinar = builders.webinar()
    person = somebody(webinar)
    tokens = [links.token(signer, person) for signer in (links.PAGE, links.JOIN, links.CONFIRM)]
    traces = [ADDRESS, "lovelace", NAME, person.reference, person.form_key, *TYPED]
    before = dump()
    assert [trace for trace in traces if trace not in before] == []

    retention.forget(webinar.ends_at + timedelta(days=180))
    erasure_list.write_down()

    after = dump().lower()
    assert [trace for trace in [*traces, *tokens] if trace.lower() in after] == []
    assert webinar.title.lower() in after
    assert webinar.registrations.count() == 1
