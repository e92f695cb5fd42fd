"""One named function for each limit.

Limits of a network slow floods down and refuse nobody: a form over the limit comes back filled in, and
one more press sends it. They are wide enough for 500 colleagues behind one address. The address itself
is never stored: a bucket carries a keyed hash of it that changes each day.

Mails that anonymous forms cause are limited for each address, whoever sends the forms; mails caused by an
organiser, the clock or the holder of a personal link never are.
"""

from datetime import datetime, timedelta
from ipaddress import IPv6Address, IPv6Network, ip_address

from django.conf import settings
from django.db import connection
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from registrations import noted
from registrations.models import Bucket, Message

A_DAY = timedelta(hours=24)
MAILS_TO_AN_ADDRESS = 10
MAILS_ABOUT_A_WEBINAR = 3  # to one address
RETRY_AFTER = 60  # seconds
MOST_NETWORKS = 10_000  # remembered at once
# Two statements on one trip: the second begins, and so looks, when the address is held.
HOLD = "SELECT pg_advisory_xact_lock(hashtextextended(%(key)s, 0));"
COUNT = """
SELECT count(*), count(*) FILTER (
  WHERE COALESCE(registration.webinar_id, enquiry.webinar_id) IS NOT DISTINCT FROM %(webinar)s
)
FROM registrations_message message
LEFT JOIN registrations_registration registration ON registration.id = message.registration_id
LEFT JOIN registrations_enquiry enquiry ON enquiry.id = message.enquiry_id
WHERE message.address_key = %(key)s AND message.address_key <> '' AND message.created_at > %(since)s"""
guesses = {}  # hashed network: (tokens left, at that moment)


def may_register(request, now: datetime) -> bool:
    """500 at once, then 100 a minute, from one network."""
    return take("register", request, now, burst=500, a_minute=100)


def may_ask_for_link(request, now: datetime) -> bool:
    """As many as may register: before the start, all of them look for their link."""
    return take("send-link", request, now, burst=500, a_minute=100)


def may_ask_question(request, now: datetime) -> bool:
    """60 at once, then 10 a minute, from one network."""
    return take("contact", request, now, burst=60, a_minute=10)


def may_mail_question(contact: str, now: datetime) -> bool:
    """5 mails at once, then 5 in ten minutes, each with one question, to one contact.

    Called in the transaction that stores the question: questions to one contact come one after the other.
    """
    return Bucket.objects.take(f"question {address_key(contact)}", burst=5, rate=5 / 600, now=now)


def may_guess(request, now: datetime) -> bool:
    """100 wrong links at once, then 20 a minute, from one network.

    Each process counts for itself, and roughly: what is spared is its own work, and a GET writes nothing.
    """
    network = hashed_network(request, now)
    tokens, at = guesses.get(network, (100, now))
    tokens = min(100, tokens + max(0, (now - at).total_seconds()) * 20 / 60)
    if len(guesses) >= MOST_NETWORKS:
        guesses.clear()
    guesses[network] = (tokens - 1 if tokens >= 1 else tokens, max(at, now))
    return tokens >= 1


def may_send_mails(number: int, now: datetime) -> bool:
    """MAIL_PER_MINUTE of all workers together, a sixth of it at once."""
    a_minute = settings.MAIL_PER_MINUTE
    burst = max(1, a_minute // 6)
    return Bucket.objects.take("mail", burst=burst, rate=a_minute / 60, now=now, tokens=number)


def take(purpose, request, now, *, burst, a_minute):
    name = f"{purpose} {hashed_network(request, now)}"
    return Bucket.objects.take(name, burst=burst, rate=a_minute / 60, now=now)


def slowed_down(response):
    """Mark the answer to a post over a limit, which carries the form filled in."""
    response.status_code = 429
    response["Retry-After"] = str(RETRY_AFTER)
    return response


def hashed_network(request, now: datetime) -> str:
    """Return a keyed hash of where the request comes from, another one each day."""
    day = f"registrations.limits {now:%Y-%m-%d}"
    return salted_hmac(day, network(request), algorithm="sha256").hexdigest()[:32]


def network(request) -> str:
    """Return the IPv4 address or the IPv6 /64 of the visitor; "unknown" if none can be read.

    A household or a machine has a whole /64, so counting its addresses one by one would limit nothing.
    """
    try:
        address = ip_address(client_address(request))
    except ValueError:
        return "unknown"
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return str(address) if address.version == 4 else str(IPv6Network((int(address), 64), strict=False))


def client_address(request) -> str:
    """Return the address that the outermost of our proxies saw; whatever stands left of it is hearsay."""
    if not settings.PROXIES:
        return request.META.get("REMOTE_ADDR", "")
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    if not hops:
        return request.META.get("REMOTE_ADDR", "")  # it came past the proxies, such as a health check
    return without_port(hops[-settings.PROXIES] if len(hops) >= settings.PROXIES else hops[0])


def without_port(hop: str) -> str:
    """Some proxies write 192.0.2.1:4711 or [2001:db8::1]:4711."""
    if hop.startswith("["):
        return hop[1:].partition("]")[0]
    return hop.partition(":")[0] if hop.count(":") == 1 else hop


def hold_address(email: str):
    """Let nobody else count the mails to this address until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(HOLD, {"key": address_key(email)})


def mail_caused_by_form(email: str, webinar_id: int | None, now: datetime) -> dict:
    """Return what the outbox writes on a mail to this address: at most 10 a day, 3 about one webinar.

    One over the limit is kept as not sent, for organisers to see. Holds the address until the
    transaction ends; who also takes the lock of a webinar takes that one first.
    """
    values = {"key": address_key(email), "webinar": webinar_id, "since": now - A_DAY}
    with connection.cursor() as cursor:
        cursor.execute(HOLD + COUNT, values)
        in_all, about_webinar = cursor.fetchone()
    if in_all < MAILS_TO_AN_ADDRESS and about_webinar < MAILS_ABOUT_A_WEBINAR:
        return {"address_key": values["key"]}
    noted.event("limit hit", reasons=["mails-to-one-address"])
    reason = _("Not sent: forms that anyone can fill in have caused too many mails to this address today.")
    return {"failed_at": now, "is_skipped": True, "last_error": reason}


def address_key(email: str) -> str:
    """Return a keyed hash of a mailbox: ada+news@example.org reaches the one of ada@example.org."""
    local, _at, domain = email.lower().rpartition("@")
    mailbox = f"{local.partition('+')[0]}@{domain}"
    return salted_hmac("registrations.limits address", mailbox, algorithm="sha256").hexdigest()[:32]


def forget(now: datetime):
    """Delete what no limit needs any more: buckets that are full, keys of addresses after a day."""
    Bucket.objects.unused(now).delete()
    Message.objects.exclude(address_key="").filter(created_at__lte=now - A_DAY).update(address_key="")
