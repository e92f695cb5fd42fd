"""What gunicorn serves."""

import os
import sys

from django.core.wsgi import get_wsgi_application

from events import all_templates

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "webinar_site.settings")

# A thread that has its answer from the database may hold a lock there, so it waits for the others less long.
sys.setswitchinterval(0.0005)  # seconds

application = get_wsgi_application()
all_templates.read()
