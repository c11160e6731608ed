"""People: one model of our own from the first migration."""

from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

STATUS_LENGTH = 100


def avatar_files(picture: str) -> tuple[str, str]:
    """The storage's names for the two sizes of the picture of that id."""
    return f"avatars/{picture}.webp", f"avatars/{picture}-large.webp"


class Role(models.TextChoices):
    """What someone may do in the organisation. Guests see only the rooms they were added to."""

    OWNER = "owner", "Owner"
    ADMIN = "admin", "Admin"
    MEMBER = "member", "Member"
    GUEST = "guest", "Guest"


class UserManager(BaseUserManager["User"]):
    """Finds people by user name without regard to case."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """The user of that name; raises `User.DoesNotExist`."""
        return self.get(username__iexact=username)

    def people(self) -> "models.QuerySet[User]":
        """Everyone who can still log in."""
        return self.filter(is_active=True)


class User(AbstractBaseUser):
    """Someone who can log in.

    `access_version` grows with whatever may end or widen what their sockets receive; each process
    compares it for its live users. `last_seq` is the head of the user's own sequence (rooms
    joined and left, read cursors). In the inbox all is read that happened up to `inbox_read_at`;
    `inbox_me_seq` is its last change in that sequence.
    """

    username = models.CharField(max_length=40, unique=True)
    name_key = models.CharField(max_length=200, unique=True)  # two names that look alike share it
    email = models.EmailField(blank=True)
    display_name = models.CharField(max_length=80)
    time_zone = models.CharField(max_length=64, default="UTC")
    enter_sends = models.BooleanField(default=True, db_default=True)  # else Ctrl+Enter does
    tells_reading = models.BooleanField(default=True, db_default=True)  # and is told of others'
    status_emoji = models.CharField(max_length=64, blank=True, db_default="")
    status_text = models.CharField(max_length=STATUS_LENGTH, blank=True, db_default="")
    status_until = models.DateTimeField(null=True, blank=True)
    avatar = models.CharField(max_length=16, blank=True, db_default="")  # its picture's id
    is_away = models.BooleanField(default=False, db_default=False)  # by their own word
    role = models.CharField(max_length=8, choices=Role, default=Role.MEMBER)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now)
    last_seen = models.DateTimeField(null=True, blank=True)
    access_version = models.PositiveBigIntegerField(default=1)
    last_seq = models.PositiveBigIntegerField(default=0)
    inbox_read_at = models.DateTimeField(null=True, blank=True)
    inbox_me_seq = models.PositiveBigIntegerField(default=0, db_default=0)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["email"]
    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["status_until"],
                condition=models.Q(status_until__isnull=False),
                name="user_status_over",
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                Lower("email"), condition=~models.Q(email=""), name="user_email_unique"
            ),
            models.UniqueConstraint(Lower("username"), name="user_username_ci_unique"),
        ]

    def __str__(self) -> str:
        return self.display_name or self.username

    @property
    def is_admin(self) -> bool:
        """True for those who run the organisation: owners and admins."""
        return self.is_active and self.role in {Role.OWNER, Role.ADMIN}

    @property
    def is_guest(self) -> bool:
        """True for those who see only the rooms they were added to."""
        return self.role == Role.GUEST

    @property
    def is_staff(self) -> bool:
        """Django's admin site asks this; the role answers."""
        return self.is_admin

    @property
    def is_superuser(self) -> bool:
        """Django's permission framework asks this; the role answers."""
        return self.is_admin

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Whether the admin site lets this user in there: owners and admins only."""
        return self.is_admin

    def has_perms(self, perm_list: Any, obj: Any = None) -> bool:
        """As `has_perm`, for several."""
        return self.is_admin

    def has_module_perms(self, app_label: str) -> bool:
        """As `has_perm`, for an app."""
        return self.is_admin

    @property
    def hue(self) -> int:
        """The generated avatar's colour, 0 to 23, spread so that neighbours in id differ."""
        return (self.pk or 0) * 7 % 24

    @property
    def initials(self) -> str:
        """One or two letters for the generated avatar."""
        words = (self.display_name or self.username).split()
        letters = [word[0] for word in words[:1] + words[1:][-1:]]
        return "".join(letters).upper()

    @property
    def avatar_url(self) -> str | None:
        """Where the picture is that they uploaded, in the smaller of its two sizes."""
        return f"/{avatar_files(self.avatar)[0]}" if self.avatar else None

    def get_full_name(self) -> str:
        """Django's templates ask this."""
        return self.display_name

    def get_short_name(self) -> str:
        """Django's templates ask this."""
        return self.username

    def refreshed(self) -> Self:
        """This user as the database has it now."""
        self.refresh_from_db()
        return self
