"""Settings that every place shares. Secrets and hosts come from the environment (config/env.py)."""

from datetime import timedelta

from csp.constants import NONE, SELF
from django.contrib.messages import constants as messages
from django.utils.translation import gettext_lazy as _
from xstatic.pkg import bootstrap

from config import env

BASE_DIR = env.BASE_DIR
VAR_DIR = BASE_DIR / "var"
VAR_DIR.mkdir(exist_ok=True)  # the database and the uploads live here; a fresh clone has no such folder

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_tasks_db",
    "nominations",
    "review",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "config.middleware.RefuseBrokenInput",
    "config.middleware.Sessions",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "config.middleware.KeepOutOfCaches",
    "config.trail.Trail",
    "config.idle.EndIdleSessions",
    "config.signin.NameBrowser",
    "config.signin.SignInRequired",
    "django.contrib.messages.middleware.MessageMiddleware",
    "config.initial_password.ChangeInitialPassword",
    "config.second_factor.DemandSecondFactor",
    "config.middleware.SayWhyNotAllowed",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

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
                "review.navigation.navigation",
            ],
        },
    },
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
MESSAGE_TAGS = {messages.DEBUG: "secondary", messages.ERROR: "danger"}  # Bootstrap's names of the same things

# Data
DATABASES = {"default": env.database("DATABASE_URL", f"sqlite:///{VAR_DIR / 'db.sqlite3'}")}
# Under IMMEDIATE this would make every page view take SQLite's write lock: services open their own transactions.
ATOMIC_REQUESTS = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Uploads are personal data: they are read through views that ask who is asking, never by address.
MEDIA_ROOT = env.text("MEDIA_ROOT", str(VAR_DIR / "media"))
# clamd of ClamAV, which is shown each upload before it is kept; without it they are not looked at.
CLAMAV = env.socket_address("CLAMAV")
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024  # bytes of a form without its files
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # a whole-list step over 1000 cases sends several fields a case
DATA_UPLOAD_MAX_NUMBER_FILES = 20

# The audit trail: the hash of its chain (sha256, or sm3 where the national one is asked for), and where its heads are
# written: better a place that whoever administers the database cannot write to.
AUDIT_HASH = env.one_of("AUDIT_HASH", ("sha256", "sm3"))
AUDIT_HEADS = env.text("AUDIT_HEADS", str(VAR_DIR / "audit-heads.jsonl"))

# By what ID and phone numbers are encrypted from now on: AES and SHA-2, or SM4 and SM3. What the other wrote stays readable.
FIELD_CIPHER = env.one_of("FIELD_CIPHER", ("aes", "sm4"))

RETENTION_YEARS = env.number("RETENTION_YEARS", 3, least=1)  # after a cycle's end, until `anonymise_cycle` may erase

# People
AUTH_USER_MODEL = "nominations.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "config.single_sign_on.ByProvider",
]
PASSWORD_HASHERS = ["config.hashers.Argon2id", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "config.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"

# A lock by name alone would let anybody shut anybody out, one by name and address whoever sits behind the same proxy.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address", "user_agent"]]  # the last: whose browser (signin.NameBrowser)
AXES_FAILURE_LIMIT = 5
# In a quarter of an hour, for one account from all addresses, and from one address for all accounts (config/lockout.py).
ACCOUNT_FAILURE_LIMIT = 30
ADDRESS_FAILURE_LIMIT = 100
# It keeps what was posted with a wrong password: not the form that travels along, nor the secret of a second factor.
AXES_SENSITIVE_PARAMETERS = ["kept_form", "sealed", "code"]
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # the page says when to try again, and that stays so
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "config.errors.locked_out"
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

SESSION_COOKIE_AGE = 8 * 60 * 60  # seconds: a working day
# How long the link is good by which a person sets the password.
INVITATION_DAYS = 7
PASSWORD_RESET_TIMEOUT = INVITATION_DAYS * 24 * 60 * 60  # seconds

# Who has to have a second factor, by role; anybody may.
ROLES = ("unit_clerk", "unit_lead", "office", "panel", "department", "district", "auditor", "admin")
SECOND_FACTOR_ROLES = env.some_of("SECOND_FACTOR_ROLES", ROLES)

# The provider of the single sign-on (OpenID Connect), where there is one; the name is what people call it.
OIDC_ISSUER = env.https("OIDC_ISSUER")
OIDC_CLIENT_ID = env.text("OIDC_CLIENT_ID", None if OIDC_ISSUER else "")
OIDC_CLIENT_SECRET = env.text("OIDC_CLIENT_SECRET", None if OIDC_ISSUER else "")
OIDC_NAME = env.text("OIDC_NAME", "") or _("统一身份认证")

IDLE_MINUTES = env.number("IDLE_MINUTES", 30, least=5)  # a session that nobody uses so long ends
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
WRITER_COOKIE = "writer"  # who signed in last in this browser: the session that ran out cannot tell any more
CSRF_FAILURE_VIEW = "config.signin.csrf_failure"

# What a browser may do with our pages
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],  # Bootstrap draws its arrows as data:, the photo is cropped as blob:
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    },
}

# Up to how many hashes a browser tries before an objection can be sent: a second or two of an old telephone.
PROOF_OF_WORK = 300_000

# Work in the background, done by `manage.py work`
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
BATCH_DAYS = 7  # how long a file made in the background, and the forms drawn for it, are kept

# Language and time
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("简体中文"))]
USE_I18N = True
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# Bootstrap comes as a pip package: {% static 'bootstrap/css/bootstrap.min.css' %}
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static", ("bootstrap", bootstrap.BASE_DIR)]

# `load_demo` makes accounts with a published password: only where settings say that this is no real site.
DEMO_ALLOWED = False

# Mail goes to the console until EMAIL_URL names a server; it holds links that begin with SITE_URL.
vars().update(env.mail("EMAIL_URL", "consolemail://"))
EMAIL_TIMEOUT = 10  # seconds
DEFAULT_FROM_EMAIL = env.text("MAIL_FROM", "honours@localhost")
SITE_URL = env.text("SITE_URL", "http://127.0.0.1:8000").rstrip("/")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"()": "config.logs.NoValues", "format": "{asctime} {levelname} {name}: {message}", "style": "{"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        # Django's own handler writes to the console only while DEBUG is on, and mails exceptions with their values.
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        # It writes account names; the attempts stand in its tables.
        "axes": {"level": "ERROR"},
        "pikepdf": {"level": "WARNING"},
    },
}
