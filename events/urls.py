"""The public pages. Each language but English has a prefix: webinar_site/urls.py."""

from django.urls import path, re_path

from events import downloads, feeds, views

app_name = "events"
urlpatterns = [
    path("", views.home, name="home"),
    path("webinars/", views.webinars, name="webinars"),
    path("webinars.ics", feeds.webinars_calendar, name="webinars_calendar"),
    path("webinars.atom", feeds.WebinarsFeed(), name="webinars_feed"),
    path("webinars/<slug:slug>/", views.webinar, name="webinar"),
    path("webinars/<slug:slug>/programme.pdf", downloads.programme, name="programme"),
    path("webinars/<slug:slug>/card.png", downloads.card, name="card"),
    path("webinars/<slug:slug>/calendar.ics", downloads.calendar, name="calendar"),
    path("series/<slug:slug>/", views.series, name="series"),
    path("speakers/<slug:slug>/", views.speaker, name="speaker"),
    path("series/<slug:slug>/calendar.ics", feeds.series_calendar, name="series_calendar"),
    re_path(r"^(?P<slug>about|privacy|accessibility)/$", views.page, name="page"),
]
