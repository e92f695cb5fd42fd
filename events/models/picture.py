from contextlib import suppress
from pathlib import PurePosixPath

from django.core.files.base import ContentFile
from django.db.models import ImageField
from django.db.models.fields.files import FieldFile
from django.urls import reverse

from events import pictures, uploads


class Picture(FieldFile):
    """A stored picture with its renditions; nothing of it is read to show it."""

    def save(self, name, content, save=True):
        """Store a picture that was drawn anew, under a name of our own, with its renditions beside it.

        Raises OSError; then nothing of it is left.
        """
        stored = []
        try:
            for own_name, octets in pictures.drawn(content.read(), self.field.shape):
                path = self.field.generate_filename(self.instance, own_name)
                stored.append(self.storage.save(path, ContentFile(octets)))
        except OSError:
            for path in stored:
                with suppress(OSError):
                    self.storage.delete(path)
            raise
        self.name = stored[0]
        setattr(self.instance, self.field.attname, self.name)
        self._committed = True
        if save:
            self.instance.save()

    save.alters_data = True

    @property
    def url(self):
        return address_of(self.name)

    @property
    def renditions(self):
        return pictures.renditions(self.name, self.field.shape)

    @property
    def names(self):
        """Return the names of all its files in the storage."""
        return [self.name, *(each.name for each in self.renditions)]

    @property
    def largest(self):
        """Return the rendition for who takes one only, with `url`, `width` and `height`.

        A picture stored before there were renditions is shown as it is, of unknown size.
        """
        found = self.renditions
        if not found:
            return {"url": self.url}
        return {"url": address_of(found[-1].name), "width": found[-1].width, "height": found[-1].height}

    @property
    def srcset(self):
        """Return the choice for a browser, "/pictures/a-64.webp 64w, …"; empty if there is none."""
        found = self.renditions
        if len(found) < 2:
            return ""
        return ", ".join(f"{address_of(each.name)} {each.width}w" for each in found)


def address_of(name):
    return reverse("files:picture", args=[PurePosixPath(name).name])


class PictureField(ImageField):
    """A picture in one of the shapes of `pictures`; to the database and migrations a plain ImageField."""

    attr_class = Picture

    def __init__(self, *args, shape=pictures.WIDE, **options):
        self.shape = shape
        super().__init__(*args, **options | {"upload_to": "pictures/"})

    def formfield(self, **options):
        help_text = uploads.wanted(self.shape)
        return super().formfield(**{"help_text": help_text, **options})

    def deconstruct(self):
        name, _path, args, options = super().deconstruct()
        return name, "django.db.models.ImageField", args, options
