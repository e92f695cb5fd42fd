import secrets

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.urls import reverse
from django.utils import timezone

from events import organisers, teams
from events.models import Role, Series, Webinar


class Command(BaseCommand):
    help = (
        "Make an organiser who may do everything, or who has a role in one webinar or series; "
        "print the password once, or mail a link to set one."
    )

    def add_arguments(self, parser):
        parser.add_argument("address", help="the e-mail address to sign in with")
        parser.add_argument(
            "--new-password", action="store_true", help="give an existing organiser a new password"
        )

        parser.add_argument(
            "--invite", action="store_true", help="mail a link to set a password, and print none"
        )
        parser.add_argument(
            "--role", choices=Role.values, help="give this role only, in the webinar or series named"
        )
        parser.add_argument("--webinar", help="the last part of the address of a webinar")
        parser.add_argument("--series", help="the last part of the address of a series")

    def handle(self, *args, address, new_password, invite, role, webinar, series, **options):
        address = address.strip().lower()
        try:
            validate_email(address)
        except ValidationError as error:
            raise CommandError(
                f"{address!r} is not an e-mail address: write one like name@example.org."
            ) from error
        if role or webinar or series:
            return self.give_role(address, role, webinar, series)
        user = organisers.find(address)
        if invite:
            self.invite(user or self.make(address))
            return
        if user and not new_password:
            self.stdout.write(f"{user.email} is an organiser already; nothing was changed.")
            self.stdout.write("For a new password, add --new-password.")
            return
        if not user and new_password:
            raise CommandError(f"There is no organiser {address}: leave out --new-password to make one.")
        password = secrets.token_urlsafe(15)
        if user:
            user.set_password(password)
            user.save(update_fields=["password"])
        else:
            self.make(address, password)
        sign_in = settings.SITE_URL + reverse("account_login")
        self.stdout.write(f"{address} signs in at {sign_in} with the password {password}")
        self.stdout.write("It is shown this once. Change it after signing in, under “Change password”.")

    def make(self, address, password=None):
        user = organisers.make(address, password, is_superuser=True)
        organisers.note_rights(user, None, timezone.now())
        return user

    def give_role(self, address, role, webinar, series):
        if not role or bool(webinar) == bool(series):
            raise CommandError("A role goes with one --webinar or one --series: --role desk --webinar skills")
        model, slug = (Webinar, webinar) if webinar else (Series, series)
        of = model.objects.filter(slug=slug).first()
        if of is None:
            raise CommandError(f"There is no {model._meta.verbose_name} {slug!r}.")
        try:
            member, is_new = teams.add(of, address, role, None, timezone.now())
        except teams.AccountClosed as error:
            raise CommandError(f"The account {address} is closed.") from error
        except teams.InTheTeam as error:
            raise CommandError(
                f"{address} has a role there already: change it on the page of the team."
            ) from error
        self.stdout.write(f"{address}: {member} of {of}.")
        if is_new:
            self.invite(member.user, member)

    def invite(self, user, member=None):
        try:
            organisers.invite(user, member=member)
        except OSError as error:
            why = type(error.__cause__ or error).__name__
            raise CommandError(
                f"The mail server does not take the invitation ({why}): see EMAIL_URL."
            ) from error
        self.stdout.write(f"{user.email} was sent a link to set a password. It is good once, for three days.")
