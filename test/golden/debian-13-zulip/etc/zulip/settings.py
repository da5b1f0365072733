# Managed by hardened-host: edits made here are undone by the next delivery.
import ldap
from django_auth_ldap.config import LDAPSearch
from .config import get_secret

# Zulip answers to this name and no other.
EXTERNAL_HOST = "chat.example.org"
ZULIP_ADMINISTRATOR = "owner@example.org"

# E-mail leaves encrypted.
EMAIL_HOST = "mail.example.org"
EMAIL_PORT = 465
EMAIL_USE_TLS = False
EMAIL_USE_SSL = True
EMAIL_HOST_USER = "chat"
NOREPLY_EMAIL_ADDRESS = "noreply@example.org"

# With a fixed sender, who can read its mail could take part in what asks for an address of that domain.
ADD_TOKENS_TO_NOREPLY_ADDRESS = True

# These ways to log in, and no other.
AUTHENTICATION_BACKENDS = ("zproject.backends.GoogleAuthBackend", "zproject.backends.GitHubAuthBackend", "zproject.backends.GitLabAuthBackend", "zproject.backends.AzureADAuthBackend", "zproject.backends.GenericOpenIdConnectBackend", "zproject.backends.SAMLAuthBackend", "zproject.backends.ZulipLDAPAuthBackend",)
SOCIAL_AUTH_GOOGLE_KEY = "google-client"
SOCIAL_AUTH_GITHUB_KEY = "github-client"
SOCIAL_AUTH_GITLAB_KEY = "gitlab-client"
SOCIAL_AUTH_AZUREAD_OAUTH2_KEY = "entra-client"
SOCIAL_AUTH_OIDC_ENABLED_IDPS = {"oidc": {"oidc_url": "https://login.example.org/realms/main", "display_name": "Our \"own\" login", "client_id": "zulip", "secret": get_secret("social_auth_oidc_secret"), "auto_signup": True}}
SOCIAL_AUTH_SAML_SP_ENTITY_ID = "https://chat.example.org"
SOCIAL_AUTH_SAML_ORG_INFO = {"en-US": {"displayname": "Zulip", "name": "zulip", "url": "https://chat.example.org"}}
SOCIAL_AUTH_SAML_ENABLED_IDPS = {"saml": {"entity_id": "https://saml.example.org/metadata", "url": "https://saml.example.org/sso", "display_name": "SAML", "attr_user_permanent_id": "email", "attr_first_name": "first_name", "attr_last_name": "last_name", "attr_username": "email", "attr_email": "email"}}
SOCIAL_AUTH_SAML_SECURITY_CONFIG = {"authnRequestsSigned": False, "requestedAuthnContext": False}
SOCIAL_AUTH_SAML_TECHNICAL_CONTACT = {"givenName": "Administrator", "emailAddress": "owner@example.org"}
SOCIAL_AUTH_SAML_SUPPORT_CONTACT = {"givenName": "Administrator", "emailAddress": "owner@example.org"}
AUTH_LDAP_SERVER_URI = "ldaps://ldap.example.org"
AUTH_LDAP_BIND_DN = "cn=zulip,dc=example,dc=org"
AUTH_LDAP_USER_SEARCH = LDAPSearch("ou=users,dc=example,dc=org", ldap.SCOPE_SUBTREE, "(uid=%(user)s)")
LDAP_APPEND_DOMAIN = "example.org"
AUTH_LDAP_USER_ATTR_MAP = {"full_name": "cn"}

# Zulip's default is 6. How guessable a password is counts as well, and stays as Zulip has it.
PASSWORD_MIN_LENGTH = 14

# In MiB.
MAX_FILE_UPLOAD_SIZE = 25
LOCAL_UPLOADS_DIR = None
S3_AUTH_UPLOADS_BUCKET = "chat-files"
S3_AVATAR_BUCKET = "chat-avatars"
S3_REGION = "fra1"
S3_ENDPOINT_URL = "https://s3.example.org"
S3_AVATAR_PUBLIC_URL_PREFIX = "https://avatars.example.net/"

# The way to the buckets leads through Smokescreen as well.
S3_SKIP_PROXY = False

# Images of strangers are fetched by the server: readers show no address of theirs.
CAMO_URI = "/external_content/"
INLINE_IMAGE_PREVIEW = False
INLINE_URL_EMBED_PREVIEW = True

# Guessing and flooding are slowed down, logins too.
RATE_LIMITING = True
RATE_LIMITING_AUTHENTICATE = True

# All exits of Tor count as one address: whoever goes through it would have as many as it has exits.
RATE_LIMIT_TOR_TOGETHER = True

# Over Zulip's own, which stay in force for what is not named: seconds, requests.
RATE_LIMITING_RULES = {"api_by_user": [(60, 100,)], "authenticate_by_username": [(1800, 3,)]}

# Nobody else is told of this server and its users.
ENABLE_GRAVATAR = True
ZULIP_SERVICE_PUSH_NOTIFICATIONS = False
ZULIP_SERVICE_SUBMIT_USAGE_STATISTICS = False
