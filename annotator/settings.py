"""How Onrecord runs. Everything an installation may change is read from the environment, with a safe default.

DATABASE_URL  SQLite at var/onrecord.sqlite3 unless set, e.g. postgres://user:secret@host/onrecord
CONNECTIONS   how many to PostgreSQL a process keeps for whoever needs one next (the web server: one for each of its
              threads and some more; others open and close their own)
VAR_DIR       where the secret key, the SQLite file, releases and collected static files live (var/)
RELEASES_DIR  where the files of releases live (VAR_DIR/releases); workers and web servers share it
SECRET_KEY    made once and kept in VAR_DIR/secret_key unless set
ALLOWED_HOSTS comma-separated host names (this machine only unless set)
SITE_ADDRESS  how links and citations begin, e.g. https://onrecord.example.org. Unless set: with HTTPS=1 the first of
              ALLOWED_HOSTS, else this machine at PORT
TRUSTED_ORIGINS comma-separated origins that may post forms, e.g. https://onrecord.example.org
WEBHOOK_INTERNAL_HOSTS comma-separated hosts (with port) that webhooks may reach although their addresses are private
HTTPS         1 behind a proxy that speaks HTTPS: secure cookies, strict transport security. The proxy passes on
              Host and sets X-Forwarded-Proto and X-Forwarded-For
EMAIL_HOST    the mail server for forgotten passwords, with EMAIL_PORT (587), EMAIL_USE_TLS (1; 0 for none),
              EMAIL_HOST_USER, EMAIL_HOST_PASSWORD and DEFAULT_FROM_EMAIL; no mail is offered unless set
REQUESTS_PER_TOKEN  requests to the API that a program may make in a minute with a token (6000; 0 for any number)
REQUESTS_PER_PERSON the same for the browsers of somebody signed in (6000)
WRONG_TOKENS  different wrong tokens that may come from an address in a minute (60)
FETCH_ADDRESSES 1 lets people import articles from the public web by their address; nothing is fetched unless set
"""

import os
import secrets
from datetime import timedelta
from pathlib import Path

import dj_database_url
import structlog
from csp.constants import NONE, SELF

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("VAR_DIR", BASE_DIR / "var"))
VAR_DIR.mkdir(parents=True, exist_ok=True)


def listed(variable: str, default: str = "") -> list[str]:
    """The comma-separated values of an environment variable."""
    return [value.strip() for value in os.environ.get(variable, default).split(",") if value.strip()]


def kept_secret(path: Path) -> str:
    """The secret in `path`, made on first use and readable by its owner only."""
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(64))
    except FileExistsError:
        pass
    return path.read_text()


def private(path: Path) -> Path:
    """The path of a file that nobody but its owner may read, made where there is none."""
    os.close(os.open(path, os.O_RDONLY | os.O_CREAT, 0o600))
    return path


SECRET_KEY = os.environ.get("SECRET_KEY") or kept_secret(VAR_DIR / "secret_key")
DEBUG = os.environ.get("DEBUG") == "1"
HTTPS = os.environ.get("HTTPS") == "1"
# Whoever starts the server asks it by 127.0.0.1 whether it is well.
ALLOWED_HOSTS = [*listed("ALLOWED_HOSTS", "localhost,[::1]"), "127.0.0.1"]
SITE_ADDRESS = os.environ.get("SITE_ADDRESS", "").rstrip("/") or (
    f"https://{ALLOWED_HOSTS[0].lstrip('.')}"
    if HTTPS
    else f"http://127.0.0.1:{os.environ.get('PORT') or 8000}"
)
CSRF_TRUSTED_ORIGINS = listed("TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "articles",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "rest_framework",
    "django_filters",
    "knox",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "drf_standardized_errors",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "articles.api.limits.standings",
    "articles.api.conditions.tags",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "annotator.accounts.SignInRequired",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "annotator.urls"
WSGI_APPLICATION = "annotator.wsgi.application"

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
            ]
        },
    }
]

# --- data -------------------------------------------------------------------------------------------------

# SQLite gives the files it keeps beside its own the same permissions.
DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("DATABASE_URL") or f"sqlite:///{private(VAR_DIR / 'onrecord.sqlite3')}"
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Writers queue for the lock when a transaction begins rather than failing when it first writes.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL",
    }
elif CONNECTIONS := int(os.environ.get("CONNECTIONS") or 0):
    # The server's threads come and go, so what keeps connections open from one request to the next is not theirs.
    # Those that are needed no longer are closed one by one, every `max_idle` seconds. Where there is no database,
    # who asks is told soon, and it is tried anew as soon as that.
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    DATABASES["default"]["OPTIONS"] = {
        **DATABASES["default"].get("OPTIONS", {}),
        "pool": {
            "min_size": 0,
            "max_size": CONNECTIONS,
            "max_idle": 15,
            "timeout": 5,
            "reconnect_timeout": 2,
        },
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = os.environ.get("TIME_ZONE", "UTC")
LANGUAGE_CODE = "en-gb"

# --- people and tokens ------------------------------------------------------------------------------------

AUTH_USER_MODEL = "articles.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "article-list"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "annotator.accounts.ClosedSignUp"
ACCOUNT_FORMS = {"login": "articles.pages.forms.SignInForm"}
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
SIGN_IN_LINK_SECONDS = 24 * 60 * 60
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
EMAIL_HOST = os.environ.get("EMAIL_HOST", "")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT") or 587)
EMAIL_USE_TLS = os.environ.get("EMAIL_USE_TLS", "1") == "1"
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL") or "onrecord@localhost"

KNOX_TOKEN_MODEL = "articles.AccessToken"
# Our model takes the place of knox's, whose migrations would make a table that nothing uses.
MIGRATION_MODULES = {"knox": None}
REST_KNOX = {
    "TOKEN_MODEL": "articles.AccessToken",
    "TOKEN_TTL": timedelta(days=365),
    "AUTH_HEADER_PREFIX": "Bearer",
    "TOKEN_PREFIX": "onr_",
}

# --- the API ----------------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "articles.api.authentication.BearerToken",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["articles.api.authentication.SignedInWithinScope"],
    "DEFAULT_THROTTLE_CLASSES": ["articles.api.limits.RequestsAMinute"],
    "DEFAULT_RENDERER_CLASSES": ["articles.api.rendering.JsonRenderer"],
    "DEFAULT_PARSER_CLASSES": ["articles.api.bodies.Json"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "articles.api.pages.CursorPages",
    "DEFAULT_SCHEMA_CLASS": "articles.api.schema.Described",
    "EXCEPTION_HANDLER": "drf_standardized_errors.handler.exception_handler",
    "DEFAULT_METADATA_CLASS": None,  # the schema says what OPTIONS would
    "URL_FORMAT_OVERRIDE": None,  # `?format=` is a file format's name
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
DRF_STANDARDIZED_ERRORS = {
    "EXCEPTION_HANDLER_CLASS": "articles.api.errors.DomainErrorHandler",
    "EXCEPTION_FORMATTER_CLASS": "articles.api.errors.DomainErrorFormatter",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Onrecord",
    "DESCRIPTION": "Who said what: quotes of news articles, attributed by people and checked by editors.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["articles.api.authentication.SignedInWithinScope"],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "articles.api.schema.complete",
    ],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "ENUM_NAME_OVERRIDES": {
        "KindEnum": "articles.document.KINDS",
        "RoleEnum": "articles.document.ROLES",
        "StateEnum": "articles.document.STATES",
        "QuoteStateEnum": "articles.api.quotes.QUOTE_STATES",
        "StandingEnum": "articles.services.selecting.STANDING",
        "RunStateEnum": "articles.models.Run.State",
        "DeliveryStateEnum": "articles.models.Delivery.State",
        "EventEnum": "articles.models.change.EVENTS",
        "CommentKindEnum": "articles.models.Comment.Kind",
        "SpeakerKindEnum": "articles.document.SPEAKER_KINDS",
    },
}

# --- jobs -------------------------------------------------------------------------------------------------

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
RUN_ATTEMPTS = 3
RUN_HEARTBEAT_SECONDS = float(os.environ.get("RUN_HEARTBEAT_SECONDS", "5"))
# Receivers of webhooks inside the house, exactly as written in their addresses: host:port.
WEBHOOK_INTERNAL_HOSTS = listed("WEBHOOK_INTERNAL_HOSTS")
RUN_LOST_AFTER_SECONDS = float(os.environ.get("RUN_LOST_AFTER_SECONDS", "30"))

# --- releases ---------------------------------------------------------------------------------------------

RELEASES_DIR = Path(os.environ.get("RELEASES_DIR") or VAR_DIR / "releases")
RELEASE_LINK_SECONDS = 7 * 24 * 60 * 60

# --- limits -----------------------------------------------------------------------------------------------

REQUESTS_PER_TOKEN = int(os.environ.get("REQUESTS_PER_TOKEN") or 6000)
REQUESTS_PER_PERSON = int(os.environ.get("REQUESTS_PER_PERSON") or 6000)
WRONG_TOKENS = int(os.environ.get("WRONG_TOKENS") or 60)

ARTICLE_MAX_BYTES = 1_000_000  # of UTF-8
FILE_MAX_BYTES = 30_000_000  # of a file with articles in it
EXTRACT_MAX_BYTES = 100_000  # of UTF-8: what is worked on while somebody waits
BULK_MAX_BYTES = 256_000_000  # of a request that is read line by line
DATA_UPLOAD_MAX_MEMORY_SIZE = 8_000_000  # an article of the greatest length, every character \\uXXXX-escaped
UPLOAD_MAX_BYTES = 100_000_000  # of the files that a form sends at once
DATA_UPLOAD_MAX_NUMBER_FILES = 100
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_000_000
FILE_UPLOAD_HANDLERS = [
    "articles.pages.uploads.Bounded",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# --- the web ----------------------------------------------------------------------------------------------

FETCH_ADDRESSES = os.environ.get("FETCH_ADDRESSES") == "1"
# Hosts with port, such as 127.0.0.1:8123, that may be fetched although they are on this machine, where an address is
# written exactly so. For tests, which set it to the one server of theirs; no environment does.
FETCH_LOOPBACK: list[str] = []

# --- security ---------------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 30 * 24 * 60 * 60
# `check --deploy` asks for a word on all subdomains of a domain that is not ours to speak for.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
if HTTPS:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_REDIRECT_EXEMPT = [r"^health/$"]
    ALLAUTH_TRUSTED_PROXY_COUNT = 1  # else all that come through it share one limit of tries

# --- static files -----------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
# Collected files have hashed names and are cached for ever; before that they are served where they lie.
WHITENOISE_MAX_AGE = 0  # of files without a hash: the browser asks whether they changed
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = not (STATIC_ROOT / "staticfiles.json").exists()
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "annotator.static.HashedOnceCollected"},
}

# --- logging ----------------------------------------------------------------------------------------------

_log_steps: list[structlog.typing.Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso"),
    structlog.processors.format_exc_info,
]
structlog.configure(
    processors=[*_log_steps, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processor": structlog.processors.JSONRenderer(),
            "foreign_pre_chain": _log_steps,
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("LOG_LEVEL", "WARNING")},
}
