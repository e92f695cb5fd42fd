"""What gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

from events import all_templates

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "webinar_site.settings")

application = get_wsgi_application()
all_templates.read()
