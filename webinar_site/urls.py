from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from webinar_site import health, middleware, no_access

urlpatterns = [
    path("livez", health.live),
    path("readyz", health.ready),
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.urls")),
    path("", include("events.file_urls")),
    *i18n_patterns(
        path("", include("registrations.urls")),
        path("", include("events.urls")),
        prefix_default_language=False,
    ),
    path("", include("registrations.personal_urls")),
]
handler400 = middleware.bad_request
handler403 = no_access.refused
handler404 = no_access.not_found
handler500 = middleware.server_error
