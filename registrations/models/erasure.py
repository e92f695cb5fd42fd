from django.db import models


class Erasure(models.Model):
    """One erased person on the way to the list of erasures: written there by the worker, then deleted.

    `key` is a keyed hash (erasure_list.py): neither row nor list tells who it was.
    """

    key = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"{self.at}: {self.key}"
