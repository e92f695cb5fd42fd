from django.db import models


class LinkRequest(models.Model):
    """That somebody asked for the links of an address: answered by the worker within seconds, then deleted.

    The page that takes it looks nothing up, so that its answer takes as long for a known address as for
    any other.
    """

    email = models.EmailField()
    webinar = models.ForeignKey("events.Webinar", on_delete=models.CASCADE, null=True)  # None: all to come
    asked_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"asked at {self.asked_at}"
