from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand

from events import files, pictures
from events.models.picture import PictureField


class Command(BaseCommand):
    help = "Draw stored pictures again that lack one of the sizes which pages show. May be run at any time."

    def handle(self, *args, **options):
        for field in files.file_fields():
            if isinstance(field, PictureField):
                self.draw_all(field)

    def draw_all(self, field):
        for row in field.model.objects.exclude(**{field.name: ""}).order_by("pk"):
            picture = getattr(row, field.name)
            if not picture.renditions or not all(map(default_storage.exists, picture.names)):
                self.draw(field, row, picture)

    def draw(self, field, row, picture):
        """Store it anew; the files of before stay for a day, since pages in caches still show them."""
        before = picture.name
        try:
            with default_storage.open(before) as stored:
                picture.save(before, ContentFile(pictures.redrawn(stored)), save=False)
        except Exception as error:  # Pillow raises many kinds on broken files
            self.stderr.write(f"{before} could not be drawn: {error}")
            return
        # An organiser may have chosen another picture meanwhile.
        field.model.objects.filter(pk=row.pk, **{field.name: before}).update(**{field.name: picture.name})
        self.stdout.write(f"{before} is {picture.name} now")
