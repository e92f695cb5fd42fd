"""Addresses that hold a token. They have no prefix: such a page speaks the language of its registration.

So a link in an old mail works whichever languages the site offers by then.
"""

from django.urls import path

from registrations.views import decide, join, manage, unsubscribe

app_name = "personal"
urlpatterns = [
    path("registrations/<token>/", manage.page, name="page"),
    path("registrations/<token>/cancel/", decide.cancel, name="cancel"),
    path("registrations/<token>/return/", decide.come_back, name="return"),
    path("registrations/<token>/erase/", decide.erase, name="erase"),
    path("registrations/<token>/data.json", manage.data, name="data"),
    path("registrations/<token>/documents/<int:pk>/<str:name>", manage.document, name="document"),
    path("registrations/<token>/calendar.ics", manage.calendar_file, name="calendar"),
    path("confirm/<token>/", decide.confirm, name="confirm"),
    path("join/<token>/", join.join, name="join"),
    path("unsubscribe/<token>/", unsubscribe.unsubscribe, name="unsubscribe"),
]
