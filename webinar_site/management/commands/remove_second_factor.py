from allauth.account.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand, CommandError

from events import organisers
from registrations import noted


class Command(BaseCommand):
    help = "Remove app, passkeys and recovery codes of an organiser who has lost them; their sessions end."

    def add_arguments(self, parser):
        parser.add_argument("address", help="the e-mail address they sign in with")

    def handle(self, *args, address, **options):
        user = organisers.find(address)
        if user is None:
            raise CommandError(f"There is no organiser {address}.")
        count, _each = Authenticator.objects.filter(user=user).delete()
        if not count:
            self.stdout.write(f"{user.email} has no second factor; nothing was changed.")
            return
        noted.event("second factor removed", None, [f"user.{user.pk}", "by.command"])
        self.stdout.write(f"{user.email} signs in with the password alone, until a second factor is set up.")
        try:
            get_adapter().send_mail("account/email/second_factor_removed", user.email, {})
        except OSError as error:
            self.stderr.write(f"They could not be told by mail ({type(error).__name__}): tell them yourself.")
