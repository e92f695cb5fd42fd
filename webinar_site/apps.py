from django.apps import AppConfig
from django.core import checks


class Config(AppConfig):
    name = "webinar_site"

    def ready(self):
        from webinar_site.deploy_checks import before_the_public

        checks.register(before_the_public, deploy=True)
