"""Organisers. Visitors hold signed links and never need an account."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Value
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from events.models.team import Member, Role


class UserManager(BaseUserManager):
    def create_user(self, email, password=None, **fields):
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, **{**fields, "is_staff": True, "is_superuser": True})

    def get_by_natural_key(self, email):
        return self.alias(lower_email=Lower("email")).get(lower_email=email.lower())


class User(AbstractBaseUser, PermissionsMixin):
    email = models.EmailField(_("email address"), unique=True)
    name = models.CharField(_("name"), max_length=150, blank=True)
    is_staff = models.BooleanField(_("organiser"), default=False)
    is_active = models.BooleanField(_("may sign in"), default=True)
    joined_at = models.DateTimeField(_("added at"), default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        verbose_name = _("organiser’s account")
        verbose_name_plural = _("organisers’ accounts")
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="one_user_per_email",
                violation_error_message=_("There is an account with this address already."),
            ),
        ]

    def __str__(self):
        return self.name or self.email

    def has_second_factor(self):
        """Return whether signing in asks for more than one proof; recovery codes alone do not count."""
        return any(kind != "recovery_codes" for kind in self.factors)

    @cached_property
    def factors(self):
        """The kinds of proof besides the password; as the roles, they come with the session of a request."""
        return list(self.authenticator_set.values_list("type", flat=True))

    @cached_property
    def roles(self):
        """The roles of this person, asked for once in each request."""
        return list(self.memberships.all())

    def series_with(self, right):
        """Return the keys of the series in which the person has this right by a role."""
        return {role.series_id for role in self.roles if role.series_id and role.gives(right)}

    def may(self, right, webinar):
        """Return whether the person has this right with a webinar; with None, administrators have."""
        return self.is_superuser or any(
            role.gives(right) and role.covers(webinar) for role in self.roles if webinar is not None
        )

    def may_anywhere(self, right):
        """Return whether there is a webinar or series with which the person has this right."""
        return self.is_superuser or any(role.gives(right) for role in self.roles)

    def _get_session_auth_hash(self, secret=None):
        # All sessions end when one of these changes: Django compares this at each request.
        nothing = Value(None, output_field=models.BigIntegerField())
        factors = self.authenticator_set.order_by().values_list("type", "pk", nothing)
        roles = self.memberships.order_by().values_list("role", "webinar", "series")
        found = list(factors.union(roles))
        self.factors = [kind for kind, _pk, _nothing in found if kind not in Role]
        self.roles = [
            Member(user=self, role=kind, webinar_id=webinar, series_id=series)
            for kind, webinar, series in found
            if kind in Role
        ]
        rests_on = [self.password, self.is_staff, self.is_superuser, sorted(map(repr, found))]
        salt = "events.User.session"
        return salted_hmac(salt, repr(rests_on), secret=secret, algorithm="sha256").hexdigest()
