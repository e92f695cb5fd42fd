"""All settings, read once from the environment. Each variable has a heading in docs/configuration.md."""

from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from webinar_site import environment, logs, postgres

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_FOLDER = environment.folder("VAR_FOLDER", BASE_DIR / "var")

# The site -------------------------------------------------------------------------------------

SITE_URL = environment.origin("SITE_URL", "http://localhost:8000")
SECURE = SITE_URL.startswith("https://")
HOST = urlsplit(SITE_URL).hostname
DEBUG = environment.flag("DEBUG", False)
if DEBUG and SECURE:
    raise ImproperlyConfigured("DEBUG must be false when SITE_URL is https")
ALLOWED_HOSTS = [HOST, *environment.words("ALLOWED_HOSTS")]
if HOST == "localhost":
    ALLOWED_HOSTS += ["127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = [SITE_URL]
PROXIES = environment.number("PROXIES", 0, 0, 9)
if PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

SECRET_KEY = environment.text("SECRET_KEY")
if not SECRET_KEY:
    if SECURE:
        raise ImproperlyConfigured("Set SECRET_KEY (50 random characters or more): SITE_URL is https")
    SECRET_KEY = environment.kept_secret(VAR_FOLDER / "secret-key")
SECRET_KEY_FALLBACKS = environment.words("SECRET_KEY_FALLBACKS")

# Database -------------------------------------------------------------------------------------

DATABASE_URL = environment.text("DATABASE_URL")
if DATABASE_URL:
    DATABASES = {"default": environment.database("DATABASE_URL")}
elif SECURE:
    raise ImproperlyConfigured(
        "Set DATABASE_URL: the embedded database is for trying out, and SITE_URL is https"
    )
else:
    # Here, and not in manage.py, so that no process that uses the database can forget to hold it.
    postgres.hold(VAR_FOLDER / "postgres")
    DATABASES = {"default": postgres.embedded(VAR_FOLDER / "postgres")}
DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
DATABASES["default"].setdefault("OPTIONS", {}).update(
    connect_timeout=4,  # seconds: the machine may be gone
    options="-c statement_timeout=10s -c lock_timeout=3s -c idle_in_transaction_session_timeout=15s",
)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SIMPLE_HISTORY_DATE_INDEX = False  # the trail is read by what it is the trail of
# Shared by all processes: with a cache of its own, each would count sign-in attempts by itself.
CACHES = {
    "default": environment.address("CACHE_URL", "dbcache://webinar_site_cache", environ.Env.cache_url_config),
    # Parts of pages under what they say: nothing has to be shared, or forgotten when something changes.
    "parts": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "parts"},
}

# Applications ---------------------------------------------------------------------------------

INSTALLED_APPS = [
    "webinar_site",
    "registrations",
    "events",
    "webinar_site.admin_config.Config",  # django.contrib.admin
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "admin_ordering",
    "django_countries",
    "django_prose_editor",
    "js_asset",
    "csp",
]
MIDDLEWARE = [
    "webinar_site.middleware.head",
    "webinar_site.middleware.request_id",
    "webinar_site.middleware.language",
    "webinar_site.middleware.headers",
    "django.middleware.security.SecurityMiddleware",
    "webinar_site.middleware.content_policy",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "webinar_site.middleware.error_pages",
    "webinar_site.unavailable.database_answers",
    "webinar_site.middleware.no_nul",
    "webinar_site.middleware.methods",
    "events.public.kept_pages",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "webinar_site.kept.what_was_typed",
    "webinar_site.accounts.OwnSite",
    "webinar_site.second_factor.Gate",
    "webinar_site.middleware.trail",
]
ROOT_URLCONF = "webinar_site.urls"
WSGI_APPLICATION = "webinar_site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "webinar_site.context.site",
            ],
        },
    },
]
FORM_RENDERER = "webinar_site.forms.Renderer"
ORGANISERS_BODY = 60 * 1024 * 1024  # octets in one form of the organisers, with its files
FILE_UPLOAD_HANDLERS = [
    "webinar_site.body_limit.BodyLimit",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # one page per webinar passes the default of 1,000

# Words and time -------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = environment.languages("LANGUAGES", "en")
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_TZ = True
FORMAT_MODULE_PATH = "webinar_site.formats"
TIME_ZONE = "UTC"

PAGES_KEPT_SECONDS = 5  # in the memory of each process: events/page_cache.py

# Files ----------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = VAR_FOLDER / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = Path(environment.text("MEDIA_FOLDER", str(VAR_FOLDER / "media")))
MEDIA_URL = "/pictures/"
BACKUP_FOLDER = Path(environment.text("BACKUP_FOLDER", str(VAR_FOLDER / "backups")))
ERASURES_FOLDER = Path(environment.text("ERASURES_FOLDER", str(VAR_FOLDER / "erasures")))
FILE_UPLOAD_PERMISSIONS = 0o640
STORAGES = {
    "default": {"BACKEND": "events.files.WholeFiles"},
    "staticfiles": {"BACKEND": "webinar_site.static_files.Storage"},
}
WHITENOISE_MAX_AGE = 600
WHITENOISE_KEEP_ONLY_HASHED_FILES = True  # compressing each twice doubles the time of the first start
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["gif", "jpg", "map", "png", "webp", "woff", "woff2"]

# Mail -----------------------------------------------------------------------------------------

EMAIL_URL = environment.text("EMAIL_URL")
MAIL_FOLDER = VAR_FOLDER / "mail"
if EMAIL_URL:
    globals().update(environment.address("EMAIL_URL", "", environ.Env.email_url_config))
else:
    EMAIL_BACKEND = "webinar_site.mail_folder.EmailBackend"
EMAIL_TIMEOUT = 30
MAIL_PER_MINUTE = environment.number("MAIL_PER_MINUTE", 30_000, 1, 1_000_000)
DEFAULT_FROM_EMAIL = SERVER_EMAIL = environment.text(
    "MAIL_FROM", f"webinars@{HOST if '.' in HOST else 'example.org'}"
)

# Organisers -----------------------------------------------------------------------------------

AUTH_USER_MODEL = "events.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{VALIDATION}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{VALIDATION}.CommonPasswordValidator"},
]
LOGIN_REDIRECT_URL = "admin:index"
LOGIN_URL = "account_login"
ACCOUNT_ADAPTER = "webinar_site.accounts.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = True  # 12 hours for everybody, without a box to tick
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SECURE else "http"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
SECOND_FACTOR_REQUIRED = SECURE  # over plain http it is offered only, so that trying out stays easy
MFA_ADAPTER = "webinar_site.second_factor.Adapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_PASSKEY_LOGIN_ENABLED = True

# Cookies and headers --------------------------------------------------------------------------

SESSION_COOKIE_NAME = "__Host-sessionid" if SECURE else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken" if SECURE else "csrftoken"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 60 * 60
SECURE_REDIRECT_EXEMPT = ["^livez$", "^readyz$"]
SECURE_HSTS_SECONDS = 63_072_000 if SECURE else 0
SECURE_SSL_REDIRECT = SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SILENCED_SYSTEM_CHECKS = ["security.W021"]  # whether browsers preload the domain is its owner's choice
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        **{f"{what}-src": [SELF] for what in ("script", "style", "img", "font", "connect")},
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# Log ------------------------------------------------------------------------------------------

LOGGING = logs.SETTINGS
