"""Is the process alive, is the site ready: for monitoring, without names or versions."""

from datetime import timedelta

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from events import files
from registrations.models import Heartbeat, Message

LONGEST_WAIT = timedelta(minutes=10)  # for a mail that is due; one planned for later is not


@require_safe
def live(request):
    return JsonResponse({"live": True})


@require_safe
def ready(request):
    """Answer 200 when visitors can register and get their mail, else 503 with what is wrong."""
    try:
        problems = list(what_is_wrong(timezone.now()))
    except DatabaseError:
        problems = ["database"]
    return JsonResponse({"ready": not problems, "problems": problems}, status=503 if problems else 200)


def what_is_wrong(now):
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        yield "migrations"
        return
    if not Heartbeat.objects.fresh(now).exists():
        yield "worker"
    if Message.objects.due(now - LONGEST_WAIT).exists():
        yield "mail"
    if not files.can_be_stored():
        yield "files"
