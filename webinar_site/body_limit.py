"""How much one request may carry: read from its header, before any of it is kept in memory or on disk."""

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler


def body_limit(request) -> int:
    """Return the octets a request may carry: organisers send files, visitors none."""
    if request.path.startswith("/admin/"):
        return settings.ORGANISERS_BODY
    return settings.DATA_UPLOAD_MAX_MEMORY_SIZE


class BodyLimit(FileUploadHandler):
    """Comes first among the upload handlers and leaves the work to them."""

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):
        if content_length > body_limit(self.request):
            raise RequestDataTooBig

    def receive_data_chunk(self, raw_data, start):
        return raw_data

    def file_complete(self, file_size):
        return None
