"""Polls: a message's question with answers to choose from."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone


class Poll(models.Model):
    """What a message asks; the question is the message's own text.

    `options` are the answers, known by their place in the list. `multiple` lets everyone choose
    several. Of an anonymous one nobody is told who voted for what. It is closed from `closes_at`
    on (null: when someone closes it, which sets it).
    """

    options = models.JSONField(default=list)
    multiple = models.BooleanField(default=False)
    anonymous = models.BooleanField(default=False)
    closes_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return " / ".join(self.options)

    @property
    def is_closed(self) -> bool:
        """Whether no more votes are taken."""
        return self.closes_at is not None and self.closes_at <= timezone.now()


class PollVote(models.Model):
    """Someone's choice of one option, by its place."""

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="votes")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    option = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["poll", "user", "option"], name="poll_vote_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} for {self.option} of {self.poll_id}"
